package io.slipway.serving.follow;

import io.slipway.serving.live.LiveVersion;
import io.slipway.serving.live.ModelRoute.State;
import io.slipway.tracking.api.ModelSource.ServedVersion;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the follower knows of one version. Confined to its thread. */
final class HeldVersion {
    ServedVersion wanted;

    @Nullable
    LiveVersion loaded;

    @Nullable
    String problem;

    /** The source has confirmed that the loaded files are the version's. */
    boolean confirmed;

    int failures;
    long retryAtMillis;

    HeldVersion(ServedVersion wanted) {
        this.wanted = wanted;
    }

    State state() {
        return loaded != null ? State.READY : problem != null ? State.FAILED : State.LOADING;
    }

    void failed(String why, long nowMillis) {
        problem = why;
        failures++;
        retryAtMillis = nowMillis + Math.min(60_000, 500L << Math.min(failures, 7));
    }

    /** The version after its last alias has gone. */
    ServedVersion withoutAliases() {
        return new ServedVersion(wanted.model(), wanted.version(), List.of(), wanted.runId(), wanted.modelId());
    }

    /** The same version number, but of another run: a model that was deleted and made anew. */
    boolean isAnother(ServedVersion now) {
        return !Objects.equals(wanted.runId(), now.runId()) || !Objects.equals(wanted.modelId(), now.modelId());
    }
}
