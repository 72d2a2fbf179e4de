package io.slipway.tracking.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the JSON form of an {@code ExportTraceServiceRequest}: ids in hexadecimal digits, 64-bit numbers also as strings,
 * names in camelCase (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding); snake_case is taken too.
 */
public final class OtlpJson {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]*");

    private OtlpJson() {}

    /** Every span of the request, in its order. */
    public static List<Span> spans(byte[] body) throws MalformedOtlpException {
        JsonNode request;
        try {
            request = Json.lenient().readTree(body);
        } catch (JsonProcessingException e) {
            throw new MalformedOtlpException("not JSON", e);
        } catch (IOException e) {
            throw new MalformedOtlpException("not UTF-8", e);
        }
        var spans = new ArrayList<Span>();
        for (JsonNode resourceSpans : list(request, "resourceSpans", "resource_spans")) {
            Map<String, String> resource = attributes(resourceSpans.path("resource"));
            for (JsonNode scope : list(resourceSpans, "scopeSpans", "scope_spans")) {
                for (JsonNode span : list(scope, "spans", "spans")) {
                    Bounds.add(spans, span(span, resource), Bounds.MAX_SPANS, "spans in one request");
                }
            }
        }
        return spans;
    }

    private static JsonNode field(JsonNode in, String name, String snake) {
        JsonNode found = in.path(name);
        return found.isMissingNode() ? in.path(snake) : found;
    }

    private static JsonNode list(JsonNode in, String name, String snake) throws MalformedOtlpException {
        JsonNode found = field(in, name, snake);
        if (found.isMissingNode() || found.isNull() || found.isArray()) {
            return found;
        }
        throw new MalformedOtlpException(name + " is not a list");
    }

    private static Span span(JsonNode in, Map<String, String> resource) throws MalformedOtlpException {
        String traceId = id(in, "traceId", "trace_id", 32);
        String spanId = id(in, "spanId", "span_id", 16);
        if (traceId.isEmpty() || spanId.isEmpty()) {
            throw MalformedOtlpException.unusable("a span has no traceId or no spanId");
        }
        var events = new ArrayList<Span.Event>();
        for (JsonNode event : list(in, "events", "events")) {
            Bounds.add(
                    events,
                    new Span.Event(
                            text(event, "name"), nanos(event, "timeUnixNano", "time_unix_nano"), attributes(event)),
                    Bounds.MAX_PARTS,
                    "events of one span");
        }
        var links = new ArrayList<Span.Link>();
        for (JsonNode link : list(in, "links", "links")) {
            Bounds.add(
                    links,
                    new Span.Link(
                            id(link, "traceId", "trace_id", 32), id(link, "spanId", "span_id", 16), attributes(link)),
                    Bounds.MAX_PARTS,
                    "links of one span");
        }
        return Bounds.checked(new Span(
                traceId,
                spanId,
                id(in, "parentSpanId", "parent_span_id", 16),
                text(in, "name"),
                nanos(in, "startTimeUnixNano", "start_time_unix_nano"),
                nanos(in, "endTimeUnixNano", "end_time_unix_nano"),
                status(in.path("status")),
                attributes(in),
                events,
                links,
                resource));
    }

    private static String text(JsonNode in, String name) {
        return in.path(name).asText("");
    }

    private static String id(JsonNode in, String name, String snake, int digits) throws MalformedOtlpException {
        String id = field(in, name, snake).asText("").toLowerCase(Locale.ROOT);
        if (id.isEmpty() || id.chars().allMatch(c -> c == '0')) {
            return "";
        }
        if (id.length() != digits || !HEX.matcher(id).matches()) {
            throw new MalformedOtlpException(name + " is not " + digits + " hexadecimal digits");
        }
        return id;
    }

    private static long nanos(JsonNode in, String name, String snake) throws MalformedOtlpException {
        JsonNode value = field(in, name, snake);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        try {
            return value.isIntegralNumber() ? value.longValue() : Long.parseLong(value.asText());
        } catch (NumberFormatException e) {
            throw new MalformedOtlpException(name + " is not a number of nanoseconds", e);
        }
    }

    private static Span.Status status(JsonNode in) {
        JsonNode code = in.path("code");
        int number = code.isNumber()
                ? code.intValue()
                : switch (code.asText("")) {
                    case "STATUS_CODE_OK", "1" -> 1;
                    case "STATUS_CODE_ERROR", "2" -> 2;
                    default -> 0;
                };
        return Span.Status.of(number, text(in, "message"));
    }

    private static Map<String, String> attributes(JsonNode in) throws MalformedOtlpException {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (JsonNode each : list(in, "attributes", "attributes")) {
            var value = new StringBuilder();
            anyValue(value, each.path("value"), 1);
            Bounds.add(attributes, text(each, "key"), value.toString());
        }
        return attributes;
    }

    private static void anyValue(StringBuilder out, JsonNode in, int depth) throws MalformedOtlpException {
        Bounds.deeper(depth);
        JsonNode value;
        if (!(value = field(in, "stringValue", "string_value")).isMissingNode()) {
            JsonText.quote(out, value.asText());
        } else if (!(value = field(in, "boolValue", "bool_value")).isMissingNode()) {
            out.append(value.asBoolean());
        } else if (!(value = field(in, "intValue", "int_value")).isMissingNode()) {
            out.append(integer(value));
        } else if (!(value = field(in, "doubleValue", "double_value")).isMissingNode()) {
            out.append(real(value));
        } else if (!(value = field(in, "arrayValue", "array_value")).isMissingNode()) {
            array(out, value, depth);
        } else if (!(value = field(in, "kvlistValue", "kvlist_value")).isMissingNode()) {
            object(out, value, depth);
        } else if (!(value = field(in, "bytesValue", "bytes_value")).isMissingNode()) {
            out.append(bytes(value));
        } else {
            out.append("null");
        }
    }

    private static long integer(JsonNode value) throws MalformedOtlpException {
        try {
            return value.isNumber() ? value.longValue() : Long.parseLong(value.asText());
        } catch (NumberFormatException e) {
            throw new MalformedOtlpException("an intValue is not an integer", e);
        }
    }

    private static String real(JsonNode value) throws MalformedOtlpException {
        try {
            return JsonText.number(value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asText()));
        } catch (NumberFormatException e) {
            throw new MalformedOtlpException("a doubleValue is not a number", e);
        }
    }

    private static String bytes(JsonNode value) throws MalformedOtlpException {
        try {
            return JsonText.bytes(Base64.getDecoder().decode(value.asText()));
        } catch (IllegalArgumentException e) {
            throw new MalformedOtlpException("a bytesValue is not Base64", e);
        }
    }

    private static void array(StringBuilder out, JsonNode in, int depth) throws MalformedOtlpException {
        out.append('[');
        int start = out.length();
        for (JsonNode each : list(in, "values", "values")) {
            out.append(out.length() == start ? "" : ", ");
            anyValue(out, each, depth + 1);
        }
        out.append(']');
    }

    private static void object(StringBuilder out, JsonNode in, int depth) throws MalformedOtlpException {
        out.append('{');
        int start = out.length();
        for (JsonNode each : list(in, "values", "values")) {
            out.append(out.length() == start ? "" : ", ");
            JsonText.quote(out, text(each, "key"));
            out.append(": ");
            anyValue(out, each.path("value"), depth + 1);
        }
        out.append('}');
    }
}
