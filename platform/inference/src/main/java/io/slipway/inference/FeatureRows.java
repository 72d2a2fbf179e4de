package io.slipway.inference;

import io.slipway.inference.FeatureEncoding.Feature;
import io.slipway.kernel.SlipwayException;
import org.jspecify.annotations.Nullable;

/** Writes one column of values into rows of floats. */
final class FeatureRows {
    private FeatureRows() {}

    /**
     * @param column one value a row
     * @param first first row of the column to take
     * @param count rows to take
     * @param rows receives value i at {@code i * stride + at}
     */
    static void put(Feature feature, Tensor column, int first, int count, float[] rows, int stride, int at) {
        switch (column.data()) {
            case String[] v -> strings(feature, v, first, count, rows, stride, at);
            case double[] v
            when !feature.category() -> {
                for (int i = 0; i < count; i++) {
                    double value = v[first + i];
                    rows[i * stride + at] = finite(feature, first + i, value, (float) value);
                }
            }
            case float[] v
            when !feature.category() -> {
                for (int i = 0; i < count; i++) {
                    rows[i * stride + at] = finite(feature, first + i, v[first + i], v[first + i]);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    rows[i * stride + at] = exact(feature, column, first + i);
                }
            }
        }
    }

    private static void strings(
            Feature feature, @Nullable String[] v, int first, int count, float[] rows, int stride, int at) {
        if (!feature.category()) {
            throw SlipwayException.invalid("column '" + feature.name() + "' is text; the model takes a number there");
        }
        for (int i = 0; i < count; i++) {
            String value = v[first + i];
            Float code = value == null ? null : feature.categories().get(value);
            rows[i * stride + at] = code == null ? Float.NaN : code;
        }
    }

    /** A whole number or boolean, also as the text of a category. */
    private static float exact(Feature feature, Tensor column, int i) {
        long value = switch (column.data()) {
            case boolean[] v -> {
                if (feature.category()) {
                    yield -1;
                }
                yield v[i] ? 1 : 0;
            }
            default -> wholeNumber(feature, column, i);
        };
        if (!feature.category()) {
            return value;
        }
        String text = column.data() instanceof boolean[] v ? Boolean.toString(v[i]) : Long.toString(value);
        Float code = feature.categories().get(text);
        return code == null ? Float.NaN : code;
    }

    private static long wholeNumber(Feature feature, Tensor column, int i) {
        boolean unsigned = column.datatype().name().startsWith("U");
        return switch (column.data()) {
            case long[] v -> v[i];
            case int[] v -> unsigned ? Integer.toUnsignedLong(v[i]) : v[i];
            case short[] v -> unsigned ? Short.toUnsignedInt(v[i]) : v[i];
            case byte[] v -> unsigned ? Byte.toUnsignedInt(v[i]) : v[i];
            default ->
                throw SlipwayException.invalid("column '" + feature.name() + "' is of " + column.datatype()
                        + "; the model takes text or a whole number there");
        };
    }

    private static float finite(Feature feature, int row, double given, float value) {
        if (Float.isInfinite(value)) {
            throw SlipwayException.invalid("column '" + feature.name() + "', row " + row + ": " + given
                    + " is infinite or too large for the model; use a finite number, or none for a missing value");
        }
        return value;
    }
}
