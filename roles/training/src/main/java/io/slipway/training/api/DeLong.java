package io.slipway.training.api;

import io.slipway.kernel.SlipwayException;
import java.util.Arrays;

/**
 * Area under the ROC curve with its sampling error, for one model and for two models that scored the same rows.
 *
 * <p>The area is the Mann-Whitney statistic with ties counted half. Variances and the covariance of paired areas: E. R.
 * DeLong, D. M. DeLong, D. L. Clarke-Pearson, "Comparing the Areas under Two or More Correlated Receiver Operating
 * Characteristic Curves: A Nonparametric Approach", Biometrics 44 (1988), p. 837-845; computed from midranks in O(n
 * log n) as in X. Sun, W. Xu, "Fast Implementation of DeLong's Algorithm for Comparing the Areas Under Correlated
 * Receiver Operating Characteristic Curves", IEEE Signal Processing Letters 21 (2014), p. 1389-1393. Intervals are
 * those of the normal distribution.
 */
public final class DeLong {
    /** 97.5 % point of the standard normal distribution. */
    static final double Z95 = 1.959963984540054;

    private DeLong() {}

    /** An area with its 95 % interval, cut to [0, 1]. */
    public record Area(double auc, double low, double high) {}

    /**
     * Second area less first area, with the 95 % interval of the difference.
     *
     * @param standardError 0 if the two order the rows alike
     */
    public record Difference(
            double first, double second, double difference, double low, double high, double standardError) {}

    /**
     * @param scores higher for the positive class; no NaN
     * @param labels true for the positive class; both classes must be there
     */
    public static Area area(double[] scores, boolean[] labels) {
        Placements p = placements(scores, labels);
        double error = Math.sqrt(variance(p, p));
        return new Area(p.auc, Math.max(0, p.auc - Z95 * error), Math.min(1, p.auc + Z95 * error));
    }

    /** Compares two models on the same rows; parameters as for {@link #area}. */
    public static Difference compare(double[] first, double[] second, boolean[] labels) {
        Placements a = placements(first, labels);
        Placements b = placements(second, labels);
        double difference = b.auc - a.auc;
        double variance = variance(a, a) + variance(b, b) - 2 * variance(a, b);
        double error = Math.sqrt(Math.max(0, variance));
        return new Difference(a.auc, b.auc, difference, difference - Z95 * error, difference + Z95 * error, error);
    }

    /**
     * DeLong's structural components.
     *
     * @param positives for each positive row, the share of the negatives that it beats
     * @param negatives for each negative row, the share of the positives that beat it
     */
    private record Placements(double auc, double[] positives, double[] negatives) {}

    private static Placements placements(double[] scores, boolean[] labels) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException(scores.length + " scores, " + labels.length + " labels");
        }
        int m = 0;
        for (boolean label : labels) {
            m += label ? 1 : 0;
        }
        int n = labels.length - m;
        if (m < 2 || n < 2) {
            throw SlipwayException.invalid("an AUC with an interval needs at least two rows of each class, got " + m
                    + " positive and " + n + " negative");
        }
        double[] x = new double[m];
        double[] y = new double[n];
        for (int i = 0, p = 0, q = 0; i < labels.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw SlipwayException.invalid("the score of row " + (i + 1) + " is not a number");
            }
            if (labels[i]) {
                x[p++] = scores[i];
            } else {
                y[q++] = scores[i];
            }
        }
        return placements(x, y);
    }

    private static Placements placements(double[] x, double[] y) {
        double[] sortedX = x.clone();
        double[] sortedY = y.clone();
        Arrays.sort(sortedX);
        Arrays.sort(sortedY);
        double[] positives = new double[x.length];
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            positives[i] = below(sortedY, x[i]) / y.length;
            sum += positives[i];
        }
        double[] negatives = new double[y.length];
        for (int j = 0; j < y.length; j++) {
            negatives[j] = 1 - below(sortedX, y[j]) / x.length;
        }
        return new Placements(sum / x.length, positives, negatives);
    }

    /** Number of values less than {@code value}, those equal to it counted half. */
    private static double below(double[] sorted, double value) {
        return (lowerBound(sorted, value, false) + lowerBound(sorted, value, true)) / 2.0;
    }

    private static int lowerBound(double[] sorted, double value, boolean afterEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (sorted[mid] < value || (afterEqual && sorted[mid] == value)) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    private static double variance(Placements a, Placements b) {
        return covariance(a.positives, a.auc, b.positives, b.auc) / a.positives.length
                + covariance(a.negatives, a.auc, b.negatives, b.auc) / a.negatives.length;
    }

    private static double covariance(double[] a, double meanA, double[] b, double meanB) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - meanA) * (b[i] - meanB);
        }
        return sum / (a.length - 1);
    }
}
