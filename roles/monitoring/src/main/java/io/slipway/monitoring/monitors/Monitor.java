package io.slipway.monitoring.monitors;

/** A declared monitor. Times are UTC milliseconds. */
public record Monitor(String workspace, String name, MonitorDefinition definition, long created, long updated) {}
