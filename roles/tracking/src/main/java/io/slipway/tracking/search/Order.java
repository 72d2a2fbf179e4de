package io.slipway.tracking.search;

/** One part of an order_by, checked against its {@link Grammar}. */
public record Order(Entity entity, String key, boolean ascending) {}
