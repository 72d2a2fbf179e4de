package io.slipway.tracking;

import java.time.Duration;

/**
 * What can be chosen.
 *
 * @param retention how long deleted runs, logged models and experiments can be restored
 * @param reuseNames whether a new experiment may take the name of a deleted one, which then gets another
 */
public record TrackingSettings(Duration retention, boolean reuseNames) {
    public static final TrackingSettings DEFAULT = new TrackingSettings(Duration.ofDays(30), false);
}
