package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.otlp.JsonText;
import io.slipway.tracking.otlp.Span;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * The two forms in which MLflow's clients read spans. The stored one is that of the file {@code traces.json}: ids in
 * Base64, the values of attributes as JSON texts. The other is OTLP's JSON with typed values.
 */
final class SpanContent {
    private static final String REQUEST_ID = "mlflow.traceRequestId";
    private static final String PREFIX = "STATUS_CODE_";

    private SpanContent() {}

    static String of(Span span, String traceId) {
        var out = new StringBuilder(512);
        out.append("{\"trace_id\": ").append(base64(span.traceId()));
        out.append(", \"span_id\": ").append(base64(span.spanId()));
        out.append(", \"parent_span_id\": ").append(span.root() ? "null" : base64(span.parentId()));
        out.append(", \"name\": ").append(JsonText.quoted(span.name()));
        out.append(", \"start_time_unix_nano\": ").append(span.startNanos());
        out.append(", \"end_time_unix_nano\": ").append(span.endNanos() == 0 ? "null" : span.endNanos());
        events(out, span);
        out.append(", \"status\": {\"code\": \"")
                .append(PREFIX)
                .append(span.status().code());
        out.append("\", \"message\": ").append(JsonText.quoted(span.status().message()));
        out.append("}, \"attributes\": {");
        JsonText.quote(out, REQUEST_ID);
        out.append(": ").append(JsonText.quoted(JsonText.quoted(traceId)));
        span.attributes().forEach((key, value) -> {
            if (!key.equals(REQUEST_ID)) {
                out.append(", ");
                JsonText.quote(out, key);
                out.append(": ");
                JsonText.quote(out, value);
            }
        });
        links(out.append('}'), span);
        return out.append('}').toString();
    }

    private static String base64(String hex) {
        return '"' + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)) + '"';
    }

    private static void events(StringBuilder out, Span span) {
        out.append(", \"events\": [");
        String joint = "";
        for (Span.Event event : span.events()) {
            out.append(joint).append("{\"name\": ").append(JsonText.quoted(event.name()));
            out.append(", \"time_unix_nano\": ").append(event.timeNanos());
            out.append(", \"attributes\": ");
            values(out, event.attributes());
            out.append('}');
            joint = ", ";
        }
        out.append(']');
    }

    private static void links(StringBuilder out, Span span) {
        out.append(", \"links\": [");
        String joint = "";
        for (Span.Link link : span.links()) {
            out.append(joint).append("{\"trace_id\": ").append(JsonText.quoted(Traces.PREFIX + link.traceId()));
            out.append(", \"span_id\": ").append(JsonText.quoted(link.spanId()));
            out.append(", \"attributes\": ");
            if (link.attributes().isEmpty()) {
                out.append("null");
            } else {
                values(out, link.attributes());
            }
            out.append('}');
            joint = ", ";
        }
        out.append(']');
    }

    private static void values(StringBuilder out, Map<String, String> attributes) {
        out.append('{');
        String joint = "";
        for (var each : attributes.entrySet()) {
            out.append(joint);
            JsonText.quote(out, each.getKey());
            out.append(": ").append(each.getValue());
            joint = ", ";
        }
        out.append('}');
    }

    /** A stored span in OTLP's JSON. */
    static ObjectNode otlp(String content) {
        JsonNode stored = Json.parse(content);
        ObjectNode span = Json.object();
        copy(stored, span, "trace_id", "span_id", "parent_span_id", "name", "start_time_unix_nano");
        copy(stored, span, "end_time_unix_nano");
        ArrayNode attributes = span.putArray("attributes");
        stored.path("attributes")
                .properties()
                .forEach(each -> attribute(
                        attributes, each.getKey(), parsed(each.getValue().asText())));
        if (!stored.path("events").isEmpty()) {
            ArrayNode events = span.putArray("events");
            stored.path("events").forEach(event -> {
                ObjectNode one = events.addObject();
                copy(event, one, "time_unix_nano", "name");
                attributes(event, one);
            });
        }
        if (!stored.path("links").isEmpty()) {
            ArrayNode links = span.putArray("links");
            stored.path("links").forEach(link -> link(link, links.addObject()));
        }
        ObjectNode status = span.putObject("status");
        if (!stored.at("/status/message").asText().isEmpty()) {
            status.set("message", stored.at("/status/message"));
        }
        status.set("code", stored.at("/status/code"));
        return span;
    }

    private static void link(JsonNode stored, ObjectNode link) {
        String traceId = stored.path("trace_id").asText();
        String hex = traceId.startsWith(Traces.PREFIX) ? traceId.substring(Traces.PREFIX.length()) : traceId;
        link.put("trace_id", HexFormat.of().parseHex(hex));
        link.put("span_id", HexFormat.of().parseHex(stored.path("span_id").asText()));
        attributes(stored, link);
    }

    private static void attributes(JsonNode stored, ObjectNode into) {
        if (!stored.path("attributes").isEmpty()) {
            ArrayNode attributes = into.putArray("attributes");
            stored.path("attributes")
                    .properties()
                    .forEach(each -> attribute(attributes, each.getKey(), each.getValue()));
        }
    }

    private static void copy(JsonNode from, ObjectNode to, String... names) {
        for (String name : names) {
            if (from.hasNonNull(name)) {
                to.set(name, from.get(name));
            }
        }
    }

    /** A text that should be JSON and, coming from any exporter, may not be: then it is itself the value. */
    static JsonNode parsed(String json) {
        try {
            return Json.parse(json);
        } catch (SlipwayException e) {
            return Json.tree(json);
        }
    }

    private static void attribute(ArrayNode attributes, String key, JsonNode value) {
        ObjectNode attribute = attributes.addObject().put("key", key);
        attribute.set("value", anyValue(value));
    }

    private static ObjectNode anyValue(JsonNode value) {
        ObjectNode any = Json.object();
        switch (value.getNodeType()) {
            case STRING -> any.set("string_value", value);
            case BOOLEAN -> any.set("bool_value", value);
            case NUMBER -> number(any, value);
            case ARRAY -> {
                ArrayNode values = any.putObject("array_value").putArray("values");
                value.forEach(each -> values.add(anyValue(each)));
            }
            case OBJECT -> {
                ArrayNode values = any.putObject("kvlist_value").putArray("values");
                value.properties().forEach(each -> attribute(values, each.getKey(), each.getValue()));
            }
            default -> {
                // a value that is not set
            }
        }
        return any;
    }

    private static void number(ObjectNode any, JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            any.set("int_value", value);
        } else {
            any.put("double_value", value.doubleValue());
        }
    }
}
