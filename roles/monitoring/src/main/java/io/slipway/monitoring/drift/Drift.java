package io.slipway.monitoring.drift;

import io.slipway.training.api.ReferenceProfile.Bins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Distances between the reference and live rows of one feature. A side without values makes a distance undefined
 * (null), never 0: nothing seen is not "no drift".
 */
public final class Drift {
    private static final int GROUPS = 10;
    /** Stands in for a share of 0, so that the logarithm exists. */
    private static final double FLOOR = 1e-4;

    private Drift() {}

    /**
     * Population stability index Σ (c−r)·ln(c/r) over the shares r of the reference and c of the live rows: in the
     * reference's deciles for numbers (fewer where values tie), by value for categories, one not seen in training
     * included. Shares of 0 are set to 0.0001. N. Siddiqi, "Credit Risk Scorecards" (2006), names 0.1 and 0.25 as the
     * borders of small and large change.
     */
    public static @Nullable Double psi(FeatureCounts live) {
        Bars bars = bars(live);
        long reference = Arrays.stream(bars.reference).sum();
        long current = Arrays.stream(bars.current).sum();
        if (reference == 0 || current == 0) {
            return null;
        }
        double psi = 0;
        for (int i = 0; i < bars.reference.length; i++) {
            double r = Math.max(FLOOR, (double) bars.reference[i] / reference);
            double c = Math.max(FLOOR, (double) bars.current[i] / current);
            psi += (c - r) * Math.log(c / r);
        }
        return psi;
    }

    /**
     * Kolmogorov–Smirnov distance, the largest gap between the two distribution functions, 0 to 1, taken at the
     * edges of the reference's bins: at most one bin's share (half a percent with 200 bins) below the exact one. Null
     * for categories.
     */
    public static @Nullable Double ks(FeatureCounts live) {
        Bins reference = live.reference().number();
        if (reference == null || reference.total() == 0 || live.present() == 0) {
            return null;
        }
        double n = reference.total();
        double m = live.present();
        long r = 0;
        long c = 0;
        double largest = 0;
        for (int i = 0; i < live.bins().length; i++) {
            r += reference.counts()[i];
            c += live.bins()[i];
            largest = Math.max(largest, Math.abs(r / n - c / m));
        }
        return largest;
    }

    /** Live values that the training data did not have, most frequent first; at most ten. */
    public static List<String> newCategories(FeatureCounts live) {
        Map<String, Long> known = live.reference().categories();
        if (known == null) {
            return List.of();
        }
        return live.categories().entrySet().stream()
                .filter(e -> !known.containsKey(e.getKey()))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(10)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * The two distributions over the same bars, for a chart and for {@link #psi}.
     *
     * @param labels what a bar holds: "≤ 5", "(5, 9]", "> 9", or a category
     */
    public record Bars(List<String> labels, long[] reference, long[] current) {}

    public static Bars bars(FeatureCounts live) {
        Bins bins = live.reference().number();
        return bins == null ? categoryBars(live) : numberBars(bins, live.bins());
    }

    private static Bars categoryBars(FeatureCounts live) {
        Map<String, Long> known =
                java.util.Objects.requireNonNull(live.reference().categories());
        var values = new TreeSet<>(known.keySet());
        values.addAll(live.categories().keySet());
        List<String> labels = List.copyOf(values);
        return new Bars(
                labels,
                labels.stream().mapToLong(v -> known.getOrDefault(v, 0L)).toArray(),
                labels.stream()
                        .mapToLong(v -> live.categories().getOrDefault(v, 0L))
                        .toArray());
    }

    /** Joins neighbouring bins until each group has at least a tenth of the reference. */
    private static Bars numberBars(Bins bins, long[] current) {
        long total = bins.total();
        List<String> labels = new ArrayList<>();
        List<long[]> groups = new ArrayList<>();
        long[] group = new long[2];
        long seen = 0;
        int first = 0;
        for (int i = 0; i < current.length; i++) {
            group[0] += bins.counts()[i];
            group[1] += current[i];
            seen += bins.counts()[i];
            boolean full = seen * GROUPS >= total * (groups.size() + 1L);
            if ((full && group[0] > 0) || i == current.length - 1) {
                labels.add(label(bins.edges(), first, i));
                groups.add(group);
                group = new long[2];
                first = i + 1;
            }
        }
        return new Bars(
                labels,
                groups.stream().mapToLong(g -> g[0]).toArray(),
                groups.stream().mapToLong(g -> g[1]).toArray());
    }

    private static String label(double[] edges, int firstBin, int lastBin) {
        if (edges.length == 0) {
            return "any";
        }
        String low = firstBin == 0 ? "" : number(edges[firstBin - 1]);
        String high = lastBin == edges.length ? "" : number(edges[lastBin]);
        if (low.isEmpty()) {
            return high.isEmpty() ? "any" : "≤ " + high;
        }
        return high.isEmpty() ? "> " + low : "(" + low + ", " + high + "]";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(java.util.Locale.ROOT, "%.4g", value);
    }
}
