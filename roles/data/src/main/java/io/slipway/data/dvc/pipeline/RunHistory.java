package io.slipway.data.dvc.pipeline;

import java.io.IOException;
import java.nio.file.Path;

/** The history of runs as a whole, between a cache and a remote. */
public final class RunHistory {
    private RunHistory() {}

    /**
     * Copies all runs that the other folder does not have.
     *
     * @return how many
     */
    public static int copy(Path from, Path to) throws IOException {
        return RunCache.copy(from, to);
    }
}
