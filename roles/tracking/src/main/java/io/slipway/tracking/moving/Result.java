package io.slipway.tracking.moving;

import org.jspecify.annotations.Nullable;

/**
 * What became of one line.
 *
 * @param state {@code added}; {@code updated}: it was imported before and the source has changed since;
 *     {@code unchanged}; {@code kept}: it is here but was not imported, and stays as it is; {@code refused}
 * @param reason why it was kept or refused
 * @param artifactUri where the files of the run, the logged model or the experiment go
 */
record Result(
        String id,
        String state,
        @Nullable String reason,
        @Nullable String experimentId,
        @Nullable String artifactUri) {
    static Result of(String id, String state) {
        return new Result(id, state, null, null, null);
    }

    static Result at(String id, String state, String artifactUri) {
        return new Result(id, state, null, null, artifactUri);
    }

    static Result refused(String id, String reason) {
        return new Result(id, "refused", reason, null, null);
    }
}
