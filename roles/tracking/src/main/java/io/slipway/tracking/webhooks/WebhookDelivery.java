package io.slipway.tracking.webhooks;

import io.slipway.http.OutboundHttp;
import io.slipway.storage.EventLog;
import io.slipway.storage.Storage;
import io.slipway.tracking.wire.MlflowRoutes;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The wiring of webhooks. */
public final class WebhookDelivery implements AutoCloseable {
    private final Storage storage;
    private final Deliveries deliveries;
    private final WebhooksResource resource;
    private EventLog.@Nullable Subscription subscription;

    /** @param policy where to may be sent */
    public WebhookDelivery(Storage storage, InstantSource clock, OutboundHttp.Policy policy) {
        this.storage = storage;
        var http = new OutboundHttp(policy);
        var webhooks = new Webhooks(storage.database(), clock, http);
        this.deliveries = new Deliveries(storage.database(), clock, http, webhooks);
        this.resource = new WebhooksResource(webhooks, deliveries);
    }

    public void addTo(MlflowRoutes routes) {
        resource.addTo(routes);
    }

    public void start() {
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
