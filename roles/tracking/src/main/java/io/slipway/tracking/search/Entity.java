package io.slipway.tracking.search;

/** What a name in a filter belongs to. */
public enum Entity {
    ATTRIBUTE,
    METRIC,
    PARAM,
    TAG,
    DATASET,
    METADATA,
    SPAN,
    FEEDBACK,
    EXPECTATION,
    ISSUE
}
