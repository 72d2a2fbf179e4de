package io.slipway.tracking.models;

import io.slipway.tracking.runs.Metric;
import io.slipway.tracking.wire.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model that a run logged, in the shape in which MLflow's clients get it. Its files are beneath {@code artifactUri}. */
public record LoggedModel(Info info, Data data) {
    /** @param status {@code LOGGED_MODEL_PENDING} until the client has uploaded the files */
    public record Info(
            String experimentId,
            String modelId,
            String name,
            String artifactUri,
            long creationTimestampMs,
            long lastUpdatedTimestampMs,
            @Nullable String modelType,
            @Nullable String sourceRunId,
            String status,
            @Nullable String statusMessage,
            List<KeyValue> tags) {}

    /** @param metrics measured on this model, by whatever run */
    public record Data(List<KeyValue> params, List<Metric> metrics) {}
}
