package io.slipway.training.quality;

import io.slipway.inference.Datatype;
import io.slipway.inference.Model;
import io.slipway.inference.Signature;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import io.slipway.training.table.Column;
import io.slipway.training.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Scores the rows of a table with a served model, as live requests would be. */
public final class Scorer {
    private static final int BATCH = 4096;

    private Scorer() {}

    /**
     * @return the first output for each row
     * @throws SlipwayException INVALID_ARGUMENT if a required column is missing or holds what the model does not take
     */
    public static double[] scores(Model model, Table table) {
        double[] scores = new double[table.rows()];
        for (int from = 0; from < scores.length; from += BATCH) {
            Table batch = table.slice(from, Math.min(scores.length, from + BATCH));
            List<Tensor> outputs = model.predict(inputs(model.signature(), batch));
            double[] part = numbers(outputs.getFirst());
            if (part.length != batch.rows()) {
                throw SlipwayException.invalid("the model answers " + part.length + " values for " + batch.rows()
                        + " rows; only models with one score a row can be measured");
            }
            System.arraycopy(part, 0, scores, from, part.length);
        }
        return scores;
    }

    static List<Tensor> inputs(Signature signature, Table table) {
        var inputs = new ArrayList<Tensor>();
        for (Signature.Field field : signature.inputs()) {
            if (field.required() || table.find(field.name()).isPresent()) {
                Column column = table.column(field.name());
                long[] shape = {table.rows()};
                inputs.add(new Tensor(field.name(), field.datatype(), shape, values(field.datatype(), column)));
            }
        }
        return inputs;
    }

    private static Object values(Datatype type, Column column) {
        return switch (type) {
            case BYTES -> {
                String[] texts = new String[column.rows()];
                Arrays.setAll(texts, column::text);
                yield texts;
            }
            case FP64 -> finite(column, true);
            case FP32 -> {
                double[] wide = finite(column, true);
                float[] narrow = new float[wide.length];
                for (int i = 0; i < wide.length; i++) {
                    narrow[i] = (float) wide[i];
                }
                yield narrow;
            }
            case INT64 ->
                Arrays.stream(finite(column, false)).mapToLong(v -> (long) v).toArray();
            case INT32 ->
                Arrays.stream(finite(column, false)).mapToInt(v -> (int) v).toArray();
            default ->
                throw SlipwayException.invalid(
                        "column '" + column.name() + "' is " + type + ", which cannot be read from CSV");
        };
    }

    /** Numbers; text that is none is refused, a gap only where the type has no NaN. */
    private static double[] finite(Column column, boolean gaps) {
        double[] numbers = column.numbers();
        for (int row = 0; row < numbers.length; row++) {
            String text = column.text(row);
            if (Double.isNaN(numbers[row]) && (text != null || !gaps)) {
                throw SlipwayException.invalid("row " + (row + 1) + ": " + column.name()
                        + (text == null ? " has no value" : " must be a number, is '" + text + "'"));
            }
        }
        return numbers;
    }

    private static double[] numbers(Tensor output) {
        return switch (output.data()) {
            case double[] doubles -> doubles;
            case float[] floats -> {
                double[] wide = new double[floats.length];
                for (int i = 0; i < floats.length; i++) {
                    wide[i] = floats[i];
                }
                yield wide;
            }
            default ->
                throw SlipwayException.invalid(
                        "the model answers " + output.datatype() + ", not a score that can be measured");
        };
    }
}
