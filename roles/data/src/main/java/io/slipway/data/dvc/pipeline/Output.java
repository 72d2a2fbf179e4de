package io.slipway.data.dvc.pipeline;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a stage makes, or a {@code .dvc} file tracks.
 *
 * @param written the path as the file has it, relative to the stage's working folder
 * @param path absolute
 * @param cached whether its bytes go into the cache and Git ignores it
 * @param persist whether it stays when the stage runs again
 * @param push whether it may go to remotes
 * @param remote the only remote it may go to, or null for any
 */
public record Output(
        String written,
        Path path,
        Kind kind,
        boolean cached,
        boolean persist,
        boolean push,
        @Nullable String remote) {
    /** Which list of the stage it is in. */
    public enum Kind {
        OUTPUT,
        METRIC,
        PLOT
    }
}
