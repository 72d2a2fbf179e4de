package io.slipway.tracking;

import io.slipway.http.OutboundHttp;
import java.time.Duration;

/**
 * What can be chosen.
 *
 * @param retention how long deleted runs, logged models and experiments can be restored
 * @param reuseNames whether a new experiment may take the name of a deleted one, which then gets another
 * @param webhookTargets where webhooks may be sent to
 */
public record TrackingSettings(Duration retention, boolean reuseNames, OutboundHttp.Policy webhookTargets) {
    public static final TrackingSettings DEFAULT = new TrackingSettings(Duration.ofDays(30), false);

    /** With webhooks to public addresses by https alone. */
    public TrackingSettings(Duration retention, boolean reuseNames) {
        this(retention, reuseNames, OutboundHttp.Policy.PUBLIC_HTTPS);
    }
}
