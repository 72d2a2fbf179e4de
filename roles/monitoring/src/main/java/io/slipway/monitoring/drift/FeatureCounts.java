package io.slipway.monitoring.drift;

import io.slipway.training.api.ReferenceProfile.Bins;
import io.slipway.training.api.ReferenceProfile.Feature;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Live rows of one feature counted into the reference's bins or by category. Not safe for several threads. */
public final class FeatureCounts {
    /** A feature with more categories than this is an identifier; the rest is counted together. */
    static final int MAX_CATEGORIES = 1000;

    static final String OTHER = "(other)";

    private final Feature reference;
    private final long[] bins;
    private final Map<String, Long> categories = new TreeMap<>();
    private long missing;
    private long present;

    public FeatureCounts(Feature reference) {
        this.reference = reference;
        this.bins = new long[reference.number() == null ? 0 : reference.number().counts().length];
    }

    /** @param value a Number, a String or null; NaN, infinity and what does not fit the feature count as missing */
    public void add(@Nullable Object value) {
        Bins number = reference.number();
        if (number != null) {
            double d = value instanceof Number n ? n.doubleValue() : Double.NaN;
            if (Double.isFinite(d)) {
                bins[number.bin(d)]++;
                present++;
            } else {
                missing++;
            }
        } else if (value == null) {
            missing++;
        } else {
            String key = value.toString();
            boolean known = categories.containsKey(key) || categories.size() < MAX_CATEGORIES;
            categories.merge(known ? key : OTHER, 1L, Long::sum);
            present++;
        }
    }

    public Feature reference() {
        return reference;
    }

    public long rows() {
        return present + missing;
    }

    public long present() {
        return present;
    }

    /** Share of rows without a value, 0 to 1; NaN without rows. */
    public double missingRate() {
        return (double) missing / rows();
    }

    long[] bins() {
        return bins;
    }

    Map<String, Long> categories() {
        return categories;
    }
}
