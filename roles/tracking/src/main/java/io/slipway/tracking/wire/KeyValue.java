package io.slipway.tracking.wire;

/** A tag or a param as it travels. */
public record KeyValue(String key, String value) {}
