package io.slipway.monitoring.windows;

import io.slipway.monitoring.drift.FeatureCounts;
import io.slipway.training.api.ReferenceProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Running counts of one window, apart by model version since each version has its own reference. Guard by the owner's lock. */
final class WindowCounts {
    private final IntFunction<@Nullable ReferenceProfile> references;
    private final Map<Integer, Version> versions = new TreeMap<>();
    private double scoreSum;

    WindowCounts(IntFunction<@Nullable ReferenceProfile> references) {
        this.references = references;
    }

    private static final class Version {
        long rows;
        final @Nullable ReferenceProfile reference;
        final Map<String, FeatureCounts> features = new LinkedHashMap<>();

        Version(@Nullable ReferenceProfile reference) {
            this.reference = reference;
            if (reference != null) {
                reference.features().forEach(f -> features.put(f.name(), new FeatureCounts(f)));
            }
        }
    }

    void add(int version, double score, Map<String, ? extends @Nullable Object> inputs) {
        Version v = versions.computeIfAbsent(version, n -> new Version(references.apply(n)));
        v.rows++;
        scoreSum += score;
        v.features.forEach((name, counts) -> counts.add(inputs.get(name)));
    }

    long rows() {
        return versions.values().stream().mapToLong(v -> v.rows).sum();
    }

    double scoreMean() {
        return scoreSum / rows();
    }

    Map<Integer, Long> rowsByVersion() {
        Map<Integer, Long> rows = new TreeMap<>();
        versions.forEach((version, v) -> rows.put(version, v.rows));
        return rows;
    }

    /** The version that answered most, among those that have a reference; null if there is none. */
    @Nullable
    Integer referenceVersion() {
        Integer most = null;
        for (var entry : versions.entrySet()) {
            if (entry.getValue().reference != null
                    && (most == null
                            || entry.getValue().rows > java.util.Objects.requireNonNull(versions.get(most)).rows)) {
                most = entry.getKey();
            }
        }
        return most;
    }

    @Nullable
    ReferenceProfile reference() {
        Integer version = referenceVersion();
        Version v = version == null ? null : versions.get(version);
        return v == null ? null : v.reference;
    }

    List<FeatureCounts> features() {
        Integer version = referenceVersion();
        Version v = version == null ? null : versions.get(version);
        return v == null ? List.of() : new ArrayList<>(v.features.values());
    }
}
