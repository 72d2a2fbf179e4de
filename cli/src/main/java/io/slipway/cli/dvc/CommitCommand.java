package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Accepts the workspace as it is. */
@Command(
        name = "commit",
        description =
                "Record changes to files or directories tracked by DVC by storing the current versions in the cache.")
final class CommitCommand extends DvcVerb {
    @Option(
            names = {"-f", "--force"},
            description = "Commit even if something changed.")
    boolean force;

    @Parameters(paramLabel = "<targets>", description = "Stages, .dvc files or outputs.")
    List<String> targets = new ArrayList<>();

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            dvc.commit(targets, force);
            trackWithGit(dvc);
        }
        return 0;
    }

    @Override
    String failurePrefix() {
        return "failed to commit" + (targets.isEmpty() ? "" : " " + String.join(", ", targets)) + " - ";
    }
}
