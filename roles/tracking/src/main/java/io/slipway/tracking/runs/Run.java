package io.slipway.tracking.runs;

import io.slipway.tracking.wire.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run in the shape in which MLflow's clients get it.
 *
 * @param outputs null for a run that was just created
 */
public record Run(
        Info info, Data data, Inputs inputs, @Nullable Outputs outputs) {
    /** @param runUuid the same as {@code runId}, for old clients */
    public record Info(
            String runUuid,
            String runId,
            String runName,
            String experimentId,
            String userId,
            String status,
            long startTime,
            @Nullable Long endTime,
            String artifactUri,
            String lifecycleStage) {}

    /** @param metrics the latest point of each */
    public record Data(List<Metric> metrics, List<KeyValue> params, List<KeyValue> tags) {}

    /** What the run read. */
    public record Inputs(List<DatasetInput> datasetInputs, List<ModelInput> modelInputs) {
        static final Inputs NONE = new Inputs(List.of(), List.of());
    }

    /** What the run made. */
    public record Outputs(List<ModelOutput> modelOutputs) {}

    /** @param tags among them {@code mlflow.data.context}: training, evaluation… */
    public record DatasetInput(List<KeyValue> tags, Dataset dataset) {}

    /** @param digest computed by the client */
    public record Dataset(
            String name,
            String digest,
            String sourceType,
            String source,
            @Nullable String schema,
            @Nullable String profile) {}

    /** A logged model that the run read. */
    public record ModelInput(String modelId) {}

    /** A logged model that the run made. */
    public record ModelOutput(String modelId, long step) {}
}
