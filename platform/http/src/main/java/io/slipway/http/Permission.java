package io.slipway.http;

/**
 * What a caller must be allowed to do, named by Slipway's nouns. {@link #PUBLIC} is for health, version and the
 * files of the UI; everything else needs an identity where a login is asked for.
 */
public enum Permission {
    PUBLIC,
    EXPERIMENT_READ,
    EXPERIMENT_WRITE,
    MODEL_READ,
    MODEL_WRITE,
    MODEL_PROMOTE,
    DATASET_READ,
    DATASET_WRITE,
    PIPELINE_READ,
    PIPELINE_RUN,
    ENDPOINT_READ,
    ENDPOINT_WRITE,
    ENDPOINT_INFER,
    MONITOR_READ,
    MONITOR_WRITE,
    EVENT_READ,
    METRICS_READ,
    ADMIN
}
