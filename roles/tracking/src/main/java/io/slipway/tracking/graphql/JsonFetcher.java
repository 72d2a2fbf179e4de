package io.slipway.tracking.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes a field out of an answer in JSON, where its name is in snake_case. What is no number is null. */
final class JsonFetcher implements DataFetcher<@Nullable Object> {
    private static final Pattern UPPER = Pattern.compile("([A-Z])");

    @Override
    public @Nullable Object get(DataFetchingEnvironment environment) {
        JsonNode from = environment.getSource();
        return from == null
                ? null
                : value(from.path(snakeCase(environment.getFieldDefinition().getName())));
    }

    private static String snakeCase(String name) {
        return UPPER.matcher(name).replaceAll("_$1").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.longValue();
        }
        return Double.isFinite(node.doubleValue()) ? node.doubleValue() : null;
    }

    static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.textValue().equals("NaN") ? null : node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case ARRAY ->
                node.valueStream()
                        .map(each -> each.isContainerNode() ? each : each.asText())
                        .toList();
            case OBJECT -> node;
            default -> null;
        };
    }
}
