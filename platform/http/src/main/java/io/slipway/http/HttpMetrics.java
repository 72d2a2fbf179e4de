package io.slipway.http;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests by operation, method and status, in the names of OpenTelemetry's HTTP conventions: duration histogram
 * {@code http_server_request_duration_seconds} (its count is the number of requests), {@code
 * http_server_active_requests}, {@code http_server_request_body_bytes_total} and {@code
 * http_server_response_body_bytes_total}. Recording adds to a few {@link LongAdder}s; Prometheus' types are made when it scrapes.
 * Give one object to every server of the process that shall be counted together.
 */
public final class HttpMetrics implements RequestMeter, MultiCollector {
    private static final double[] BOUNDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };
    private static final long[] BOUND_NANOS = new long[BOUNDS.length];

    static {
        for (int i = 0; i < BOUNDS.length; i++) {
            BOUND_NANOS[i] = Math.round(BOUNDS[i] * 1e9);
        }
    }

    private final ConcurrentHashMap<Key, Series> series = new ConcurrentHashMap<>();
    private final LongAdder started = new LongAdder();
    private final LongAdder finished = new LongAdder();

    /** Registers itself. */
    public HttpMetrics(PrometheusRegistry registry) {
        registry.register(this);
    }

    @Override
    public void started() {
        started.increment();
    }

    @Override
    public void finished(String operation, String method, int status, long nanos, long bytesIn, long bytesOut) {
        finished.increment();
        var key = new Key(operation, known(method), status);
        Series found = series.get(key);
        if (found == null) {
            found = series.computeIfAbsent(key, k -> new Series());
        }
        found.add(nanos, bytesIn, bytesOut);
    }

    /** Bounds the label's values, whatever callers send. */
    private static String known(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
            default -> "_OTHER";
        };
    }

    @Override
    public MetricSnapshots collect() {
        var durations = HistogramSnapshot.builder()
                .name("http_server_request_duration_seconds")
                .help("Time from a request's first byte to the last byte of its answer.");
        var in = CounterSnapshot.builder()
                .name("http_server_request_body_bytes")
                .help("Announced bytes of request bodies.");
        var out = CounterSnapshot.builder()
                .name("http_server_response_body_bytes")
                .help("Bytes of answers' bodies as sent.");
        series.forEach((key, values) -> {
            Labels labels =
                    Labels.of("operation", key.operation, "method", key.method, "status", Integer.toString(key.status));
            durations.dataPoint(values.histogram(labels));
            in.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(values.bytesIn.sum())
                    .build());
            out.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(values.bytesOut.sum())
                    .build());
        });
        var active = GaugeSnapshot.builder()
                .name("http_server_active_requests")
                .help("Requests under way.")
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(Math.max(0, started.sum() - finished.sum()))
                        .build());
        return new MetricSnapshots(durations.build(), in.build(), out.build(), active.build());
    }

    @Override
    public List<String> getPrometheusNames() {
        return List.of(
                "http_server_request_duration_seconds",
                "http_server_request_body_bytes",
                "http_server_response_body_bytes",
                "http_server_active_requests");
    }

    private record Key(String operation, String method, int status) {}

    private static final class Series {
        private final LongAdder[] buckets = new LongAdder[BOUND_NANOS.length + 1];
        private final LongAdder nanos = new LongAdder();
        private final LongAdder bytesIn = new LongAdder();
        private final LongAdder bytesOut = new LongAdder();

        Series() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }

        void add(long took, long in, long out) {
            int i = 0;
            while (i < BOUND_NANOS.length && took > BOUND_NANOS[i]) {
                i++;
            }
            buckets[i].increment();
            nanos.add(took);
            if (in > 0) {
                bytesIn.add(in);
            }
            if (out > 0) {
                bytesOut.add(out);
            }
        }

        HistogramSnapshot.HistogramDataPointSnapshot histogram(Labels labels) {
            var classic = ClassicHistogramBuckets.builder();
            for (int i = 0; i < buckets.length; i++) {
                classic.bucket(i < BOUNDS.length ? BOUNDS[i] : Double.POSITIVE_INFINITY, buckets[i].sum());
            }
            return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(classic.build())
                    .sum(nanos.sum() / 1e9)
                    .build();
        }
    }
}
