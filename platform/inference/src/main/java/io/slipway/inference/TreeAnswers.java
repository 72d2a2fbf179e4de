package io.slipway.inference;

import io.slipway.inference.Signature.Field;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the floats of a tree model into the tensors of its signature: one tensor for everything, or a column for each
 * answer.
 *
 * @param labels true to answer the most probable class instead of the probabilities, as XGBoost's classifiers do
 */
record TreeAnswers(List<Field> outputs, int answers, boolean labels) {
    /**
     * @param declared outputs of the signature, may be empty
     * @throws SlipwayException if the declared outputs cannot hold the model's answers
     */
    static TreeAnswers of(List<Field> declared, int answers, boolean labels) {
        int perRow = labels ? 1 : answers;
        if (declared.isEmpty()) {
            Datatype type = labels ? Datatype.INT64 : Datatype.FP32;
            long[] shape = perRow == 1 ? new long[] {-1} : new long[] {-1, perRow};
            return new TreeAnswers(List.of(new Field("output-0", type, shape, true)), answers, labels);
        }
        if (declared.size() != 1 && declared.size() != perRow) {
            throw SlipwayException.invalid("MLmodel: the signature has " + declared.size()
                    + " outputs, but the model gives " + perRow + " values a row");
        }
        List<Field> outputs = new ArrayList<>();
        for (Field field : declared) {
            outputs.add(output(field, declared.size() == 1 ? perRow : 1));
        }
        return new TreeAnswers(List.copyOf(outputs), answers, labels);
    }

    private static Field output(Field field, int perRow) {
        switch (field.datatype()) {
            case FP32, FP64, INT32, INT64 -> {}
            default ->
                throw SlipwayException.invalid("MLmodel: output '" + field.name() + "' is declared as "
                        + field.datatype() + ", but the model gives numbers");
        }
        boolean matrix = perRow > 1 || field.shape().length == 2;
        return new Field(field.name(), field.datatype(), matrix ? new long[] {-1, perRow} : new long[] {-1}, true);
    }

    /** @param values {@code answers} a row */
    List<Tensor> tensors(float[] values, int rows) {
        float[] perRow = labels ? classes(values, rows) : values;
        int width = labels ? 1 : answers;
        if (outputs.size() == 1) {
            return List.of(tensor(outputs.getFirst(), perRow, rows, 0, width, width));
        }
        List<Tensor> tensors = new ArrayList<>(width);
        for (int a = 0; a < width; a++) {
            tensors.add(tensor(outputs.get(a), perRow, rows, a, width, 1));
        }
        return tensors;
    }

    private float[] classes(float[] values, int rows) {
        float[] classes = new float[rows];
        for (int r = 0; r < rows; r++) {
            if (answers == 1) {
                classes[r] = values[r] > 0.5f ? 1 : 0;
                continue;
            }
            int best = 0;
            for (int a = 1; a < answers; a++) {
                best = values[r * answers + a] > values[r * answers + best] ? a : best;
            }
            classes[r] = best;
        }
        return classes;
    }

    /** The values at {@code from}, {@code from + stride}…, {@code width} of them for each row. */
    private static Tensor tensor(Field field, float[] values, int rows, int from, int stride, int width) {
        int n = rows * width;
        Object data = switch (field.datatype()) {
            case FP64 -> {
                double[] d = new double[n];
                for (int i = 0; i < n; i++) {
                    d[i] = values[place(i, from, stride, width)];
                }
                yield d;
            }
            case INT64 -> {
                long[] d = new long[n];
                for (int i = 0; i < n; i++) {
                    d[i] = (long) values[place(i, from, stride, width)];
                }
                yield d;
            }
            case INT32 -> {
                int[] d = new int[n];
                for (int i = 0; i < n; i++) {
                    d[i] = (int) values[place(i, from, stride, width)];
                }
                yield d;
            }
            default -> {
                float[] d = new float[n];
                for (int i = 0; i < n; i++) {
                    d[i] = values[place(i, from, stride, width)];
                }
                yield d;
            }
        };
        long[] shape = field.shape().length == 2 ? new long[] {rows, width} : new long[] {rows};
        return new Tensor(field.name(), field.datatype(), shape, data);
    }

    private static int place(int i, int from, int stride, int width) {
        return width == 1 ? from + i * stride : i;
    }
}
