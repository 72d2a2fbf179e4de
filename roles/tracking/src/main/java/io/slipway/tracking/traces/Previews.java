package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Names;

/** The few words of a request or an answer that lists of traces show: of a chat its last message, of others the JSON. */
final class Previews {
    private static final int MAX = 1000;
    private static final String DOTS = "...";

    private Previews() {}

    /** @param role whose last message of a chat is wanted: {@code user} or {@code assistant} */
    static String of(String json, String role) {
        String text = message(json, role);
        return text.length() <= MAX ? text : Names.cut(text, MAX - DOTS.length()) + DOTS;
    }

    private static String message(String json, String role) {
        JsonNode value;
        try {
            value = Json.parse(json);
        } catch (SlipwayException e) {
            return json;
        }
        JsonNode messages = messages(value);
        String best = "";
        for (JsonNode each : messages) {
            JsonNode message = each.has("message") ? each.path("message") : each;
            String text = content(message.path("content"));
            if (!text.isEmpty()
                    && (best.isEmpty() || message.path("role").asText().equals(role))) {
                best = text;
            }
        }
        return best.isEmpty() ? json : best;
    }

    private static JsonNode messages(JsonNode value) {
        JsonNode inner = value.path("request").isObject() ? value.path("request") : value;
        for (String name : new String[] {"messages", "choices", "input", "output"}) {
            if (inner.path(name).isArray()) {
                return inner.path(name);
            }
        }
        return Json.tree(new Object[0]);
    }

    private static String content(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        for (JsonNode part : content) {
            if (part.isTextual()) {
                return part.textValue();
            }
            if (part.path("text").isTextual()) {
                return part.path("text").textValue();
            }
        }
        return "";
    }
}
