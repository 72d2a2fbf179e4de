package io.slipway.inference.trees;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** JSON with the bare NaN and Infinity that XGBoost writes. */
final class JsonDocument implements Document {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(4 << 20)
                    .maxNameLength(10_000)
                    .maxNumberLength(200)
                    .build())
            .build();

    private final String name;
    private final JsonParser parser;

    JsonDocument(String name, byte[] bytes) {
        this.name = name;
        try {
            this.parser = FACTORY.createParser(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory", e);
        }
    }

    @Override
    public void object(String what, Consumer<String> field) {
        expect(next(), JsonToken.START_OBJECT, what, "an object");
        while (next() == JsonToken.FIELD_NAME) {
            field.accept(current());
        }
    }

    @Override
    public void array(String what, IntConsumer item) {
        expect(next(), JsonToken.START_ARRAY, what, "an array");
        for (int i = 0; peek(what) != JsonToken.END_ARRAY; i++) {
            pushedBack = true;
            item.accept(i);
        }
    }

    private boolean pushedBack;

    private JsonToken peek(String what) {
        JsonToken token = next();
        if (token == JsonToken.END_OBJECT) {
            throw refuse(what + " is not closed");
        }
        return token;
    }

    @Override
    public float[] floats(String what) {
        expect(next(), JsonToken.START_ARRAY, what, "an array of numbers");
        float[] values = new float[16];
        int n = 0;
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            if (n == values.length) {
                values = Arrays.copyOf(values, n * 2);
            }
            values[n] = token == JsonToken.VALUE_NUMBER_INT
                    ? toFloat(current(), what, n)
                    : parseFloat(expectNumber(token, what, n));
            n++;
        }
        return Arrays.copyOf(values, n);
    }

    /** Integers go through long, as XGBoost reads them. */
    private float toFloat(String digits, String what, int n) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw refuse(what + "[" + n + "] is out of range: " + digits);
        }
    }

    private String expectNumber(JsonToken token, String what, int n) {
        if (token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw refuse(what + "[" + n + "] must be a number");
        }
        return current();
    }

    private static float parseFloat(String text) {
        return switch (text) {
            case "INF", "+INF" -> Float.POSITIVE_INFINITY;
            case "-INF" -> Float.NEGATIVE_INFINITY;
            default -> Float.parseFloat(text);
        };
    }

    @Override
    public int[] ints(String what) {
        expect(next(), JsonToken.START_ARRAY, what, "an array of integers");
        int[] values = new int[16];
        int n = 0;
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            if (n == values.length) {
                values = Arrays.copyOf(values, n * 2);
            }
            values[n] = integer(token, what, n);
            n++;
        }
        return Arrays.copyOf(values, n);
    }

    private int integer(JsonToken token, String what, int n) {
        return switch (token) {
            case VALUE_TRUE -> 1;
            case VALUE_FALSE -> 0;
            case VALUE_NUMBER_INT -> {
                try {
                    yield Integer.parseInt(current());
                } catch (NumberFormatException e) {
                    throw refuse(what + "[" + n + "] is out of range: " + current());
                }
            }
            default -> throw refuse(what + "[" + n + "] must be an integer");
        };
    }

    @Override
    public String text(String what) {
        JsonToken token = next();
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw refuse(what + " must be a string");
        }
        return current();
    }

    @Override
    public void skip() {
        next();
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public void end() {
        try {
            if (parser.nextToken() != null) {
                throw refuse("something follows the model");
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private String current() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private JsonToken next() {
        if (pushedBack) {
            pushedBack = false;
            return parser.currentToken();
        }
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw refuse("the file ends too early; it is truncated");
            }
            return token;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void expect(JsonToken token, JsonToken wanted, String what, String kind) {
        if (token != wanted) {
            throw refuse(what + " must be " + kind);
        }
    }

    private SlipwayException broken(IOException e) {
        String reason = e instanceof com.fasterxml.jackson.core.JsonProcessingException json
                ? json.getOriginalMessage()
                : String.valueOf(e.getMessage());
        return refuse("invalid JSON, truncated or damaged (" + reason + ")");
    }

    @Override
    public SlipwayException refuse(String reason) {
        return SlipwayException.invalid(
                name + ": " + reason + ", at byte " + parser.currentLocation().getByteOffset());
    }
}
