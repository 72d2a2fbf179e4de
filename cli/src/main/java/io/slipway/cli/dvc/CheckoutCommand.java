package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.pipeline.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts tracked data into the workspace. */
@Command(name = "checkout", description = "Checkout data files from cache.")
final class CheckoutCommand extends DvcVerb {
    @Option(names = "--summary", description = "Show how many files changed, not which.")
    boolean summary;

    @Option(
            names = {"-f", "--force"},
            description = "Replace content that is not in the cache.")
    boolean force;

    @Option(names = "--relink", description = "Make links or copies anew.")
    boolean relink;

    @Option(names = "--allow-missing", description = "Do not fail where the cache lacks something.")
    boolean allowMissing;

    @Parameters(paramLabel = "<targets>", description = "Stages, .dvc files or outputs.")
    List<String> targets = new ArrayList<>();

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            Dvc.CheckedOut done = dvc.checkout(targets, force, relink);
            if (summary) {
                String text = summarize(done.files());
                say(text.isEmpty() ? "No changes." : text);
            } else {
                changes(this, done.changes());
            }
            if (!allowMissing) {
                requireNone(done.failed());
            }
            if (relink) {
                say("Relinked successfully");
            }
            return 0;
        }
    }

    static void requireNone(List<String> failed) {
        if (!failed.isEmpty()) {
            throw new DvcException("Checkout failed for following targets:\n" + String.join("\n", failed)
                    + "\nIs your cache up to date?\n<https://error.dvc.org/missing-files>");
        }
    }

    static void changes(DvcVerb verb, Map<String, Workspace.Change> changes) {
        for (Workspace.Change kind :
                List.of(Workspace.Change.MODIFIED, Workspace.Change.ADDED, Workspace.Change.DELETED)) {
            changes.forEach((path, change) -> {
                if (change == kind) {
                    verb.say(kind.name().charAt(0) + "       " + path);
                }
            });
        }
    }

    private static String summarize(Map<Workspace.Change, Integer> files) {
        List<String> parts = new ArrayList<>();
        for (Workspace.Change kind :
                List.of(Workspace.Change.MODIFIED, Workspace.Change.ADDED, Workspace.Change.DELETED)) {
            int n = files.getOrDefault(kind, 0);
            if (n > 0) {
                parts.add(n + " file" + (n > 1 ? "s " : " ") + kind.name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        return String.join(" and ", parts);
    }

    @Override
    int failureCode() {
        return 255;
    }
}
