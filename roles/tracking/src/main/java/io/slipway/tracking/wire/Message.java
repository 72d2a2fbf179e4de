package io.slipway.tracking.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One protobuf message as MLflow's server reads it from JSON or a query string: fields by snake_case or camelCase name,
 * numbers also as strings, unknown fields ignored, an empty string counts as missing where a value is required. The
 * texts of the complaints are MLflow's, because clients and their tests look at them.
 */
public final class Message {
    /** What ends MLflow's complaints about a field. */
    public static final String SEE = " See the API docs for more information about request parameters.";

    private final Function<String, @Nullable JsonNode> fields;
    private final String path;

    Message(Function<String, @Nullable JsonNode> fields, String path) {
        this.fields = fields;
        this.path = path;
    }

    /** A message of a JSON object; {@code path} is put before the names of its fields in complaints. */
    static Message of(ObjectNode object, String path) {
        return new Message(name -> object.get(name), path);
    }

    private @Nullable JsonNode field(String name) {
        JsonNode node = fields.apply(name);
        if (node == null && name.indexOf('_') >= 0) {
            node = fields.apply(camelCase(name));
        }
        return node == null || node.isNull() ? null : node;
    }

    private static String camelCase(String name) {
        var out = new StringBuilder(name.length());
        boolean upper = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                upper = true;
            } else {
                out.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return out.toString();
    }

    public boolean has(String name) {
        return field(name) != null;
    }

    /** A string that must be there and not be empty. */
    public String text(String name) {
        String value = textOr(name, "");
        if (value.isEmpty()) {
            throw missing(name);
        }
        return value;
    }

    public String textOr(String name, String fallback) {
        JsonNode node = field(name);
        if (node == null) {
            return fallback;
        }
        if (!node.isTextual()) {
            throw mistyped(name, node);
        }
        return node.textValue();
    }

    public @Nullable String textOrNull(String name) {
        return has(name) ? textOr(name, "") : null;
    }

    /** The first of these fields that is there and not empty: MLflow renamed {@code run_uuid} to {@code run_id}. */
    public String textOfEither(String name, String olderName) {
        String value = textOr(name, "");
        return value.isEmpty() ? (has(olderName) ? text(olderName) : text(name)) : value;
    }

    public List<String> texts(String name) {
        JsonNode node = field(name);
        if (node == null) {
            return List.of();
        }
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        if (!node.isArray()) {
            throw mistyped(name, node);
        }
        var values = new ArrayList<String>(node.size());
        for (JsonNode each : node) {
            if (!each.isValueNode() || each.isNull()) {
                throw mistyped(name, node);
            }
            values.add(each.asText());
        }
        return values;
    }

    /** As {@link #texts}, but a single text is not taken for a list. */
    public List<String> list(String name) {
        JsonNode node = field(name);
        if (node != null && !node.isArray()) {
            throw mistyped(name, node);
        }
        return texts(name);
    }

    public long integerOr(String name, long fallback) {
        return integer(name).orElse(fallback);
    }

    /** An int64: a number, a string of digits or a boolean; what is beyond 64 bits is taken as the nearest. */
    public Optional<Long> integer(String name) {
        JsonNode node = field(name);
        if (node == null) {
            return Optional.empty();
        }
        if (node.isIntegralNumber()) {
            return Optional.of(
                    node.canConvertToLong()
                            ? node.longValue()
                            : nearest(node.decimalValue().signum()));
        }
        if (node.isNumber()) {
            return Optional.of((long) node.doubleValue());
        }
        if (node.isBoolean()) {
            return Optional.of(node.booleanValue() ? 1L : 0L);
        }
        if (node.isTextual()) {
            try {
                return Optional.of(Long.parseLong(node.textValue().strip()));
            } catch (NumberFormatException e) {
                throw mistyped(name, node);
            }
        }
        throw mistyped(name, node);
    }

