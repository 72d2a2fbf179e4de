package io.slipway.monitoring.endpoints;

import io.slipway.serving.api.InstanceReports;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last quarter of an hour of every endpoint on every instance, one point a second, in memory. Long history is
 * Prometheus' part.
 */
public final class EndpointHistory implements InstanceReports {
    private static final long KEEP_MILLIS = 15 * 60_000;
    private static final long STALE_MILLIS = 10_000;
    private static final int MAX_INSTANCES = 1000;

    private final InstantSource clock;
    private final NavigableMap<String, Deque<InstanceReport>> instances = new TreeMap<>();
    private final NavigableMap<String, List<Swap>> swaps = new TreeMap<>();

    public EndpointHistory(InstantSource clock) {
        this.clock = clock;
    }

    /** @param from null when the endpoint was new */
    public record Swap(long time, String instance, @Nullable Integer from, Integer to) {}

    /** Sums over the instances; percentiles are the worst instance's. */
    public record Point(
            long time,
            long requests,
            long failures,
            long p50Micros,
            long p95Micros,
            long p99Micros,
            @Nullable Integer liveVersion) {}

    /** An instance that reported lately, or that has fallen silent. */
    public record Instance(
            String name,
            String url,
            long lastSeen,
            boolean silent,
            @Nullable Integer liveVersion) {}

    @Override
    public synchronized void report(InstanceReport report) {
        if (!instances.containsKey(report.instance()) && instances.size() >= MAX_INSTANCES) {
            return;
        }
        Deque<InstanceReport> reports = instances.computeIfAbsent(report.instance(), i -> new ArrayDeque<>());
        noteSwaps(report, reports.peekLast());
        reports.addLast(report);
        while (reports.getFirst().time() < report.time() - KEEP_MILLIS) {
            reports.removeFirst();
        }
    }

    private void noteSwaps(InstanceReport now, @Nullable InstanceReport before) {
        for (EndpointReport endpoint : now.endpoints()) {
            Integer to = endpoint.liveVersion();
            Integer from = before == null ? null : live(before, endpoint.model());
            if (to != null && !to.equals(from)) {
                swaps.computeIfAbsent(endpoint.model(), m -> new ArrayList<>())
                        .add(new Swap(now.time(), now.instance(), from, to));
            }
        }
    }

    private static @Nullable Integer live(InstanceReport report, String model) {
        EndpointReport endpoint = find(report, model);
        return endpoint == null ? null : endpoint.liveVersion();
    }

    private static @Nullable EndpointReport find(InstanceReport report, String model) {
        return report.endpoints().stream()
                .filter(e -> e.model().equals(model))
                .findFirst()
                .orElse(null);
    }

    /** Models that some instance serves, in order of name. */
    public synchronized List<String> models() {
        return instances.values().stream()
                .flatMap(Collection::stream)
                .flatMap(r -> r.endpoints().stream())
                .map(EndpointReport::model)
                .distinct()
                .sorted()
                .toList();
    }

    /** Newest state of the model on the instance that reported last; null if none serves it. */
    public synchronized @Nullable EndpointReport latest(String model) {
        InstanceReport newest = null;
        for (Deque<InstanceReport> reports : instances.values()) {
            InstanceReport last = reports.getLast();
            if (find(last, model) != null && (newest == null || last.time() > newest.time())) {
                newest = last;
            }
        }
        return newest == null ? null : find(newest, model);
    }

    public synchronized List<Instance> instances(String model) {
        List<Instance> result = new ArrayList<>();
        for (var entry : instances.entrySet()) {
            InstanceReport last = entry.getValue().getLast();
            EndpointReport endpoint = find(last, model);
            if (endpoint != null) {
                boolean silent = last.time() < clock.millis() - STALE_MILLIS;
                result.add(new Instance(entry.getKey(), last.url(), last.time(), silent, endpoint.liveVersion()));
            }
        }
        return result;
    }

    public synchronized List<Swap> swaps(String model) {
        return List.copyOf(swaps.getOrDefault(model, List.of()));
    }

    /** One point a second since {@code from}, UTC milliseconds. */
    public synchronized List<Point> series(String model, long from) {
        Map<Long, List<EndpointReport>> seconds = new TreeMap<>();
        for (Deque<InstanceReport> reports : instances.values()) {
            for (InstanceReport report : reports) {
                EndpointReport endpoint = report.time() < from ? null : find(report, model);
                if (endpoint != null) {
                    seconds.computeIfAbsent(report.time() / 1000 * 1000, s -> new ArrayList<>())
                            .add(endpoint);
                }
            }
        }
        return seconds.entrySet().stream()
                .map(e -> point(e.getKey(), e.getValue()))
                .toList();
    }

    private static Point point(long time, List<EndpointReport> reports) {
        return new Point(
                time,
                reports.stream().mapToLong(EndpointReport::requests).sum(),
                reports.stream().mapToLong(EndpointReport::failures).sum(),
                reports.stream().mapToLong(EndpointReport::p50Micros).max().orElse(0),
                reports.stream().mapToLong(EndpointReport::p95Micros).max().orElse(0),
                reports.stream().mapToLong(EndpointReport::p99Micros).max().orElse(0),
                reports.getLast().liveVersion());
    }
}
