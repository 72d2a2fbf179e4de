package io.slipway.http;

import io.slipway.kernel.Actor;
import org.jspecify.annotations.Nullable;

/** Decides who a caller is and what they may do. Safe for use by several threads. */
public interface Authorizer {
    /** Lets everyone do everything as {@link Actor#ANONYMOUS}; for {@code start-dev}, which listens on loopback only. */
    Authorizer OPEN = new Authorizer() {
        @Override
        public Actor known(Headers headers) {
            return Actor.ANONYMOUS;
        }

        @Override
        public Actor authenticate(Headers headers) {
            return Actor.ANONYMOUS;
        }

        @Override
        public void check(Permission permission, Actor actor, String workspace) {
            // everything is allowed
        }
    };

    /** The headers of a request. */
    @FunctionalInterface
    interface Headers {
        /** First value of the header, null if it is not there; names in any case. */
        @Nullable
        String get(String name);
    }

    /** Who the caller is, if that can be told without waiting and without much computing; null if not. */
    @Nullable
    Actor known(Headers headers);

    /**
     * Who the caller is; may take long (a password hash) or wait.
     *
     * @throws io.slipway.kernel.SlipwayException UNAUTHENTICATED if there are no credentials or wrong ones
     */
    Actor authenticate(Headers headers);

    /**
     * Must not wait: it is asked on the selecting thread.
     *
     * @throws io.slipway.kernel.SlipwayException PERMISSION_DENIED
     */
    void check(Permission permission, Actor actor, String workspace);

    /** Value of WWW-Authenticate in a 401; null for none. */
    default @Nullable String challenge() {
        return null;
    }
}
