package io.slipway.monitoring.windows;

/** Life of a window. */
public enum WindowState {
    /** Event time is still within it. */
    OPEN,
    /** Over: drift is known, labels are awaited. */
    CLOSED,
    /** Labels have come: quality is known, rules were judged. */
    LABELLED
}
