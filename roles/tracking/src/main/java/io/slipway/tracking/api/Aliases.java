package io.slipway.tracking.api;

import io.slipway.kernel.Actor;
import java.util.Optional;

/** Reads and moves the aliases of registered models, such as {@code champion}. */
public interface Aliases {
    /**
     * Points {@code alias} at {@code version} and tells {@code model.alias_moved} in the same transaction. Does nothing if
     * it already points there.
     *
     * @param reason for the alias' history, in a sentence
     * @throws io.slipway.kernel.SlipwayException NOT_FOUND if there is no such model or version
     */
    void move(String model, String alias, int version, Actor actor, String reason);

    /** The version that {@code alias} names; empty if the model or the alias does not exist. */
    Optional<Integer> get(String model, String alias);
}
