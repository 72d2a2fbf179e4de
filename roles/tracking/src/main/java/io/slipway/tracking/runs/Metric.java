package io.slipway.tracking.runs;

import org.jspecify.annotations.Nullable;

/**
 * One point of a metric.
 *
 * @param value may be NaN; an infinity is kept as the greatest finite number, as MLflow's SQL store does
 * @param timestamp epoch milliseconds
 * @param modelId the logged model it measures, with the dataset it was measured on
 * @param runId only where points of several runs are mixed
 */
public record Metric(
        String key,
        double value,
        long timestamp,
        long step,
        @Nullable String modelId,
        @Nullable String datasetName,
        @Nullable String datasetDigest,
        @Nullable String runId) {
    public Metric {
        if (Double.isInfinite(value)) {
            value = Math.copySign(Double.MAX_VALUE, value);
        }
    }

    public static Metric point(String key, double value, long timestamp, long step) {
        return new Metric(key, value, timestamp, step, null, null, null, null);
    }

    /** As stored: NaN is 0 with a mark. */
    public double storedValue() {
        return Double.isNaN(value) ? 0 : value;
    }

    public int nanMark() {
        return Double.isNaN(value) ? 1 : 0;
    }
}
