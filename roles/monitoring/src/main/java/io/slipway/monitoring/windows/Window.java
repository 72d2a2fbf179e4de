package io.slipway.monitoring.windows;

/**
 * A window of a monitor.
 *
 * @param start first millisecond, UTC
 * @param end first millisecond after it
 */
public record Window(long start, long end, WindowState state, WindowResult result) {}
