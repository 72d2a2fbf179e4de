package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.Transfers;
import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Frees the cache of what the workspace does not name. */
@Command(name = "gc", description = "Remove files from the cache that the workspace's metadata does not name.")
final class GcCommand extends DvcVerb {
    @Option(
            names = {"-w", "--workspace"},
            description = "Keep what the workspace needs; all else goes, older versions included.")
    boolean workspace;

    @Option(names = "--dry", description = "Only tell how many files would go.")
    boolean dry;

    @Option(
            names = {"-f", "--force"},
            description = "Do it; without this nothing is removed.")
    boolean force;

    @Override
    int run() throws IOException {
        if (!workspace) {
            throw new DvcException("Either of `-w|--workspace` must be given: it says what to keep.");
        }
        try (Dvc dvc = open()) {
            if (!force && !dry) {
                err("WARNING: This will remove all cache except items used in the workspace. Use `-f` to do it.");
                return 1;
            }
            int removed = new Transfers(dvc).collectGarbage(dry);
            say(
                    removed == 0
                            ? "No unused 'local' cache to remove."
                            : (dry ? "Would remove " : "Removed ") + removed + " objects from the cache.");
        }
        return 0;
    }

    @Override
    int failureCode() {
        return 255;
    }
}
