package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.Transfers;
import io.slipway.data.dvc.pipeline.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fetches and checks out. */
@Command(name = "pull", description = "Download tracked files or directories from remote storage.")
final class PullCommand extends DvcVerb {
    @Mixin
    TransferOptions transfer = new TransferOptions();

    @Option(
            names = {"-f", "--force"},
            description = "Replace content that is not in the cache.")
    boolean force;

    @Option(names = "--allow-missing", description = "Do not fail where the remote lacks something.")
    boolean allowMissing;

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            Transfers.Pulled pulled = new Transfers(dvc).pull(transfer.scope(), force);
            CheckoutCommand.changes(this, pulled.checkedOut().changes());
            say(summary(pulled));
            if (!allowMissing) {
                if (pulled.failure().isPresent()) {
                    throw pulled.failure().get();
                }
                CheckoutCommand.requireNone(pulled.checkedOut().failed());
            }
        }
        return 0;
    }

    private static String summary(Transfers.Pulled pulled) {
        List<String> parts = new ArrayList<>();
        part(parts, pulled.fetched(), "fetched");
        for (Workspace.Change kind :
                List.of(Workspace.Change.MODIFIED, Workspace.Change.ADDED, Workspace.Change.DELETED)) {
            part(
                    parts,
                    pulled.checkedOut().files().getOrDefault(kind, 0),
                    kind.name().toLowerCase(java.util.Locale.ROOT));
        }
        return switch (parts.size()) {
            case 0 -> "Everything is up to date.";
            case 1 -> parts.getFirst();
            default -> String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
        };
    }

    private static void part(List<String> parts, int n, String verb) {
        if (n > 0) {
            parts.add(TransferOptions.count(n, verb));
        }
    }

    @Override
    String failurePrefix() {
        return "failed to pull data from the cloud - ";
    }
}
