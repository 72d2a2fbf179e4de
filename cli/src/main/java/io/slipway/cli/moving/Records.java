package io.slipway.cli.moving;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is moved, in the same shape whatever it comes from. Times are epoch milliseconds, ids those of the source.
 * Maps are sorted, so that the same record always has the same text.
 */
final class Records {
    private Records() {}

    /** @param lifecycle {@code active} or {@code deleted} */
    record Experiment(
            String id, String name, String lifecycle, long created, long updated, SortedMap<String, String> tags) {}

    /** A dataset that a run read; tags say in what context. */
    record Dataset(
            String name,
            String digest,
            String sourceType,
            String source,
            @Nullable String schema,
            @Nullable String profile,
            SortedMap<String, String> tags) {}

    /** A logged model that a run made. */
    record Output(String modelId, long step) {}

    /**
     * A run without its points.
     *
     * @param artifactUri where its files are, in the source's words
     */
    record Run(
            String runId,
            String experimentId,
            String name,
            String status,
            String userId,
            long startTime,
            @Nullable Long endTime,
            String lifecycle,
            @Nullable Long deletedTime,
            SortedMap<String, String> params,
            SortedMap<String, String> tags,
            List<Dataset> datasets,
            List<String> inputs,
            List<Output> outputs,
            String artifactUri) {}

    /** A point of a metric; the value may be any double. */
    record Point(String key, long time, long step, double value) {}

    /** A point that was measured on a logged model. */
    record ModelPoint(
            String key,
            long time,
            long step,
            double value,
            String runId,
            @Nullable String datasetName,
            @Nullable String datasetDigest) {}

    /** @param status {@code LOGGED_MODEL_READY}, {@code …_PENDING} or {@code …_UPLOAD_FAILED} */
    record LoggedModel(
            String modelId,
            String experimentId,
            String name,
            @Nullable String modelType,
            @Nullable String sourceRunId,
            String status,
            @Nullable String statusMessage,
            long created,
            long updated,
            String lifecycle,
            SortedMap<String, String> params,
            SortedMap<String, String> tags,
            List<ModelPoint> metrics,
            String artifactUri) {}

    /** A registered model with all its versions. */
    record Model(
            String name,
            @Nullable String description,
            long created,
            long updated,
            SortedMap<String, String> tags,
            SortedMap<String, Integer> aliases,
            List<Version> versions) {}

    /**
     * @param source as it was registered
     * @param location where the files are; null if that is the source
     * @param deleted only the number is known of it
     */
    record Version(
            int version,
            long created,
            long updated,
            @Nullable String description,
            @Nullable String userId,
            String stage,
            @Nullable String source,
            @Nullable String location,
            @Nullable String runId,
            @Nullable String runLink,
            @Nullable String modelId,
            boolean deleted,
            SortedMap<String, String> tags) {}

    /** A file of a run or a logged model, by its path below it. */
    record SourceFile(String path, long size, Content content) {}

    /** Opens a file from its beginning. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }
}
