package io.slipway.serving.observe;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The counters in Prometheus' form, made when they are scraped. Bounds of the latency histogram are powers of two
 * nanoseconds, the bounds that it is kept in, so that no count is estimated.
 */
public final class ServingMetrics implements MultiCollector {
    /** 2^14 ns = 16 µs. */
    private static final int FIRST_BOUND = 14;
    /** 2^36 ns = 69 s. */
    private static final int LAST_BOUND = 36;

    private final ServingStats stats;
    private final IntSupplier queued;
    private final Supplier<List<LoadedVersion>> loaded;

    public ServingMetrics(ServingStats stats, IntSupplier queued, Supplier<List<LoadedVersion>> loaded) {
        this.stats = stats;
        this.queued = queued;
        this.loaded = loaded;
    }

    /**
     * A version in memory.
     *
     * @param live it answers for the model's name
     */
    public record LoadedVersion(String model, int version, String platform, boolean live) {}

    @Override
    public MetricSnapshots collect() {
        var requests = CounterSnapshot.builder()
                .name("slipway_inference_requests")
                .help("Inference requests answered, by model, version, protocol and HTTP status");
        var swaps = CounterSnapshot.builder()
                .name("slipway_model_swaps")
                .help("Times that another version began to answer for the model's name");
        var loads = GaugeSnapshot.builder()
                .name("slipway_model_load_seconds")
                .help("Time that the last load of a version of the model took, warm-up included");
        var latency = HistogramSnapshot.builder()
                .name("slipway_inference_duration_seconds")
                .help("From the last byte of the request to the answer");
        stats.models().forEach((model, s) -> {
            Labels labels = Labels.of("model", model);
            s.versions()
                    .forEach((version, v) -> v.byCode()
                            .forEach((key, n) -> requests.dataPoint(CounterDataPointSnapshot.builder()
                                    .labels(Labels.of(
                                            "model", model,
                                            "version", Integer.toString(version),
                                            "protocol", key.protocol(),
                                            "code", Integer.toString(key.code())))
                                    .value(n)
                                    .build())));
            swaps.dataPoint(counter(labels, s.swaps().sum()));
            loads.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(s.lastLoadSeconds())
                    .build());
            latency.dataPoint(histogram(labels, s.latency().snapshot()));
        });
        return MetricSnapshots.of(
                requests.build(),
                swaps.build(),
                loads.build(),
                latency.build(),
                info(),
                queue(),
                total(
                        "slipway_inference_rejected",
                        "Requests refused because the queue was full",
                        stats.rejected().sum()),
                total(
                        "slipway_prediction_logged",
                        "Predictions handed to the inference log",
                        stats.logged().sum()),
                total(
                        "slipway_prediction_dropped",
                        "Predictions that the inference log could not take",
                        stats.dropped().sum()));
    }

    private GaugeSnapshot queue() {
        return GaugeSnapshot.builder()
                .name("slipway_inference_queue_depth")
                .help("Requests that wait for a thread")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .value(queued.getAsInt())
                        .build())
                .build();
    }

    private InfoSnapshot info() {
        var info = InfoSnapshot.builder().name("slipway_model").help("Versions in memory");
        for (LoadedVersion version : loaded.get()) {
            info.dataPoint(InfoDataPointSnapshot.builder()
                    .labels(Labels.of(
                            "model", version.model(),
                            "version", Integer.toString(version.version()),
                            "platform", version.platform(),
                            "live", Boolean.toString(version.live())))
                    .build());
        }
        return info.build();
    }

    private static CounterSnapshot total(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(counter(Labels.EMPTY, value))
                .build();
    }

    private static CounterDataPointSnapshot counter(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static HistogramDataPointSnapshot histogram(Labels labels, LatencyHistogram.Snapshot latency) {
        var buckets = ClassicHistogramBuckets.builder();
        long before = 0;
        for (int exponent = FIRST_BOUND; exponent <= LAST_BOUND; exponent++) {
            long below = latency.below(exponent);
            buckets.bucket((1L << exponent) / 1e9, below - before);
            before = below;
        }
        buckets.bucket(Double.POSITIVE_INFINITY, latency.count() - before);
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(buckets.build())
                .sum(latency.sumNanos() / 1e9)
                .build();
    }
}
