package io.slipway.tracking.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.http.OutboundHttp;
import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to webhooks. What is to be sent is a row in the database until it was answered, so a restart loses
 * nothing; a receiver may get a delivery twice and knows it by {@code X-MLflow-Delivery-Id}. An answer of 429 or 5xx,
 * or none, is tried again after 1, 2 and 4 seconds.
 */
final class Deliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int MAX_ATTEMPTS = 4;
    private static final int AT_ONCE = 32;
    private static final long IDLE_MILLIS = 1000;

    private final Database database;
    private final InstantSource clock;
    private final OutboundHttp http;
    private final Webhooks webhooks;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Object wake = new Object();
    private volatile boolean closed;
    private @Nullable Thread sender;

    Deliveries(Database database, InstantSource clock, OutboundHttp http, Webhooks webhooks) {
        this.database = database;
        this.clock = clock;
        this.http = http;
        this.webhooks = webhooks;
    }

    /** What came of trying a webhook out. */
    record Result(
            boolean success,
            @Nullable Integer responseStatus,
            @Nullable String responseBody,
            @Nullable String errorMessage) {}

    private record Due(String webhook, String workspace, String event, String body, int attempts) {}

    void start() {
        sender = Thread.ofVirtual().name("webhooks").start(this::run);
    }

    /** Notes what is to be sent; the same event twice is noted once. */
    void note(Event event) {
        int noted = database.write(tx -> {
            var told = Topics.told(tx, event);
            if (told.isEmpty()) {
                return 0;
            }
            Webhook.Topic topic = told.get().topic();
            String body = body(topic, told.get().data(), Instant.ofEpochMilli(event.time()), event.workspace());
            return tx.update(
                    "INSERT INTO webhook_deliveries (webhook, event, body, attempts, due)"
                            + " SELECT w.id, ?, ?, 0, ? FROM webhooks w JOIN webhook_events e ON e.webhook = w.id"
                            + " WHERE w.workspace = ? AND w.status = 'ACTIVE' AND e.entity = ? AND e.action = ?"
                            + " ON CONFLICT DO NOTHING",
                    event.id(),
                    body,
                    clock.millis(),
                    event.workspace(),
                    topic.entity(),
                    topic.action());
        });
        if (noted > 0) {
            synchronized (wake) {
                wake.notifyAll();
            }
        }
    }

    private static String body(Webhook.Topic topic, JsonNode data, Instant time, String workspace) {
        var json = Json.object()
                .put("entity", topic.entity().toLowerCase(java.util.Locale.ROOT))
                .put("action", topic.action().toLowerCase(java.util.Locale.ROOT))
                .put("timestamp", time.toString())
                .put("workspace", workspace);
        json.set("data", data);
        return json.toString();
    }

    private void run() {
        while (!closed) {
            try {
                if (sendDue() == 0) {
                    synchronized (wake) {
                        wake.wait(IDLE_MILLIS);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("webhooks: {}", e.getMessage());
            }
        }
    }

    /** One delivery at a time for each webhook, each on a thread of its own: a slow receiver holds up nobody else. */
    private int sendDue() {
        List<Due> due = database.read(query -> query.list(
                "SELECT d.webhook, w.workspace, d.event, d.body, d.attempts FROM webhook_deliveries d"
                        + " JOIN webhooks w ON w.id = d.webhook WHERE d.due <= ? ORDER BY d.due LIMIT ?",
                row -> new Due(row.text(1), row.text(2), row.text(3), row.text(4), (int) row.integer(5)),
                clock.millis(),
                AT_ONCE));
        int begun = 0;
        for (Due each : due) {
            if (busy.add(each.webhook)) {
                begun++;
                Thread.startVirtualThread(() -> deliver(each));
            }
        }
        return begun;
    }

    private void deliver(Due due) {
        try {
            Webhook webhook = webhooks.get(due.workspace, due.webhook);
            Result result = send(webhook, due.event, due.body);
            Integer status = result.responseStatus;
            boolean again = status == null ? result.errorMessage != null : status == 429 || status >= 500;
            finish(due, again && due.attempts + 1 < MAX_ATTEMPTS, result);
        } catch (SlipwayException e) {
            finish(due, false, new Result(false, null, null, e.text()));
        } finally {
            busy.remove(due.webhook);
            synchronized (wake) {
                wake.notifyAll();
            }
        }
    }

    private void finish(Due due, boolean again, Result result) {
        if (!result.success) {
            LOG.warn(
                    "webhook {}: attempt {} of {} failed: {}",
                    due.webhook,
                    due.attempts + 1,
                    MAX_ATTEMPTS,
                    result.errorMessage == null ? "status " + result.responseStatus : result.errorMessage);
        }
        database.write(tx -> again
                ? tx.update(
                        "UPDATE webhook_deliveries SET attempts = ?, due = ? WHERE webhook = ? AND event = ?",
                        due.attempts + 1,
                        clock.millis() + (1000L << due.attempts),
                        due.webhook,
                        due.event)
                : tx.update("DELETE FROM webhook_deliveries WHERE webhook = ? AND event = ?", due.webhook, due.event));
    }

    /** Sends an example now and answers what came of it. */
    Result attempt(Webhook webhook, Webhook.Topic topic) {
        String body = body(topic, Topics.example(topic), clock.instant(), "default");
        return send(webhook, UUID.randomUUID().toString(), body);
    }

    private Result send(Webhook webhook, String deliveryId, String body) {
        String time = Long.toString(clock.instant().getEpochSecond());
        Map<String, String> headers = new HashMap<>(Map.of(
                "Content-Type", "application/json", "X-MLflow-Delivery-Id", deliveryId, "X-MLflow-Timestamp", time));
        try {
            String secret = webhooks.secret(webhook.webhookId());
            if (secret != null) {
                headers.put("X-MLflow-Signature", "v1," + signature(secret, deliveryId + "." + time + "." + body));
            }
            OutboundHttp.Answer answer = http.post(webhook.url(), headers, body.getBytes(StandardCharsets.UTF_8));
            return new Result(answer.status() < 400, answer.status(), answer.body(), null);
        } catch (IOException e) {
            return new Result(false, null, null, "Failed to send to the webhook: " + e.getMessage());
        } catch (SlipwayException e) {
            return new Result(false, null, null, e.text());
        }
    }

    /** HMAC-SHA-256 in Base64. */
    private static String signature(String secret, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is missing from this Java", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread thread = sender;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
