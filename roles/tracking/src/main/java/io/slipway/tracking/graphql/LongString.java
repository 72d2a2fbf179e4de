package io.slipway.tracking.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.util.Locale;

/** The scalar for 64-bit numbers. */
final class LongString implements Coercing<Long, String> {
    static final GraphQLScalarType TYPE = GraphQLScalarType.newScalar()
            .name("LongString")
            .coercing(new LongString())
            .build();

    @Override
    public String serialize(Object value, GraphQLContext context, Locale locale) {
        return String.valueOf(value);
    }

    @Override
    public Long parseValue(Object input, GraphQLContext context, Locale locale) {
        try {
            return Long.valueOf(String.valueOf(input));
        } catch (NumberFormatException e) {
            throw new CoercingParseValueException("expected a whole number", e);
        }
    }

    @Override
    public Long parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
        return switch (input) {
            case IntValue number -> number.getValue().longValue();
            case StringValue text -> parseValue(String.valueOf(text.getValue()), context, locale);
            default -> throw new CoercingParseLiteralException("expected a whole number");
        };
    }
}
