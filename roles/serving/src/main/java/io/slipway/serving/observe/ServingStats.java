package io.slipway.serving.observe;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** All that a serving instance counts; counters live as long as the process, whatever is loaded. */
public final class ServingStats {
    private final Map<String, ModelStats> models = new ConcurrentSkipListMap<>();
    private final LongAdder logged = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    public ModelStats model(String name) {
        return models.computeIfAbsent(name, n -> new ModelStats());
    }

    public Map<String, ModelStats> models() {
        return models;
    }

    /** Predictions that the inference log took. */
    public LongAdder logged() {
        return logged;
    }

    /** Predictions that it did not take. */
    public LongAdder dropped() {
        return dropped;
    }

    /** Requests refused because the queue was full. */
    public LongAdder rejected() {
        return rejected;
    }
}
