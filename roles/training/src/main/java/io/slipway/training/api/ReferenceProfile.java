package io.slipway.training.api;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the training data looked like: written by {@code slipway train} as {@code reference.json} beside the model,
 * read by monitoring, which counts live rows into the same bins. Counts of fixed bins can be added up over instances
 * and windows and are exact, whatever the number of rows.
 *
 * @param rows rows that the profile is of
 * @param positiveRate share of rows whose label is 1, 0 to 1
 * @param auc area under the ROC curve on rows that were held out of training; null if none were
 * @param features in the order of the model's inputs
 * @param score distribution of the model's own score on the held-out rows (or the training rows if there are none)
 */
public record ReferenceProfile(
        long rows, double positiveRate, @Nullable Double auc, List<Feature> features, Bins score) {
    /** Enough for a Kolmogorov–Smirnov distance exact to half a percent and deciles exact to the bin. */
    public static final int MAX_BINS = 200;

    public ReferenceProfile {
        features = List.copyOf(features);
    }

    /**
     * One input of the model; exactly one of {@code number} and {@code categories} is given.
     *
     * @param missingRate share of rows without a value, 0 to 1
     * @param importance share of the model's total gain, 0 to 1
     * @param categories rows by value
     */
    public record Feature(
            String name,
            double missingRate,
            double importance,
            @Nullable Bins number,
            @Nullable Map<String, Long> categories) {
        public Feature {
            if ((number == null) == (categories == null)) {
                throw new IllegalArgumentException("feature '" + name + "' needs bins or categories, and not both");
            }
        }

        public static Feature number(String name, double[] values, double importance) {
            long missing = Arrays.stream(values).filter(Double::isNaN).count();
            return new Feature(name, share(missing, values.length), importance, Bins.of(values), null);
        }

        /** @param values null where missing */
        public static Feature category(String name, List<@Nullable String> values, double importance) {
            Map<String, Long> counts = new TreeMap<>();
            long missing = 0;
            for (String value : values) {
                if (value == null) {
                    missing++;
                } else {
                    counts.merge(value, 1L, Long::sum);
                }
            }
            return new Feature(name, share(missing, values.size()), importance, null, counts);
        }

        private static double share(long part, long all) {
            return all == 0 ? 0 : (double) part / all;
        }
    }

    /**
     * A histogram. Bin 0 holds values ≤ {@code edges[0]}, bin i those in (edges[i-1], edges[i]], the last bin those
     * above all edges.
     *
     * @param edges strictly ascending, finite
     * @param counts one more than edges
     */
    public record Bins(double[] edges, long[] counts, double min, double max, double mean) {
        public Bins {
            if (counts.length != edges.length + 1) {
                throw new IllegalArgumentException(edges.length + " edges need " + (edges.length + 1) + " counts");
            }
            for (int i = 0; i < edges.length; i++) {
                if (!Double.isFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1])) {
                    throw new IllegalArgumentException("edges must be finite and ascend");
                }
            }
        }

        /** Edges at up to {@link #MAX_BINS} quantiles of the values; NaN and infinities are left out. */
        public static Bins of(double[] values) {
            double[] sorted =
                    Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
            if (sorted.length == 0) {
                return new Bins(new double[0], new long[1], Double.NaN, Double.NaN, Double.NaN);
            }
            double[] edges = new double[MAX_BINS - 1];
            int n = 0;
            for (int i = 1; i < MAX_BINS; i++) {
                double edge = sorted[(int) ((long) i * (sorted.length - 1) / MAX_BINS)];
                if (n == 0 || edge > edges[n - 1]) {
                    edges[n++] = edge;
                }
            }
            edges = Arrays.copyOf(edges, n);
            long[] counts = new long[n + 1];
            double sum = 0;
            for (double value : sorted) {
                counts[bin(edges, value)]++;
                sum += value;
            }
            return new Bins(edges, counts, sorted[0], sorted[sorted.length - 1], sum / sorted.length);
        }

        /** Index of the bin that holds {@code value}, which must not be NaN. */
        public int bin(double value) {
            return bin(edges, value);
        }

        private static int bin(double[] edges, double value) {
            int found = Arrays.binarySearch(edges, value);
            return found >= 0 ? found : -found - 1;
        }

        public long total() {
            return Arrays.stream(counts).sum();
        }
    }
}
