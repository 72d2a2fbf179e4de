package io.slipway.monitoring.predictions;

import io.slipway.inference.Tensor;
import io.slipway.serving.api.InferenceSink.InferenceRecord;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a request's tensors into rows. */
final class Rows {
    private Rows() {}

    /** One tensor per column, or one tensor of [rows, columns] whose columns are then named 0, 1, … */
    static List<PredictedRow> of(InferenceRecord record) {
        if (record.inputs().isEmpty() || record.outputs().isEmpty()) {
            return List.of();
        }
        int rows = record.inputs().getFirst().rows();
        List<PredictedRow> result = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            Map<String, @Nullable Object> inputs = new LinkedHashMap<>();
            for (Tensor tensor : record.inputs()) {
                int width = Array.getLength(tensor.data()) / Math.max(1, tensor.rows());
                for (int column = 0; column < width; column++) {
                    String name = width == 1 ? tensor.name() : Integer.toString(column);
                    inputs.put(name, value(tensor, row * width + column));
                }
            }
            Object score = score(record.outputs().getFirst(), row);
            if (score instanceof Number number && Double.isFinite(number.doubleValue())) {
                result.add(new PredictedRow(
                        rows == 1 ? record.requestId() : record.requestId() + "/" + row,
                        record.model(),
                        record.version(),
                        record.time(),
                        inputs,
                        number.doubleValue()));
            }
        }
        return result;
    }

    /** Of several columns the last: the probability of the last class, which is the positive one of two. */
    private static @Nullable Object score(Tensor output, int row) {
        int width = Array.getLength(output.data()) / Math.max(1, output.rows());
        return value(output, row * width + width - 1);
    }

    private static @Nullable Object value(Tensor tensor, int index) {
        Object value = Array.get(tensor.data(), index);
        return switch (value) {
            case null -> null;
            case Double d when d.isNaN() -> null;
            case Float f when f.isNaN() -> null;
            case Boolean b -> b ? 1 : 0;
            default -> value;
        };
    }
}
