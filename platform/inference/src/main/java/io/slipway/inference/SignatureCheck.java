package io.slipway.inference;

import io.slipway.inference.Signature.Field;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the inputs of a request are what a model takes. A value may only be widened: BOOL, INT8…INT32 and their unsigned
 * kin to a wider integer or to FP64, FP32 to FP64, and INT64 to FP64 where each value stays what it is (below 2^53). Text
 * never becomes a number, nor a number text.
 */
public final class SignatureCheck {
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private SignatureCheck() {}

    /**
     * @throws SlipwayException INVALID_ARGUMENT naming every missing, unexpected, wrongly typed or wrongly shaped input at
     *     once
     */
    public static void check(List<Tensor> inputs, Signature signature) {
        List<Field> fields = signature.inputs();
        if (matchesInOrder(inputs, fields)) {
            return;
        }
        Map<String, Tensor> given = HashMap.newHashMap(inputs.size());
        List<String> problems = new ArrayList<>();
        for (Tensor tensor : inputs) {
            if (given.put(tensor.name(), tensor) != null) {
                problems.add("given twice: '" + tensor.name() + "'");
            }
        }
        List<String> missing = new ArrayList<>();
        int rows = -1;
        for (Field field : fields) {
            Tensor tensor = given.remove(field.name());
            if (tensor == null) {
                if (field.required()) {
                    missing.add("'" + field.name() + "' (" + field.datatype() + ")");
                }
                continue;
            }
            String problem = problem(tensor, field);
            if (problem != null) {
                problems.add(problem);
                continue;
            }
            if (rows >= 0 && tensor.rows() != rows) {
                problems.add("'" + field.name() + "' has " + tensor.rows() + " rows, the inputs before it " + rows);
            }
            rows = rows < 0 ? tensor.rows() : rows;
        }
        if (!missing.isEmpty()) {
            problems.addFirst("missing: " + String.join(", ", missing));
        }
        if (!given.isEmpty()) {
            problems.add("not an input of the model: '"
                    + String.join("', '", given.keySet().stream().sorted().toList()) + "'");
        }
        if (!problems.isEmpty()) {
            throw SlipwayException.invalid("the inputs do not fit the model: " + String.join("; ", problems));
        }
    }

    /** The usual request, without garbage: all fields in order, with their very types and one number of rows. */
    private static boolean matchesInOrder(List<Tensor> inputs, List<Field> fields) {
        if (inputs.size() != fields.size() || inputs.isEmpty()) {
            return false;
        }
        int rows = inputs.getFirst().rows();
        for (int i = 0; i < fields.size(); i++) {
            Tensor tensor = inputs.get(i);
            Field field = fields.get(i);
            if (tensor.datatype() != field.datatype()
                    || !tensor.name().equals(field.name())
                    || tensor.rows() != rows
                    || !shapeFits(tensor.shape(), field.shape())) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String problem(Tensor tensor, Field field) {
        if (!widens(tensor, field.datatype())) {
            String hint = tensor.datatype() == Datatype.INT64 && field.datatype() == Datatype.FP64
                    ? " (a value beyond 2^53 would be rounded)"
                    : "";
            return "'" + field.name() + "' must be " + field.datatype() + ", got " + tensor.datatype() + hint;
        }
        if (!shapeFits(tensor.shape(), field.shape())) {
            return "'" + field.name() + "' must have shape " + Arrays.toString(field.shape()) + ", got "
                    + Arrays.toString(tensor.shape());
        }
        return null;
    }

    /** A column may also come as a matrix of one column. */
    private static boolean shapeFits(long[] shape, long[] wanted) {
        if (wanted.length == 1 && shape.length == 2 && shape[1] == 1) {
            return wanted[0] == -1 || wanted[0] == shape[0];
        }
        if (shape.length != wanted.length) {
            return false;
        }
        for (int i = 0; i < shape.length; i++) {
            if (wanted[i] != -1 && wanted[i] != shape[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean widens(Tensor tensor, Datatype to) {
        Datatype from = tensor.datatype();
        if (from == to) {
            return true;
        }
        return switch (to) {
            case FP64 -> from == Datatype.FP32 || bits(from) > 0 && bits(from) <= 32 || exact(tensor);
            case FP32 -> bits(from) > 0 && bits(from) <= 16;
            case INT64 -> bits(from) > 0 && bits(from) <= 32;
            case INT32 -> bits(from) > 0 && bits(from) <= 16;
            case INT16 -> from == Datatype.INT8 || from == Datatype.UINT8 || from == Datatype.BOOL;
            default -> false;
        };
    }

    /** Width of a whole number or boolean; 0 for other types. */
    private static int bits(Datatype type) {
        return switch (type) {
            case BOOL -> 1;
            case INT8, UINT8 -> 8;
            case INT16, UINT16 -> 16;
            case INT32, UINT32 -> 32;
            case INT64, UINT64 -> 64;
            case FP32, FP64, BYTES -> 0;
        };
    }

    private static boolean exact(Tensor tensor) {
        if (!(tensor.data() instanceof long[] values)) {
            return false;
        }
        for (long v : values) {
            if (v > EXACT_IN_DOUBLE || v < -EXACT_IN_DOUBLE || v < 0 && tensor.datatype() == Datatype.UINT64) {
                return false;
            }
        }
        return true;
    }
}
