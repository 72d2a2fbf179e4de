package io.slipway.serving.follow;

import io.slipway.tracking.api.ModelSource.ServedVersion;

/** A version of a model. */
record VersionKey(String model, int version) {
    static VersionKey of(ServedVersion served) {
        return new VersionKey(served.model(), served.version());
    }

    @Override
    public String toString() {
        return "model '" + model + "' version " + version;
    }
}
