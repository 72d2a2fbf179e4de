package io.slipway.data.dvc.store;

import java.nio.file.Path;

/** Says which files and folders a walk leaves out. */
@FunctionalInterface
public interface PathFilter {
    PathFilter NOTHING = (path, folder) -> false;

    /** @param path absolute */
    boolean leavesOut(Path path, boolean folder);
}
