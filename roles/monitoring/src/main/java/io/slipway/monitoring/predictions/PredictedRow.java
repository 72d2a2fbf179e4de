package io.slipway.monitoring.predictions;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row that a model answered.
 *
 * @param time event time, UTC milliseconds
 * @param inputs Numbers, Strings or null by name of the column
 * @param score first output
 */
public record PredictedRow(
        String requestId, String model, int version, long time, Map<String, @Nullable Object> inputs, double score) {}
