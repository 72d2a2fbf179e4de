package io.slipway.tracking.webhooks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that wants to be told, in the shape in which MLflow's clients get it; its secret is never shown.
 *
 * @param status {@code ACTIVE} or {@code DISABLED}
 */
record Webhook(
        String webhookId,
        String name,
        @Nullable String description,
        String url,
        List<Topic> events,
        String status,
        long creationTimestamp,
        long lastUpdatedTimestamp) {
    /** What it wants to be told of, in capitals: {@code MODEL_VERSION}, {@code CREATED}. */
    record Topic(String entity, String action) {}
}
