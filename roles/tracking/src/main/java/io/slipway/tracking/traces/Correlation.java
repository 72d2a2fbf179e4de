package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;

/**
 * How far two conditions hold together: normalised pointwise mutual information (Bouma, "Normalized (Pointwise) Mutual
 * Information in Collocation Extraction", 2009), from -1 (never together) over 0 (independent) to 1 (always together);
 * NaN where one of them never holds. The smoothed value adds half a case to each cell of the table (Jeffreys' prior).
 */
record Correlation(double npmi, double smoothed, long first, long second, long both, long all) {
    private static final double PRIOR = 0.5;

    static Correlation of(long first, long second, long both, long all) {
        boolean defined = first > 0 && second > 0 && all > 0;
        double plain = !defined ? Double.NaN : both == 0 ? -1 : npmi(first, second, both, all, 0);
        double smoothed = defined ? npmi(first, second, both, all, PRIOR) : Double.NaN;
        return new Correlation(plain, smoothed, first, second, both, all);
    }

    private static double npmi(double first, double second, double both, double all, double prior) {
        if (both == all) {
            return 1;
        }
        double n = all + 4 * prior;
        double joint = (both + prior) / n;
        double expected = (first + 2 * prior) / n * ((second + 2 * prior) / n);
        double value = Math.log(joint / expected) / -Math.log(joint);
        return Math.clamp(value, -1, 1);
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        put(json, "npmi", npmi);
        put(json, "npmi_smoothed", smoothed);
        return json.put("filter1_count", first)
                .put("filter2_count", second)
                .put("joint_count", both)
                .put("total_count", all);
    }

    private static void put(ObjectNode json, String name, double value) {
        if (Double.isNaN(value)) {
            json.put(name, "NaN");
        } else {
            json.put(name, value);
        }
    }
}
