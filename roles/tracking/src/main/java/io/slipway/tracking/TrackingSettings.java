package io.slipway.tracking;

import io.slipway.http.OutboundHttp;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen.
 *
 * @param retention how long deleted runs, logged models and experiments can be restored
 * @param reuseNames whether a new experiment may take the name of a deleted one, which then gets another
 * @param webhookTargets where webhooks may be sent to
 * @param webhookKey file with the key that secrets of webhooks are encrypted with, made if it is missing; null where
 *     webhooks have no secrets
 */
public record TrackingSettings(
        Duration retention,
        boolean reuseNames,
        OutboundHttp.Policy webhookTargets,
        @Nullable Path webhookKey) {
    public static final TrackingSettings DEFAULT = new TrackingSettings(Duration.ofDays(30), false);

    /** With webhooks to public addresses by https alone, and without secrets. */
    public TrackingSettings(Duration retention, boolean reuseNames) {
        this(retention, reuseNames, OutboundHttp.Policy.PUBLIC_HTTPS, null);
    }
}
