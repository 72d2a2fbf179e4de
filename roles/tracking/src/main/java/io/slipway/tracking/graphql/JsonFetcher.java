package io.slipway.tracking.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a field out of an answer in JSON, where its name is in snake_case. What is no number is null; what the answer
 * leaves out has the value that it has in MLflow's protobuf messages: the empty text, zero, false, no elements.
 */
final class JsonFetcher implements DataFetcher<@Nullable Object> {
    private static final Pattern UPPER = Pattern.compile("([A-Z])");

    @Override
    public @Nullable Object get(DataFetchingEnvironment environment) {
        JsonNode from = environment.getSource();
        if (from == null) {
            return null;
        }
        JsonNode node = from.path(snakeCase(environment.getFieldDefinition().getName()));
        return node.isMissingNode() ? unset(GraphQLTypeUtil.unwrapNonNull(environment.getFieldType())) : value(node);
    }

    private static @Nullable Object unset(GraphQLType type) {
        return switch (type) {
            case GraphQLList list -> List.of();
            case GraphQLScalarType scalar ->
                switch (scalar.getName()) {
                    case "String" -> "";
                    case "Int", "Float", "LongString" -> 0;
                    case "Boolean" -> false;
                    default -> null;
                };
            default -> null;
        };
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
