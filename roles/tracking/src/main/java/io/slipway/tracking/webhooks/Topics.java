package io.slipway.tracking.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.tracking.wire.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What webhooks can be told of, and what Slipway's events become for them. */
final class Topics {
    private static final Map<String, List<String>> ACTIONS = Map.ofEntries(
            Map.entry("REGISTERED_MODEL", List.of("CREATED")),
            Map.entry("MODEL_VERSION", List.of("CREATED")),
            Map.entry("MODEL_VERSION_TAG", List.of("SET", "DELETED")),
            Map.entry("MODEL_VERSION_ALIAS", List.of("CREATED", "DELETED")),
            Map.entry("PROMPT", List.of("CREATED")),
            Map.entry("PROMPT_VERSION", List.of("CREATED")),
            Map.entry("PROMPT_TAG", List.of("SET", "DELETED")),
            Map.entry("PROMPT_VERSION_TAG", List.of("SET", "DELETED")),
            Map.entry("PROMPT_ALIAS", List.of("CREATED", "DELETED")));

    /** Kinds of events that webhooks are told of. */
    static final List<String> KINDS = List.of(
            "model.created",
            "model.version_created",
            "model.alias_moved",
            "model.alias_deleted",
            "model.tag_set",
            "model.tag_deleted",
            "model.version_tag_set",
            "model.version_tag_deleted");

    private Topics() {}

    /** What an event is for webhooks. */
    record Told(Webhook.Topic topic, JsonNode data) {}

    static Webhook.Topic checked(String entity, String action) {
        List<String> actions = ACTIONS.get(entity);
        if (actions == null) {
            throw SlipwayException.invalid("Invalid entity '" + Names.shown(entity)
                    + "' of a webhook event. Valid are: "
                    + String.join(", ", ACTIONS.keySet().stream().sorted().toList()) + ".");
        }
        if (!actions.contains(action)) {
            throw SlipwayException.invalid("Invalid action '" + Names.shown(action.toLowerCase(Locale.ROOT))
                    + "' for entity '" + entity.toLowerCase(Locale.ROOT) + "'. Valid actions are: ["
                    + String.join(
                            ", ",
                            actions.stream()
                                    .map(a -> "'" + a.toLowerCase(Locale.ROOT) + "'")
                                    .toList())
                    + "]");
        }
        return new Webhook.Topic(entity, action);
    }

    /** Empty for events that no webhook is told of. */
    static Optional<Told> told(Query query, Event event) {
        String model = event.data().path("model").asText();
        boolean prompt = query.one(
                        "SELECT t.value FROM registered_model_tags t JOIN registered_models m ON m.id = t.model"
                                + " WHERE m.workspace = ? AND m.name = ? AND t.key = 'mlflow.prompt.is_prompt'",
                        row -> row.text(1),
                        event.workspace(),
                        model)
                .filter(value -> value.equalsIgnoreCase("true"))
                .isPresent();
        String of = prompt ? "PROMPT" : "REGISTERED_MODEL";
        String version = prompt ? "PROMPT_VERSION" : "MODEL_VERSION";
        String alias = prompt ? "PROMPT_ALIAS" : "MODEL_VERSION_ALIAS";
        ObjectNode data = Json.object().put("name", model);
        return switch (event.kind()) {
            case "model.created" -> Optional.of(told(of, "CREATED", model(query, event, data)));
            case "model.version_created" -> Optional.of(told(version, "CREATED", version(query, event, data, prompt)));
            case "model.alias_moved" -> Optional.of(told(alias, "CREATED", copied(event, data, "alias", "version")));
            case "model.alias_deleted" -> Optional.of(told(alias, "DELETED", copied(event, data, "alias")));
            case "model.tag_set" -> promptTag(prompt, "SET", copied(event, data, "key", "value"));
            case "model.tag_deleted" -> promptTag(prompt, "DELETED", copied(event, data, "key"));
            case "model.version_tag_set" ->
                Optional.of(told(version + "_TAG", "SET", copied(event, data, "version", "key", "value")));
            case "model.version_tag_deleted" ->
                Optional.of(told(version + "_TAG", "DELETED", copied(event, data, "version", "key")));
            default -> Optional.empty();
        };
    }

    /** MLflow tells of the tags of prompts, not of those of models. */
    private static Optional<Told> promptTag(boolean prompt, String action, ObjectNode data) {
        return prompt ? Optional.of(told("PROMPT_TAG", action, data)) : Optional.empty();
    }

    private static Told told(String entity, String action, ObjectNode data) {
        return new Told(new Webhook.Topic(entity, action), data);
    }

    private static ObjectNode copied(Event event, ObjectNode data, String... fields) {
        for (String field : fields) {
            data.put(field, event.data().path(field).asText());
        }
        return data;
    }

    private static ObjectNode model(Query query, Event event, ObjectNode data) {
        ObjectNode tags = data.putObject("tags");
        query.each(
                "SELECT t.key, t.value FROM registered_model_tags t JOIN registered_models m ON m.id = t.model"
                        + " WHERE m.workspace = ? AND m.name = ? ORDER BY t.key",
                row -> tags.put(row.text(1), row.text(2)),
                event.workspace(),
                data.path("name").asText());
        return data.put(
                "description",
                query.one(
                                "SELECT COALESCE(description, '') FROM registered_models WHERE workspace = ? AND name = ?",
                                row -> row.text(1),
                                event.workspace(),
                                data.path("name").asText())
                        .filter(text -> !text.isEmpty())
                        .orElse(null));
    }

    private static ObjectNode version(Query query, Event event, ObjectNode data, boolean prompt) {
        int number = event.data().path("version").asInt();
        data.put("version", Integer.toString(number));
        ObjectNode tags = Json.object();
        query.each(
                "SELECT t.key, t.value FROM model_version_tags t JOIN registered_models m ON m.id = t.model"
                        + " WHERE m.workspace = ? AND m.name = ? AND t.version = ? ORDER BY t.key",
                row -> tags.put(row.text(1), row.text(2)),
                event.workspace(),
                data.path("name").asText(),
                number);
        query.each(
                "SELECT v.source, v.run_id, v.description FROM model_versions v JOIN registered_models m ON m.id = v.model"
                        + " WHERE m.workspace = ? AND m.name = ? AND v.version = ?",
                row -> {
                    if (prompt) {
                        data.put("template", tags.path("mlflow.prompt.text").asText());
                    } else {
                        data.put("source", row.textOrNull(1)).put("run_id", row.textOrNull(2));
                    }
                    data.put("description", row.textOrNull(3));
                },
                event.workspace(),
                data.path("name").asText(),
                number);
        data.set("tags", tags);
        return data;
    }

    /** Data of the kind that an event of the topic carries, for trying a webhook out. */
    static JsonNode example(Webhook.Topic topic) {
        ObjectNode data = Json.object().put("name", "example");
        if (topic.entity().contains("VERSION") || topic.entity().contains("ALIAS")) {
            data.put("version", "1");
        }
        if (topic.entity().contains("ALIAS")) {
            data.put("alias", "example");
        } else if (topic.entity().contains("TAG")) {
            data.put("key", "example").put("value", "value");
        } else {
            data.put("description", "an example").putObject("tags").put("key", "value");
        }
        return data;
    }
}
