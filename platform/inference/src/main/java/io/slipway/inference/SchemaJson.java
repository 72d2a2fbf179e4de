package io.slipway.inference;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.inference.Signature.Field;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One side of an MLflow signature: JSON text with a list of columns or of tensors. */
final class SchemaJson {
    private static final int MAX_FIELDS = 100_000;
    private static final int MAX_RANK = 16;

    private SchemaJson() {}

    /**
     * @param side {@code inputs} or {@code outputs}, for messages
     * @param prefix of the names of fields that have none
     * @param text null if the signature lacks this side
     */
    static List<Field> fields(String side, String prefix, @Nullable Object text) {
        if (text == null) {
            return List.of();
        }
        if (!(text instanceof String json)) {
            throw refuse(side, "must be JSON text in quotes");
        }
        JsonNode list;
        try {
            list = Json.parse(json);
        } catch (SlipwayException e) {
            throw refuse(side, e.text());
        }
        if (!list.isArray() || list.size() > MAX_FIELDS) {
            throw refuse(side, "must be a list of at most " + MAX_FIELDS + " columns or tensors");
        }
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode item : list) {
            Field field = field(side, prefix, item, fields.size());
            if (!names.add(field.name())) {
                throw refuse(side, "names '" + field.name() + "' twice");
            }
            fields.add(field);
        }
        return fields;
    }

    private static Field field(String side, String prefix, JsonNode item, int index) {
        if (!item.isObject()) {
            throw refuse(side, "item " + index + " must be an object");
        }
        String type = item.path("type").asText();
        boolean required = item.path("required").asBoolean(true);
        if (type.equals("tensor")) {
            JsonNode spec = item.path("tensor-spec");
            String name = item.path("name").asText(prefix + "-" + index);
            return new Field(name, numpy(side, spec.path("dtype").asText()), shape(side, spec.path("shape")), true);
        }
        String name = item.path("name").asText(Integer.toString(index));
        return new Field(name, column(side, name, type), new long[] {-1}, required);
    }

    private static long[] shape(String side, JsonNode shape) {
        if (!shape.isArray() || shape.size() > MAX_RANK) {
            throw refuse(side, "a tensor needs a shape of at most " + MAX_RANK + " sizes");
        }
        long[] sizes = new long[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.get(i).asLong(-2);
            if (sizes[i] < -1) {
                throw refuse(side, "a tensor's shape has sizes of -1 (any), 0 or more");
            }
        }
        return sizes;
    }

    private static Datatype column(String side, String name, String type) {
        return switch (type) {
            case "boolean" -> Datatype.BOOL;
            case "integer" -> Datatype.INT32;
            case "long" -> Datatype.INT64;
            case "float" -> Datatype.FP32;
            case "double" -> Datatype.FP64;
            case "string", "datetime" -> Datatype.BYTES;
            default ->
                throw new SlipwayException(
                        ErrorCode.NOT_SUPPORTED,
                        "signature " + side + ": column '" + name + "' has type '" + type
                                + "'; supported are boolean, integer, long, float, double, string, datetime");
        };
    }

    private static Datatype numpy(String side, String dtype) {
        return switch (dtype) {
            case "bool" -> Datatype.BOOL;
            case "uint8" -> Datatype.UINT8;
            case "uint16" -> Datatype.UINT16;
            case "uint32" -> Datatype.UINT32;
            case "uint64" -> Datatype.UINT64;
            case "int8" -> Datatype.INT8;
            case "int16" -> Datatype.INT16;
            case "int32" -> Datatype.INT32;
            case "int64" -> Datatype.INT64;
            case "float32" -> Datatype.FP32;
            case "float64" -> Datatype.FP64;
            case "str", "object" -> Datatype.BYTES;
            default ->
                throw new SlipwayException(
                        ErrorCode.NOT_SUPPORTED,
                        "signature " + side + ": tensors of '" + dtype + "' are not supported");
        };
    }

    private static SlipwayException refuse(String side, String reason) {
        return SlipwayException.invalid("MLmodel: signature " + side + ": " + reason);
    }
}
