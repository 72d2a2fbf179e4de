package io.slipway.serving;

import io.slipway.serving.api.InstanceReports;
import io.slipway.serving.api.InstanceReports.EndpointReport;
import io.slipway.serving.api.InstanceReports.InstanceReport;
import io.slipway.serving.api.InstanceReports.VersionReport;
import io.slipway.serving.follow.Retirement;
import io.slipway.serving.live.Endpoints;
import io.slipway.serving.live.ModelRoute;
import io.slipway.serving.observe.LatencyHistogram;
import io.slipway.serving.observe.ModelStats;
import io.slipway.serving.observe.ServingStats;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once a second: reports how each model did since the last time, and frees versions that nobody uses. */
final class ReportTicker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportTicker.class);
    private static final long PERIOD_MILLIS = 1000;

    private final String instance;
    private final Supplier<String> url;
    private final Endpoints endpoints;
    private final ServingStats stats;
    private final Retirement retirement;
    private final InstanceReports reports;
    private final InstantSource clock;
    private final Thread thread;
    private final Map<String, Before> before = new HashMap<>();
    private long lastMillis;

    ReportTicker(
            ServingSettings settings,
            Endpoints endpoints,
            ServingStats stats,
            Retirement retirement,
            InstanceReports reports,
            InstantSource clock) {
        this.instance = settings.instance();
        this.url = settings.url();
        this.endpoints = endpoints;
        this.stats = stats;
        this.retirement = retirement;
        this.reports = reports;
        this.clock = clock;
        this.lastMillis = clock.millis();
        this.thread = Thread.ofPlatform().daemon().name("serving-reports").unstarted(this::tick);
    }

    /** Counters at the last report. */
    private record Before(LatencyHistogram.Snapshot latency, long failures, Map<Integer, Long> requests) {}

    void start() {
        thread.start();
    }

    private void tick() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PERIOD_MILLIS);
                retirement.free();
                reports.report(next());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("the report of this instance failed", e);
            }
        }
    }

    /** The report of the time since the last one. */
    InstanceReport next() {
        long now = clock.millis();
        long interval = Math.max(1, now - lastMillis);
        lastMillis = now;
        List<EndpointReport> list =
                endpoints.routes().values().stream().map(this::report).toList();
        return new InstanceReport(instance, url.get(), now, interval, list);
    }

    private EndpointReport report(ModelRoute route) {
        ModelStats model = stats.model(route.model());
        LatencyHistogram.Snapshot total = model.latency().snapshot();
        long failures = model.failures().sum();
        var requests = new HashMap<Integer, Long>();
        model.versions().forEach((version, s) -> requests.put(version, s.total()));
        Before last = before.put(route.model(), new Before(total, failures, requests));
        LatencyHistogram.Snapshot latency = last == null ? total : total.since(last.latency());
        List<VersionReport> versions = route.states().stream()
                .map(v -> new VersionReport(
                        v.version(),
                        v.aliases(),
                        v.platform(),
                        v.state().name(),
                        v.problem(),
                        requests.getOrDefault(v.version(), 0L)
                                - (last == null ? 0 : last.requests().getOrDefault(v.version(), 0L))))
                .toList();
        var live = route.live();
        return new EndpointReport(
                route.model(),
                live == null ? null : live.version(),
                versions,
                latency.count(),
                failures - (last == null ? 0 : last.failures()),
                latency.percentileNanos(0.50) / 1000,
                latency.percentileNanos(0.95) / 1000,
                latency.percentileNanos(0.99) / 1000);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
