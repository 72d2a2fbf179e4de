package io.slipway.serving.openinference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.slipway.inference.Datatype;
import io.slipway.inference.Tensor;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.live.InferenceCall;
import io.slipway.serving.wire.ValueBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an infer request straight into arrays, without a tree. One reader reads one body.
 *
 * <p>Values go into arrays of the type that the request declares, so {@code datatype} and {@code shape} must be known
 * when {@code data} comes; where a client writes {@code data} first, the reader notes where it is and reads it at the
 * end of the input.
 */
final class InferReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(16 << 20)
                    .maxNameLength(10_000)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private static final int MAX_RANK = 32;

    private final byte[] body;
    private final List<Tensor> inputs = new ArrayList<>();
    private @Nullable String id;
    private long eventTime = -1;
    private @Nullable List<String> outputs;

    private InferReader(byte[] body) {
        this.body = body;
    }

    static InferenceCall read(byte[] body) {
        try {
            return new InferReader(body).read();
        } catch (JsonProcessingException e) {
            throw Json.invalid(e);
        } catch (IOException e) {
            throw e instanceof java.io.CharConversionException
                    ? SlipwayException.invalid("the body is not UTF-8: " + e.getMessage())
                    : unexpected(e);
        }
    }

    private static UncheckedIOException unexpected(IOException e) {
        return new UncheckedIOException(e);
    }

    private InferenceCall read() throws IOException {
        try (JsonParser p = JSON.createParser(body)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw SlipwayException.invalid(
                        "the body must be a JSON object with 'inputs'" + (body.length == 0 ? "; it is empty" : ""));
            }
            boolean inputsSeen = false;
            for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
                p.nextToken();
                switch (name) {
                    case "inputs" -> {
                        once(!inputsSeen, name);
                        inputsSeen = true;
                        readInputs(p);
                    }
                    case "id" -> {
                        once(id == null, name);
                        id = text(p, "id");
                    }
                    case "parameters" -> readParameters(p);
                    case "outputs" -> {
                        once(outputs == null, name);
                        outputs = readOutputs(p);
                    }
                    default -> p.skipChildren();
                }
            }
            if (!inputsSeen) {
                throw SlipwayException.invalid("'inputs' is missing: a list of {name, shape, datatype, data}");
            }
            if (p.nextToken() != null) {
                throw SlipwayException.invalid("there is more after the end of the JSON object");
            }
        }
        return new InferenceCall(id, eventTime, inputs, outputs);
    }

    private static void once(boolean first, String name) {
        if (!first) {
            throw SlipwayException.invalid("'" + name + "' is given twice");
        }
    }

    private static String text(JsonParser p, String what) throws IOException {
        if (p.currentToken() != JsonToken.VALUE_STRING) {
            throw SlipwayException.invalid("'" + what + "' must be a string");
        }
        return p.getText();
    }

    private static void expect(JsonParser p, JsonToken token, String message) {
        if (p.currentToken() != token) {
            throw SlipwayException.invalid(message);
        }
    }

    private void readParameters(JsonParser p) throws IOException {
        expect(p, JsonToken.START_OBJECT, "'parameters' must be an object");
        for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
            JsonToken value = p.nextToken();
            if (name.equals("event_time")) {
                if (value != JsonToken.VALUE_NUMBER_INT || p.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    throw SlipwayException.invalid("parameter 'event_time' must be whole milliseconds since 1970, UTC");
                }
                eventTime = p.getLongValue();
                if (eventTime < 0) {
                    throw SlipwayException.invalid("parameter 'event_time' must not be negative");
                }
            } else {
                p.skipChildren();
            }
        }
    }

    private static List<String> readOutputs(JsonParser p) throws IOException {
        expect(p, JsonToken.START_ARRAY, "'outputs' must be a list of {name}");
        var names = new ArrayList<String>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            expect(p, JsonToken.START_OBJECT, "'outputs' must be a list of {name}");
            String output = null;
            for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
                p.nextToken();
                if (name.equals("name")) {
                    output = text(p, "name");
                } else {
                    p.skipChildren();
                }
            }
            if (output == null) {
                throw SlipwayException.invalid("an entry of 'outputs' has no 'name'");
            }
            if (names.contains(output)) {
                throw SlipwayException.invalid("output '" + output + "' is asked for twice");
            }
            names.add(output);
        }
        return names;
    }

    private void readInputs(JsonParser p) throws IOException {
        expect(p, JsonToken.START_ARRAY, "'inputs' must be a list of {name, shape, datatype, data}");
        while (p.nextToken() != JsonToken.END_ARRAY) {
            expect(p, JsonToken.START_OBJECT, "'inputs' must be a list of {name, shape, datatype, data}");
            inputs.add(readInput(p));
        }
    }

    private Tensor readInput(JsonParser p) throws IOException {
        String tensor = null;
        Datatype datatype = null;
        long[] shape = null;
        ValueBuffer values = null;
        long dataAt = -1;
        for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
            p.nextToken();
            switch (name) {
                case "name" -> {
                    once(tensor == null, name);
                    tensor = text(p, "name");
                }
                case "datatype" -> {
                    once(datatype == null, name);
                    datatype = datatype(text(p, "datatype"));
                }
                case "shape" -> {
                    once(shape == null, name);
                    shape = readShape(p);
                }
                case "data" -> {
                    once(values == null && dataAt < 0, name);
                    if (tensor != null && datatype != null && shape != null) {
                        values = readData(p, tensor, datatype, shape);
                    } else {
                        dataAt = p.currentTokenLocation().getByteOffset();
                        p.skipChildren();
                    }
                }
                case "parameters" -> readTensorParameters(p);
                default -> p.skipChildren();
            }
        }
        if (tensor == null || datatype == null || shape == null || (values == null && dataAt < 0)) {
            throw SlipwayException.invalid((tensor == null ? "an input" : "input '" + tensor + "'") + " lacks "
                    + (tensor == null
                            ? "'name'"
                            : datatype == null ? "'datatype'" : shape == null ? "'shape'" : "'data'"));
        }
        if (values == null) {
            try (JsonParser again = JSON.createParser(body, (int) dataAt, body.length - (int) dataAt)) {
                again.nextToken();
                values = readData(again, tensor, datatype, shape);
            }
        }
        return values.tensor(shape);
    }

    private static void readTensorParameters(JsonParser p) throws IOException {
        expect(p, JsonToken.START_OBJECT, "'parameters' must be an object");
        for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
            p.nextToken();
            if (name.equals("binary_data_size")) {
                throw OpenInferenceErrors.noBinary();
            }
            p.skipChildren();
        }
    }

    private static Datatype datatype(String name) {
        return switch (name) {
            case "FP64" -> Datatype.FP64;
            case "BYTES" -> Datatype.BYTES;
            case "INT64" -> Datatype.INT64;
            case "FP32" -> Datatype.FP32;
            case "BOOL" -> Datatype.BOOL;
            case "INT32" -> Datatype.INT32;
            case "INT16" -> Datatype.INT16;
            case "INT8" -> Datatype.INT8;
            case "UINT64" -> Datatype.UINT64;
            case "UINT32" -> Datatype.UINT32;
            case "UINT16" -> Datatype.UINT16;
            case "UINT8" -> Datatype.UINT8;
            default ->
                throw SlipwayException.invalid(
                        "datatype '" + name + "' is not one of " + Arrays.toString(Datatype.values()));
        };
    }

    private static long[] readShape(JsonParser p) throws IOException {
        expect(p, JsonToken.START_ARRAY, "'shape' must be a list of sizes");
        long[] shape = new long[4];
        int rank = 0;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || p.getNumberType() != JsonParser.NumberType.INT
                    || p.getIntValue() < 0) {
                throw SlipwayException.invalid("'shape' must be a list of sizes from 0 to " + Integer.MAX_VALUE);
            }
            if (rank == MAX_RANK) {
                throw SlipwayException.invalid("'shape' has more than " + MAX_RANK + " dimensions");
            }
            if (rank == shape.length) {
                shape = Arrays.copyOf(shape, MAX_RANK);
            }
            shape[rank++] = p.getIntValue();
        }
        return Arrays.copyOf(shape, rank);
    }

    /** Flat or nested as the shape says; nothing in between. */
    private static ValueBuffer readData(JsonParser p, String name, Datatype datatype, long[] shape) throws IOException {
        long expected = 1;
        for (long size : shape) {
            if (size != 0 && expected > Integer.MAX_VALUE / size) {
                throw SlipwayException.invalid("input '" + name + "' claims the shape " + Arrays.toString(shape)
                        + ": more than " + Integer.MAX_VALUE + " values");
            }
            expected *= size;
        }
        expect(p, JsonToken.START_ARRAY, "input '" + name + "': 'data' must be a list");
        ValueBuffer values = ValueBuffer.of(name, datatype, expected);
        JsonToken first = p.nextToken();
        if (first == JsonToken.START_ARRAY) {
            readNested(p, name, shape, 1, values);
            long outer = 1;
            while (p.nextToken() == JsonToken.START_ARRAY) {
                readNested(p, name, shape, 1, values);
                outer++;
            }
            if (p.currentToken() != JsonToken.END_ARRAY || outer != shape[0]) {
                throw uneven(name, shape);
            }
        } else {
            for (JsonToken t = first; t != JsonToken.END_ARRAY; t = p.nextToken()) {
                values.add(p);
            }
        }
        if (values.size() != expected) {
            throw SlipwayException.invalid("input '" + name + "': the shape " + Arrays.toString(shape) + " needs "
                    + expected + " values, 'data' has " + values.size());
        }
        return values;
    }

    /** Reads the array that the parser has just entered, at the given depth of the shape. */
    private static void readNested(JsonParser p, String name, long[] shape, int depth, ValueBuffer values)
            throws IOException {
        if (depth >= shape.length) {
            throw uneven(name, shape);
        }
        long count = 0;
        for (JsonToken t = p.nextToken(); t != JsonToken.END_ARRAY; t = p.nextToken()) {
            if (depth == shape.length - 1) {
                values.add(p);
            } else if (t == JsonToken.START_ARRAY) {
                readNested(p, name, shape, depth + 1, values);
            } else {
                throw uneven(name, shape);
            }
            count++;
        }
        if (count != shape[depth]) {
            throw uneven(name, shape);
        }
    }

    private static SlipwayException uneven(String name, long[] shape) {
        return SlipwayException.invalid("input '" + name + "': the nesting of 'data' is not the shape "
                + Arrays.toString(shape) + "; send it so, or flat in row-major order");
    }
}
