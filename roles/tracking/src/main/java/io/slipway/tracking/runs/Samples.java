package io.slipway.tracking.runs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Samples of histories that were asked for lately. Charts ask for the same runs again every few seconds, and a sample is
 * made by reading all points of a run. One holds until points of its run are written: each run belongs to a counter, which
 * goes up when such a write is durable and before it is acknowledged. Runs that share a counter only lose samples early.
 */
public final class Samples {
    private static final long MOST_POINTS = 200_000;
    private static final int COUNTERS = 1024;

    private final AtomicLongArray changes = new AtomicLongArray(COUNTERS);
    private final Cache<Question, Sample> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_POINTS)
            .<Question, Sample>weigher((question, sample) -> 1 + sample.points.size())
            .build();

    Samples() {}

    /** What was asked of one run. */
    record Question(String runId, String key, MetricHistory.Steps range, int max) {}

    private record Sample(long state, List<Metric> points) {}

    private static int counter(String runId) {
        return Math.floorMod(runId.hashCode(), COUNTERS);
    }

    /** To be asked before the points are read. */
    long state(String runId) {
        return changes.get(counter(runId));
    }

    /** @param state what {@link #state} said before this; null if there is no sample of it */
    @Nullable
    List<Metric> get(Question question, long state) {
        Sample sample = kept.getIfPresent(question);
        return sample == null || sample.state != state ? null : sample.points;
    }

    /** @param state what {@link #state} said before the points were read */
    void put(Question question, long state, List<Metric> points) {
        kept.put(question, new Sample(state, List.copyOf(points)));
    }

    /** Points of the run were written. */
    void changed(String runId) {
        changes.incrementAndGet(counter(runId));
    }

    /** Points of many runs were written. */
    public void allChanged() {
        for (int i = 0; i < COUNTERS; i++) {
            changes.incrementAndGet(i);
        }
    }
}
