package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.pipeline.ParameterOverride;
import io.slipway.data.dvc.pipeline.ReproListener;
import io.slipway.data.dvc.pipeline.ReproOptions;
import io.slipway.data.dvc.pipeline.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs what changed. */
@Command(name = "repro", description = "Reproduce complete or partial pipelines by executing their stages.")
final class ReproCommand extends DvcVerb {
    @Option(
            names = {"-f", "--force"},
            description = "Run stages even if nothing changed.")
    boolean force;

    @Option(names = "--dry", description = "Only print the commands.")
    boolean dry;

    @Option(
            names = {"-s", "--single-item"},
            description = "Only the targets, not what they need.")
    boolean single;

    @Option(names = "--downstream", description = "From the targets on to all that need them.")
    boolean downstream;

    @Option(
            names = {"-P", "--all-pipelines"},
            description = "All pipelines of the project.")
    boolean whole;

    @Option(
            names = {"-k", "--keep-going"},
            description = "Go on with stages that do not need a failed one.")
    boolean keepGoing;

    @Option(names = "--no-run-cache", description = "Do not restore outputs of earlier runs.")
    boolean noRunCache;

    @Option(names = "--no-commit", description = "Do not put outputs in the cache.")
    boolean noCommit;

    @Option(
            names = {"-S", "--set-param"},
            paramLabel = "[<file>:]<key>=<value>",
            description = "Write a parameter into its file first.")
    List<String> parameters = new ArrayList<>();

    @Parameters(paramLabel = "<targets>", description = "Stages; all of 'dvc.yaml' if none is given.")
    List<String> targets = new ArrayList<>();

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            ParameterOverride.apply(dvc.project().current(), parameters);
            ReproOptions options = new ReproOptions(
                    targets, force, dry, single, downstream, whole, keepGoing, !noRunCache, noCommit, true, Map.of());
            List<Stage> done = dvc.reproduce(options, new ReproListener() {
                @Override
                public void message(String text) {
                    if (text.startsWith("WARNING: ")) {
                        err(text);
                    } else {
                        say(text);
                    }
                }
            });
            trackWithGit(dvc);
            say(
                    done.isEmpty()
                            ? "Data and pipelines are up to date."
                            : "Use `dvc push` to send your updates to remote storage.");
            return 0;
        }
    }

    @Override
    int failureCode() {
        return 255;
    }
}