    private static long nearest(int sign) {
        return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** An int64 that must be there. */
    public long requiredInteger(String name) {
        return integer(name).orElseThrow(() -> missing(name));
    }

    /** A double that must be there: a number, a boolean, or a string such as {@code "NaN"}. */
    public double real(String name) {
        JsonNode node = field(name);
        if (node == null || (node.isTextual() && node.textValue().isEmpty())) {
            throw missing(name);
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? 1 : 0;
        }
        if (node.isTextual()) {
            return parsed(name, node);
        }
        throw mistyped(name, node);
    }

    private double parsed(String name, JsonNode node) {
        String text = node.textValue().strip();
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "infinity", "inf", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw mistyped(name, node);
                }
            }
        };
    }

    public boolean flagOr(String name, boolean fallback) {
        JsonNode node = field(name);
        if (node == null) {
            return fallback;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        String text = node.asText().toLowerCase(Locale.ROOT);
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw SlipwayException.invalid("Invalid boolean value: " + node.asText() + ", must be 'true' or 'false'.");
    }

    /** An enum by its name; also by its number, as proto3 JSON allows: {@code names} are in the order of the numbers, from 1. */
    public Optional<String> choice(String name, List<String> names) {
        JsonNode node = field(name);
        if (node == null) {
            return Optional.empty();
        }
        if (node.isIntegralNumber() && node.intValue() >= 1 && node.intValue() <= names.size()) {
            return Optional.of(names.get(node.intValue() - 1));
        }
        if (node.isTextual() && names.contains(node.textValue())) {
            return Optional.of(node.textValue());
        }
        if (node.isTextual() && node.textValue().length() == 1) {
            int number = node.textValue().charAt(0) - '0';
            if (number >= 1 && number <= names.size()) {
                return Optional.of(names.get(number - 1));
            }
        }
        if (!node.isTextual()) {
            throw mistyped(name, node);
        }
        throw SlipwayException.invalid("Invalid value " + Names.json(node) + " for parameter '" + path + name
                + "' supplied: Hint: expected one of " + String.join(", ", names) + "." + SEE);
    }

    /** A repeated message. */
    public List<Message> messages(String name) {
        JsonNode node = field(name);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof ArrayNode array)) {
            throw mistyped(name, node);
        }
        var all = new ArrayList<Message>(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof ObjectNode object)) {
                throw mistyped(name, node);
            }
            all.add(of(object, path + name + "[" + i + "]."));
        }
        return all;
    }

    /** A message inside; empty if it is not there. */
    public Message message(String name) {
        JsonNode node = field(name);
        if (node == null) {
            return of(Json.object(), path + name + ".");
        }
        if (!(node instanceof ObjectNode object)) {
            throw mistyped(name, node);
        }
        return of(object, path + name + ".");
    }

    /** A map of texts, also given as a list of keys with values; values that are not texts are written as JSON. */
    public Map<String, String> map(String name) {
        JsonNode node = field(name);
        var map = new LinkedHashMap<String, String>();
        if (node instanceof ObjectNode object) {
            object.properties().forEach(each -> map.put(each.getKey(), textual(each.getValue())));
        } else if (node != null) {
            keyValues(name).forEach(each -> map.put(each.key(), each.value()));
        }
        return map;
    }

    private static String textual(JsonNode node) {
        return node.isTextual() ? node.textValue() : node.toString();
    }

    /** JSON of any shape; empty if it is not there or null. */
    public Optional<JsonNode> tree(String name) {
        return Optional.ofNullable(field(name));
    }

    /** A point in time as protobuf's JSON writes it (RFC 3339), in epoch milliseconds UTC. */
    public Optional<Long> time(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(textOr(name, "")).toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException e) {
            throw mistyped(name, TextNode.valueOf(textOr(name, "")));
        }
    }

    /** A length of time as protobuf's JSON writes it ({@code "0.334s"}), in milliseconds. */
    public Optional<Long> duration(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        String text = textOr(name, "");
        try {
            if (text.endsWith("s") && text.length() <= 30) {
                return Optional.of(new BigDecimal(text.substring(0, text.length() - 1))
                        .movePointRight(3)
                        .setScale(0, RoundingMode.DOWN)
                        .longValueExact());
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw mistyped(name, TextNode.valueOf(text));
        }
        throw mistyped(name, TextNode.valueOf(text));
    }

    /** Keys with values, both empty where they are not given. */
    public List<KeyValue> anyKeyValues(String name) {
        return messages(name).stream()
                .map(m -> new KeyValue(m.textOr("key", ""), m.textOr("value", "")))
                .toList();
    }

    /** Keys with values; the key is required, the value defaults to empty. */
    public List<KeyValue> keyValues(String name) {
        return messages(name).stream()
                .map(m -> new KeyValue(m.text("key"), m.textOr("value", "")))
                .toList();
    }

    /** @throws SlipwayException always made by the caller: {@code throw message.missing("name")} */
    public SlipwayException missing(String name) {
        return SlipwayException.invalid("Missing value for required parameter '" + path + name + "'." + SEE);
    }

    private SlipwayException mistyped(String name, JsonNode node) {
        return SlipwayException.invalid("Invalid value " + Names.json(node) + " for parameter '" + path + name
                + "' supplied:  Hint: Value was of type '" + pythonType(node) + "'." + SEE);
    }

    private static String pythonType(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "list";
            case BOOLEAN -> "bool";
            case NUMBER -> node.isIntegralNumber() ? "int" : "float";
            case OBJECT -> "dict";
            default -> "str";
        };
    }

    /** A page size within {@code 1..most}. */
    public int pageSize(int usual, int most) {
        long size = integerOr("max_results", usual);
        if (size < 1 || size > most) {
            throw SlipwayException.invalid(
                    "Invalid value " + size + " for parameter 'max_results' supplied. It must be "
                            + (size < 1 ? "a positive integer" : "at most " + most));
        }
        return (int) size;
    }
}
