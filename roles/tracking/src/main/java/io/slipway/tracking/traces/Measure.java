package io.slipway.tracking.traces;

import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;

/** What was measured of the rows of one group. */
final class Measure {
    private final boolean keeps;
    private final Set<String> distinct = new HashSet<>();
    private double[] values = new double[0];
    private int kept;
    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** @param keeps all values, which percentiles need */
    Measure(boolean keeps) {
        this.keeps = keeps;
    }

    void add(double value) {
        count++;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
        if (keeps) {
            if (kept == values.length) {
                values = Arrays.copyOf(values, Math.max(64, kept * 2));
            }
            values[kept++] = value;
        }
    }

    /** Counts each text once. */
    void addDistinct(String text) {
        if (distinct.add(text)) {
            add(1);
        }
    }

    /** Ready to be asked for percentiles. */
    Measure sorted() {
        Arrays.sort(values, 0, kept);
        return this;
    }

    /** Empty if there is no value; a count is 0 then. */
    OptionalDouble get(TraceMetrics.Aggregation aggregation) {
        if (aggregation.type().equals("COUNT")) {
            return OptionalDouble.of(count);
        }
        if (count == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                switch (aggregation.type()) {
                    case "SUM" -> sum;
                    case "AVG" -> sum / count;
                    case "MIN" -> min;
                    case "MAX" -> max;
                    default -> percentile(aggregation.percentile());
                });
    }

    /** Between the two nearest values in proportion: method 7 of Hyndman and Fan (1996), the usual one of NumPy. */
    private double percentile(double percent) {
        double place = percent / 100 * (kept - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, kept - 1);
        return values[below] + (place - below) * (values[above] - values[below]);
    }
}
