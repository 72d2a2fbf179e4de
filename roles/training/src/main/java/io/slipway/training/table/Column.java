package io.slipway.training.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table, each distinct text kept once.
 *
 * @param values distinct texts in order of first appearance; none is empty
 * @param codes for each row the index of its value, or -1 where the field was empty
 */
public record Column(String name, List<String> values, int[] codes) {
    public int rows() {
        return codes.length;
    }

    public @Nullable String text(int row) {
        return codes[row] < 0 ? null : values.get(codes[row]);
    }

    public boolean hasMissing() {
        for (int code : codes) {
            if (code < 0) {
                return true;
            }
        }
        return false;
    }

    /** True if there is at least one value and all are finite numbers. */
    public boolean numeric() {
        return !values.isEmpty() && values.stream().allMatch(v -> number(v) != null);
    }

    /** True if all values are whole numbers that a long holds. */
    public boolean whole() {
        return !values.isEmpty() && values.stream().allMatch(Column::isLong);
    }

    /** The numbers by row, NaN where the field was empty or is no finite number. */
    public double[] numbers() {
        double[] parsed = new double[values.size()];
        for (int i = 0; i < parsed.length; i++) {
            Double number = number(values.get(i));
            parsed[i] = number == null ? Double.NaN : number;
        }
        double[] numbers = new double[codes.length];
        for (int row = 0; row < codes.length; row++) {
            numbers[row] = codes[row] < 0 ? Double.NaN : parsed[codes[row]];
        }
        return numbers;
    }

    private static boolean isLong(String text) {
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Null unless a finite decimal number; Java's own suffixes and hexadecimal forms are none. */
    private static @Nullable Double number(String text) {
        char last = text.charAt(text.length() - 1);
        if ((last != '.' && (last < '0' || last > '9')) || text.indexOf('x') >= 0 || text.indexOf('X') >= 0) {
            return null;
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
