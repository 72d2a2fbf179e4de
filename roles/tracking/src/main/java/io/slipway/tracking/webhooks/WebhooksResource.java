package io.slipway.tracking.webhooks;

import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MLflow's webhook calls. */
final class WebhooksResource {
    private static final int MAX_RESULTS = 1000;
    private static final int USUAL_RESULTS = 100;
    private static final List<String> STATUSES = List.of("ACTIVE", "DISABLED");
    private static final List<String> ENTITIES = List.of(
            "REGISTERED_MODEL",
            "MODEL_VERSION",
            "MODEL_VERSION_TAG",
            "MODEL_VERSION_ALIAS",
            "PROMPT",
            "PROMPT_VERSION",
            "PROMPT_TAG",
            "PROMPT_VERSION_TAG",
            "PROMPT_ALIAS");
    private static final List<String> ACTIONS = List.of("CREATED", "UPDATED", "DELETED", "SET");

    private final Webhooks webhooks;
    private final Deliveries deliveries;

    WebhooksResource(Webhooks webhooks, Deliveries deliveries) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
    }

    record One(Webhook webhook) {}

    record Many(List<Webhook> webhooks, @Nullable String nextPageToken) {}

    record Tried(Deliveries.Result result) {}

    void addTo(MlflowRoutes routes) {
        Permission read = Permission.MODEL_READ;
        Permission write = Permission.ADMIN;
        routes.post("webhooks", "createWebhook", "Tell another server", write, this::create);
        routes.get("webhooks", "listWebhooks", "Webhooks, newest first", read, this::list);
        routes.get(
                "webhooks/{webhook_id}",
                "getWebhook",
                "A webhook",
                read,
                (m, r) -> new One(webhooks.get(r.workspace(), id(r))));
        routes.patch(
                "webhooks/{webhook_id}",
                "updateWebhook",
                "Change a webhook",
                write,
                (m, r) -> new One(webhooks.update(Caller.of(r), id(r), fields(m))));
        routes.delete("webhooks/{webhook_id}", "deleteWebhook", "Delete a webhook", write, (m, r) -> {
            webhooks.delete(Caller.of(r), id(r));
            return MlflowRoutes.NOTHING;
        });
        routes.json(
                Method.POST,
                "2.0/mlflow/webhooks/{webhook_id}/test",
                "testWebhook",
                "Try a webhook out",
                write,
                this::test);
    }

    private static String id(Request request) {
        return request.path("webhook_id");
    }

    /** Empty fields are as good as absent. */
    private static Webhooks.Fields fields(Message message) {
        List<Webhook.Topic> events =
                message.messages("events").stream().map(WebhooksResource::topic).toList();
        return new Webhooks.Fields(
                filled(message.textOr("name", "")),
                message.textOrNull("description"),
                filled(message.textOr("url", "")),
                events.isEmpty() ? null : events,
                message.textOrNull("secret"),
                message.choice("status", STATUSES).orElse(null));
    }

    private static @Nullable String filled(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Webhook.Topic topic(Message event) {
        return Topics.checked(
                event.choice("entity", ENTITIES).orElseThrow(() -> event.missing("entity")),
                event.choice("action", ACTIONS).orElseThrow(() -> event.missing("action")));
    }

    private Object create(Message message, Request request) {
        message.text("name");
        message.text("url");
        if (message.messages("events").isEmpty()) {
            throw message.has("events")
                    ? SlipwayException.invalid("Webhook events must be a non-empty list of WebhookEvent objects: [].")
                    : message.missing("events");
        }
        return new One(webhooks.create(Caller.of(request), fields(message)));
    }

    private Object list(Message message, Request request) {
        long max = message.integerOr("max_results", USUAL_RESULTS);
        if (max < 0 || max > MAX_RESULTS) {
            throw SlipwayException.invalid("max_results must be between 1 and " + MAX_RESULTS + ".");
        }
        Page<Webhook> page = webhooks.list(
                request.workspace(), max == 0 ? USUAL_RESULTS : (int) max, message.textOr("page_token", ""));
        return new Many(page.items(), page.nextToken());
    }

    private Object test(Message message, Request request) {
        Webhook webhook = webhooks.get(request.workspace(), id(request));
        Webhook.Topic topic = message.has("event")
                ? topic(message.message("event"))
                : webhook.events().getFirst();
        return new Tried(deliveries.attempt(webhook, topic));
    }
}
