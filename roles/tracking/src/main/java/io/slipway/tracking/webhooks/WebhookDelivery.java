package io.slipway.tracking.webhooks;

import io.slipway.http.OutboundHttp;
import io.slipway.storage.EventLog;
import io.slipway.storage.Storage;
import io.slipway.tracking.wire.MlflowRoutes;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The wiring of webhooks. */
public final class WebhookDelivery implements AutoCloseable {
    private final Storage storage;
    private final Deliveries deliveries;
    private final Webhooks webhooks;
    private final WebhooksResource resource;
    private EventLog.@Nullable Subscription subscription;

    /**
     * @param policy where to may be sent
     * @param key file with the key that secrets are encrypted with, made if it is missing; null for no secrets
     */
    public WebhookDelivery(Storage storage, InstantSource clock, OutboundHttp.Policy policy, @Nullable Path key) {
        this.storage = storage;
        var http = new OutboundHttp(policy);
        this.webhooks = new Webhooks(storage.database(), clock, http, key == null ? null : new Secrets(key));
        this.deliveries = new Deliveries(storage.database(), clock, http, webhooks);
        this.resource = new WebhooksResource(webhooks, deliveries);
    }

    public void addTo(MlflowRoutes routes) {
        resource.addTo(routes);
    }

    public void start() {
        webhooks.encryptOlder();
        subscription = storage.events().subscribe("tracking-webhooks", Topics.KINDS, deliveries::note);
        deliveries.start();
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
        deliveries.close();
    }
}
