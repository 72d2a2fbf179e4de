package io.slipway.tracking.registry;

import io.slipway.tracking.wire.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registered model in the shape in which MLflow's clients get it. */
public record RegisteredModel(
        String name,
        long creationTimestamp,
        long lastUpdatedTimestamp,
        @Nullable String description,
        List<ModelVersion> latestVersions,
        List<KeyValue> tags,
        List<Alias> aliases) {
    /** @param version in digits */
    public record Alias(String alias, String version) {}
}
