package io.slipway.monitoring.windows;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.slipway.monitoring.monitors.Monitor;
import io.slipway.monitoring.monitors.Monitors;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The newest judged figures of every monitor, for Prometheus. */
public final class MonitorMetrics implements MultiCollector {
    private final Monitors monitors;
    private final Windows windows;
    private final LongSupplier dropped;

    /** @param dropped predictions that did not fit the queue so far */
    public MonitorMetrics(Monitors monitors, Windows windows, LongSupplier dropped) {
        this.monitors = monitors;
        this.windows = windows;
        this.dropped = dropped;
    }

    @Override
    public MetricSnapshots collect() {
        var auc =
                GaugeSnapshot.builder().name("slipway_monitor_auc").help("Realised AUC of the newest labelled window");
        var share = GaugeSnapshot.builder()
                .name("slipway_monitor_drift_share")
                .help("Share of features that drifted in the newest window that is over");
        var psi = GaugeSnapshot.builder()
                .name("slipway_monitor_feature_psi")
                .help("Population stability index of a feature in the newest window that is over");
        var rows = GaugeSnapshot.builder()
                .name("slipway_monitor_window_rows")
                .help("Predictions in the newest window that is over");
        for (Monitor monitor : monitors.all()) {
            Labels labels = Labels.of(
                    "monitor", monitor.name(), "model", monitor.definition().model());
            List<Window> over = windows.stored(monitor);
            if (!over.isEmpty()) {
                WindowResult newest = over.getLast().result();
                point(share, labels, newest.driftShare());
                point(rows, labels, (double) newest.rows());
                newest.features().forEach(f -> point(psi, labels.add("feature", f.name()), f.psi()));
            }
            over.reversed().stream()
                    .filter(w -> w.result().auc() != null)
                    .findFirst()
                    .ifPresent(w -> point(auc, labels, w.result().auc()));
        }
        var lost = CounterSnapshot.builder()
                .name("slipway_monitor_predictions_dropped")
                .help("Predictions that could not be kept")
                .dataPoint(CounterDataPointSnapshot.builder()
                        .value(dropped.getAsLong())
                        .build());
        return new MetricSnapshots(auc.build(), share.build(), psi.build(), rows.build(), lost.build());
    }

    private static void point(GaugeSnapshot.Builder gauge, Labels labels, @Nullable Double value) {
        if (value != null) {
            gauge.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
        }
    }
}
