package io.slipway.tracking.traces;

import org.jspecify.annotations.Nullable;

/**
 * What a person, a judge or a program says about a trace or one of its spans.
 *
 * @param kind {@code feedback}, {@code expectation} or {@code issue}
 * @param value JSON
 * @param error JSON of what kept the judge from an answer; null if nothing did
 * @param metadata JSON object of texts; null for none
 * @param created epoch milliseconds UTC
 * @param overrides id of the assessment that this one replaces
 * @param valid false once another one overrides it
 */
record Assessment(
        String assessmentId,
        String traceId,
        String kind,
        String name,
        String value,
        @Nullable String error,
        String sourceType,
        String sourceId,
        @Nullable String rationale,
        @Nullable String metadata,
        @Nullable String spanId,
        long created,
        long updated,
        @Nullable String overrides,
        boolean valid) {
    static final String FEEDBACK = "feedback";
    static final String EXPECTATION = "expectation";
    static final String ISSUE = "issue";
}
