package io.slipway.serving.wire;

import io.slipway.inference.Datatype;
import io.slipway.inference.Signature;
import io.slipway.inference.Signature.Field;
import io.slipway.inference.SignatureCheck;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes: turns the tensors of a request, once {@link SignatureCheck} lets them pass, into the signature's own
 * order and types, so that the model and the inference log need to know only those. A model whose columns are all numbers also takes one tensor {@code [n,k]} with the columns in the
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
     * @return the tensors in the order, the types and (for columns) the one dimension of the signature; optional columns
     *     that were not sent are absent
     * @throws SlipwayException INVALID_ARGUMENT naming each input that does not fit
     */
    public List<Tensor> check(List<Tensor> given) {
        List<Tensor> inputs = isMatrix(given) ? columns(given.getFirst()) : given;
        SignatureCheck.check(inputs, signature);
        return isUsual(inputs) ? inputs : normal(inputs);
    }

    private boolean isMatrix(List<Tensor> given) {
        return numeric
                && given.size() == 1
                && given.getFirst().shape().length == 2
                && !(signature.inputs().size() == 1
                        && slots.containsKey(given.getFirst().name()));
    }

    private boolean isUsual(List<Tensor> inputs) {
        List<Field> fields = signature.inputs();
        if (inputs.size() != fields.size()) {
            return false;
        }
        for (int i = 0; i < inputs.size(); i++) {
            Tensor tensor = inputs.get(i);
            Field field = fields.get(i);
            if (!tensor.name().equals(field.name())
                    || tensor.datatype() != field.datatype()
                    || tensor.shape().length != field.shape().length) {
                return false;
            }
        }
        return true;
    }

    private List<Tensor> normal(List<Tensor> inputs) {
        @Nullable Tensor[] bySlot = new Tensor[signature.inputs().size()];
        for (Tensor tensor : inputs) {
            int slot = Objects.requireNonNull(slots.get(tensor.name()));
            Field field = signature.inputs().get(slot);
            Tensor typed = tensor.datatype() == field.datatype() ? tensor : Widening.convert(tensor, field.datatype());
            bySlot[slot] = typed.shape().length == field.shape().length
                    ? typed
                    : new Tensor(typed.name(), typed.datatype(), new long[] {typed.shape()[0]}, typed.data());
        }
        return Arrays.stream(bySlot).filter(Objects::nonNull).toList();
    }

    /** The inputs with type and shape, for messages. */
    public String expected() {
        return signature.inputs().stream()
                .map(f -> "'" + f.name() + "' " + f.datatype() + " " + Arrays.toString(f.shape()))
                .collect(Collectors.joining(", "));
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
