package io.slipway.serving.observe;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one model, over all its versions. */
public final class ModelStats {
    private final LatencyHistogram latency = new LatencyHistogram();
    private final LongAdder failures = new LongAdder();
    private final LongAdder swaps = new LongAdder();
    private final Map<Integer, VersionStats> versions = new ConcurrentSkipListMap<>();
    private volatile double lastLoadSeconds;

    public LatencyHistogram latency() {
        return latency;
    }

    /** Answers with a status other than 200. */
    public LongAdder failures() {
        return failures;
    }

    /** Times that another version began to answer for the model's name. */
    public LongAdder swaps() {
        return swaps;
    }

    public VersionStats version(int version) {
        return versions.computeIfAbsent(version, v -> new VersionStats());
    }

    public Map<Integer, VersionStats> versions() {
        return versions;
    }

    public double lastLoadSeconds() {
        return lastLoadSeconds;
    }

    /** @param seconds from the verified files to a warm model */
    public void loaded(double seconds) {
        lastLoadSeconds = seconds;
    }
}
