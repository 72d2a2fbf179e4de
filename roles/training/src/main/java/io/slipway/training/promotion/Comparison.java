package io.slipway.training.promotion;

import org.jspecify.annotations.Nullable;

/**
 * What came of comparing a challenger with the champion on one labelled window.
 *
 * @param time UTC milliseconds
 * @param championVersion null if no version was champion
 * @param championAuc null, like the other figures, if there was nothing to measure on
 * @param difference challenger less champion
 * @param ciLow with {@code ciHigh}: 95 % interval of the difference after DeLong
 * @param rows labelled rows of the window
 * @param window dates of the window in UTC, e.g. {@code 2013-07-01/2013-08-01}
 * @param promoted whether the challenger became champion
 * @param reason in a sentence
 */
public record Comparison(
        long time,
        String model,
        String pipeline,
        String pipelineRun,
        @Nullable Integer championVersion,
        int challengerVersion,
        @Nullable Double championAuc,
        @Nullable Double challengerAuc,
        @Nullable Double difference,
        @Nullable Double ciLow,
        @Nullable Double ciHigh,
        int rows,
        String window,
        long windowStart,
        long windowEnd,
        boolean promoted,
        String reason) {}
