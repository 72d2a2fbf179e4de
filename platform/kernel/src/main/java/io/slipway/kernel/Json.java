package io.slipway.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The one JSON mapping: records with snake_case names, nulls left out, numbers exact, depth at most 200. Reading
 * refuses names that the record does not have, so that a caller's typing error is told and not swallowed; a wire
 * format that must ignore them uses {@link #lenient()}.
 */
public final class Json {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        STRICT.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(200)
                        .maxStringLength(64 << 20)
                        .build());
    }

    private static final ObjectMapper LENIENT =
            STRICT.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {}

    public static ObjectMapper strict() {
        return STRICT;
    }

    public static ObjectMapper lenient() {
        return LENIENT;
    }

    public static JsonNode tree(Object value) {
        return STRICT.valueToTree(value);
    }

    public static ObjectNode object() {
        return STRICT.createObjectNode();
    }

    /** One line of JSON. */
    public static String write(Object value) {
        try {
            return STRICT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new SlipwayException(
                    ErrorCode.INTERNAL, "cannot write " + value.getClass().getSimpleName(), e);
        }
    }

    /** @throws SlipwayException INVALID_ARGUMENT with line, column and reason */
    public static <T> T read(String json, Class<T> type) {
        try {
            return STRICT.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw invalid(e);
        }
    }

    /** @throws SlipwayException INVALID_ARGUMENT with line, column and reason */
    public static JsonNode parse(String json) {
        try {
            return STRICT.readTree(json);
        } catch (JsonProcessingException e) {
            throw invalid(e);
        }
    }

    /** Turns the parser's complaint into one a caller can act on. */
    public static SlipwayException invalid(JsonProcessingException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new SlipwayException(
                ErrorCode.INVALID_ARGUMENT, "invalid JSON" + where + ": " + e.getOriginalMessage(), e);
    }
}
