package io.slipway.serving.wire;

import io.slipway.inference.Datatype;
import io.slipway.inference.Signature;
import io.slipway.inference.Signature.Field;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a model takes, prepared so that a request is held against it in one pass. Types may widen where no value
 * changes (INT32 for a column of INT64 or FP64, FP32 for FP64), never narrow. A column may come as {@code [n]} or
 * {@code [n,1]}; a model whose columns are all numbers also takes one tensor {@code [n,k]} with the columns in the
 * order of the signature.
 */
public final class Intake {
    private final Signature signature;
    private final Map<String, Integer> slots = new HashMap<>();
    private final boolean columnar;
    private final boolean numeric;

    public Intake(Signature signature) {
        this.signature = signature;
        for (Field field : signature.inputs()) {
            slots.put(field.name(), slots.size());
        }
        columnar = !signature.inputs().isEmpty()
                && signature.inputs().stream().allMatch(f -> f.shape().length == 1 && f.shape()[0] == -1);
        numeric = columnar
                && signature.inputs().stream()
                        .allMatch(f -> f.datatype() != Datatype.BYTES && f.datatype() != Datatype.BOOL);
    }

    public Signature signature() {
        return signature;
    }

    /** True if each input is a named column. */
    public boolean columnar() {
        return columnar;
    }

    /**
     * Holds a request's tensors against the signature.
     *
     * @return the tensors as the model takes them, in its order; optional columns that were not sent are absent
     * @throws SlipwayException INVALID_ARGUMENT naming the input and what was expected
     */
    public List<Tensor> check(List<Tensor> given) {
        if (numeric && given.size() == 1) {
            Tensor only = given.getFirst();
            if (only.shape().length == 2
                    && (signature.inputs().size() > 1 || only.shape()[1] > 1 || !slots.containsKey(only.name()))) {
                return columns(only);
            }
        }
        List<Field> fields = signature.inputs();
        Tensor[] bySlot = new Tensor[fields.size()];
        for (int i = 0; i < given.size(); i++) {
            Tensor tensor = given.get(i);
            int slot = i < bySlot.length && fields.get(i).name().equals(tensor.name()) ? i : slot(tensor);
            if (bySlot[slot] != null) {
                throw SlipwayException.invalid("input '" + tensor.name() + "' is given twice");
            }
            bySlot[slot] = fit(tensor, fields.get(slot));
        }
        return complete(bySlot);
    }

    private List<Tensor> complete(Tensor[] bySlot) {
        var inputs = new ArrayList<Tensor>(bySlot.length);
        int rows = -1;
        for (int i = 0; i < bySlot.length; i++) {
            Tensor tensor = bySlot[i];
            if (tensor == null) {
                if (signature.inputs().get(i).required()) {
                    throw missing(bySlot);
                }
                continue;
            }
            if (columnar) {
                if (rows >= 0 && rows != tensor.rows()) {
                    throw SlipwayException.invalid("input '" + tensor.name() + "' has " + tensor.rows() + " rows, '"
                            + inputs.getFirst().name() + "' has " + rows + "; all must have the same");
                }
                rows = tensor.rows();
            }
            inputs.add(tensor);
        }
        if (inputs.isEmpty()) {
            throw missing(bySlot);
        }
        return inputs;
    }

    private SlipwayException missing(Tensor[] bySlot) {
        var names = new ArrayList<String>();
        for (int i = 0; i < bySlot.length; i++) {
            if (bySlot[i] == null && signature.inputs().get(i).required()) {
                names.add(describe(signature.inputs().get(i)));
            }
        }
        return SlipwayException.invalid("missing input " + String.join(", ", names));
    }

    private int slot(Tensor tensor) {
        Integer slot = slots.get(tensor.name());
        if (slot == null) {
            throw SlipwayException.invalid("unknown input '" + tensor.name() + "'; the model takes " + expected());
        }
        return slot;
    }

    /** The inputs with type and shape, for messages. */
    public String expected() {
        return signature.inputs().stream().map(Intake::describe).collect(Collectors.joining(", "));
    }

    private static String describe(Field field) {
        return "'" + field.name() + "' " + field.datatype() + " " + Arrays.toString(field.shape());
    }

    private Tensor fit(Tensor tensor, Field field) {
        Tensor typed = tensor.datatype() == field.datatype() ? tensor : Widening.to(tensor, field.datatype());
        long[] shape = typed.shape();
        long[] wanted = field.shape();
        if (columnar) {
            if (shape.length == 2 && shape[1] == 1) {
                return new Tensor(typed.name(), typed.datatype(), new long[] {shape[0]}, typed.data());
            }
            if (shape.length == 1) {
                return typed;
            }
            throw misfit(typed, wanted);
        }
        if (shape.length != wanted.length) {
            throw misfit(typed, wanted);
        }
        for (int i = 0; i < shape.length; i++) {
            if (wanted[i] >= 0 && wanted[i] != shape[i]) {
                throw misfit(typed, wanted);
            }
        }
        return typed;
    }

    private static SlipwayException misfit(Tensor tensor, long[] wanted) {
        return SlipwayException.invalid("input '" + tensor.name() + "' has the shape " + Arrays.toString(tensor.shape())
                + ", the model takes " + Arrays.toString(wanted) + " (-1 = any size)");
    }

    private List<Tensor> columns(Tensor matrix) {
        int k = signature.inputs().size();
        if (matrix.shape()[1] != k) {
            throw SlipwayException.invalid("input '" + matrix.name() + "' has " + matrix.shape()[1]
                    + " columns, the model takes " + k + ": " + expected());
        }
        int n = matrix.rows();
        var columns = new ArrayList<Tensor>(k);
        for (int c = 0; c < k; c++) {
            Object column = Array.newInstance(matrix.datatype().array().getComponentType(), n);
            copyColumn(matrix.data(), c, k, column, n);
            Field field = signature.inputs().get(c);
            var tensor = new Tensor(field.name(), matrix.datatype(), new long[] {n}, column);
            columns.add(matrix.datatype() == field.datatype() ? tensor : Widening.fromMatrix(tensor, field.datatype()));
        }
        return columns;
    }

    private static void copyColumn(Object matrix, int c, int k, Object column, int n) {
        switch (matrix) {
            case double[] from -> {
                double[] to = (double[]) column;
                for (int r = 0; r < n; r++) {
                    to[r] = from[r * k + c];
                }
            }
            case float[] from -> {
                float[] to = (float[]) column;
                for (int r = 0; r < n; r++) {
                    to[r] = from[r * k + c];
                }
            }
            default -> {
                for (int r = 0; r < n; r++) {
                    Array.set(column, r, Array.get(matrix, r * k + c));
                }
            }
        }
    }
}
