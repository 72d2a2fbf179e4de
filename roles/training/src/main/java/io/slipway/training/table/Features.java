package io.slipway.training.table;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a row of named columns becomes the numbers that the trees see: the content of {@code features.json}.
 *
 * @param features in the order of the booster's inputs
 * @param label name of the column that is predicted
 */
public record Features(List<Feature> features, String label) {
    /** Categories of one column; a column with more is an identifier, not a category. */
    static final int MAX_CATEGORIES = 4096;

    public Features {
        features = List.copyOf(features);
    }

    /** Whether a column is a quantity or one of a few names. */
    public enum Type {
        @JsonProperty("number")
        NUMBER,
        @JsonProperty("category")
        CATEGORY
    }

    /**
     * @param categories of a category, sorted; its number is the place in the list; any other text is a missing value. Null
     *     for a number
     */
    public record Feature(String name, Type type, @Nullable List<String> categories) {}

    /**
     * Takes all columns but the label as features: numbers where every value is one, else categories.
     *
     * @param only names of the columns to use, in this order; empty for all
     * @param categorical columns that are categories although their values look like numbers
     */
    public static Features derive(Table table, String label, List<String> only, List<String> categorical) {
        table.column(label);
        categorical.forEach(table::column);
        var features = new ArrayList<Feature>();
        for (String name : only.isEmpty() ? table.names() : only) {
            if (!name.equals(label)) {
                features.add(derive(table.column(name), categorical.contains(name)));
            } else if (!only.isEmpty()) {
                throw SlipwayException.invalid("the label '" + label + "' is also named as a feature");
            }
        }
        if (features.isEmpty()) {
            throw SlipwayException.invalid("the table has no column beside the label '" + label + "'");
        }
        return new Features(features, label);
    }

    private static Feature derive(Column column, boolean categorical) {
        if (column.numeric() && !categorical) {
            return new Feature(column.name(), Type.NUMBER, null);
        }
        var categories = new TreeSet<>(column.values());
        if (categories.isEmpty()) {
            throw SlipwayException.invalid(
                    "column '" + column.name() + "' has no value in any row: leave it out with --features");
        }
        if (categories.size() > MAX_CATEGORIES) {
            throw SlipwayException.invalid("column '" + column.name() + "' has " + categories.size()
                    + " different values that are not numbers; a category has at most " + MAX_CATEGORIES
                    + ": leave it out with --features");
        }
        return new Feature(column.name(), Type.CATEGORY, List.copyOf(categories));
    }

    /** Row-major matrix with a column per feature; NaN for what is missing or unknown. */
    public float[] encode(Table table) {
        int width = features.size();
        float[] matrix = new float[Math.multiplyExact(table.rows(), width)];
        for (int i = 0; i < width; i++) {
            Feature feature = features.get(i);
            Column column = table.column(feature.name());
            double[] values =
                    feature.categories() == null ? column.numbers() : categoryNumbers(column, feature.categories());
            for (int row = 0; row < values.length; row++) {
                matrix[row * width + i] = (float) values[row];
            }
        }
        return matrix;
    }

    private static double[] categoryNumbers(Column column, List<String> categories) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < categories.size(); i++) {
            index.put(categories.get(i), i);
        }
        double[] byCode = new double[column.values().size()];
        for (int i = 0; i < byCode.length; i++) {
            Integer category = index.get(column.values().get(i));
            byCode[i] = category == null ? Double.NaN : category;
        }
        double[] numbers = new double[column.rows()];
        for (int row = 0; row < numbers.length; row++) {
            int code = column.codes()[row];
            numbers[row] = code < 0 ? Double.NaN : byCode[code];
        }
        return numbers;
    }
}
