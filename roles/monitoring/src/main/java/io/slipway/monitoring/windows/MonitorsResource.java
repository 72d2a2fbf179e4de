package io.slipway.monitoring.windows;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import io.slipway.monitoring.drift.Drift;
import io.slipway.monitoring.monitors.Monitor;
import io.slipway.monitoring.monitors.MonitorDefinition;
import io.slipway.monitoring.monitors.Monitors;
import io.slipway.monitoring.windows.WindowsSql.Alert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Monitors over HTTP: declare, list, and read with windows and features. */
public final class MonitorsResource {
    private static final String PATH = "/api/slipway/v1/monitors";

    private final Monitors monitors;
    private final Windows windows;

    public MonitorsResource(Monitors monitors, Windows windows) {
        this.monitors = monitors;
        this.windows = windows;
    }

    public void addTo(EndpointTable table) {
        table.get(PATH, "listMonitors", "Monitors with their newest window")
                .needs(Permission.MONITOR_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(MonitorList.class)
                .by(r -> Response.json(new MonitorList(
                        monitors.all().stream().map(this::summary).toList())));
        table.put(PATH + "/{name}", "putMonitor", "Declare a monitor")
                .needs(Permission.MONITOR_WRITE)
                .limits(Limits.SMALL)
                .takes(MonitorDefinition.class)
                .answers(Monitor.class)
                .by(r -> Response.json(
                        monitors.put(r.workspace(), r.path("name"), r.json(MonitorDefinition.class), r.actor())));
        table.get(PATH + "/{name}", "getMonitor", "A monitor: windows, features by window, alerts")
                .needs(Permission.MONITOR_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(MonitorView.class)
                .by(this::view);
        table.get(PATH + "/{name}/features/{feature}", "getMonitorFeature", "Reference and current distribution")
                .needs(Permission.MONITOR_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(FeatureView.class)
                .by(this::feature);
    }

    record MonitorList(List<MonitorSummary> monitors) {}

    record MonitorSummary(
            String name,
            String model,
            MonitorDefinition definition,
            @Nullable WindowView latest,
            int alerts) {}

    /** @param drifted names of the features that drifted */
    record WindowView(
            long start,
            long end,
            WindowState state,
            long rows,
            long labelled,
            Map<Integer, Long> versions,
            boolean judged,
            @Nullable Double auc,
            @Nullable Double aucLow,
            @Nullable Double aucHigh,
            @Nullable Double referenceAuc,
            @Nullable Double positiveRate,
            @Nullable Double referencePositiveRate,
            @Nullable Double scoreMean,
            @Nullable Double driftShare,
            @Nullable Double driftImportance,
            List<String> drifted) {
        static WindowView of(Window w) {
            WindowResult r = w.result();
            return new WindowView(
                    w.start(),
                    w.end(),
                    w.state(),
                    r.rows(),
                    r.labelled(),
                    r.versions(),
                    r.judged(),
                    r.auc(),
                    r.aucLow(),
                    r.aucHigh(),
                    r.referenceAuc(),
                    r.positiveRate(),
                    r.referencePositiveRate(),
                    r.scoreMean(),
                    r.driftShare(),
                    r.driftImportance(),
                    r.features().stream()
                            .filter(FeatureDrift::drifted)
                            .map(FeatureDrift::name)
                            .toList());
        }
    }

    record Cell(
            long windowStart,
            @Nullable Double psi,
            @Nullable Double ks,
            double missingRate,
            List<String> newCategories,
            boolean drifted) {}

    record FeatureRow(String name, double importance, List<Cell> cells) {}

    record AlertView(long windowStart, String rule, double value, long fired) {}

    /** @param features most important first */
    record MonitorView(
            String name,
            String model,
            MonitorDefinition definition,
            List<WindowView> windows,
            List<FeatureRow> features,
            List<AlertView> alerts) {}

    record FeatureView(
            String monitor,
            String feature,
            long windowStart,
            List<String> bins,
            List<Long> reference,
            List<Long> current) {}

    private MonitorSummary summary(Monitor monitor) {
        List<Window> all = windows.list(monitor);
        return new MonitorSummary(
                monitor.name(),
                monitor.definition().model(),
                monitor.definition(),
                all.isEmpty() ? null : WindowView.of(all.getLast()),
                windows.alerts(monitor).size());
    }

    private Response view(Request request) {
        Monitor monitor = monitors.get(request.workspace(), request.path("name"));
        List<Window> all = windows.list(monitor);
        Map<String, List<Cell>> cells = new LinkedHashMap<>();
        Map<String, Double> importance = new LinkedHashMap<>();
        for (Window window : all) {
            for (FeatureDrift f : window.result().features()) {
                importance.merge(f.name(), f.importance(), Math::max);
                cells.computeIfAbsent(f.name(), n -> new ArrayList<>())
                        .add(new Cell(
                                window.start(), f.psi(), f.ks(), f.missingRate(), f.newCategories(), f.drifted()));
            }
        }
        List<FeatureRow> features = cells.entrySet().stream()
                .map(e -> new FeatureRow(e.getKey(), importance.getOrDefault(e.getKey(), 0.0), e.getValue()))
                .sorted(Comparator.comparingDouble(FeatureRow::importance).reversed())
                .toList();
        return Response.json(new MonitorView(
                monitor.name(),
                monitor.definition().model(),
                monitor.definition(),
                all.stream().map(WindowView::of).toList(),
                features,
                windows.alerts(monitor).stream().map(MonitorsResource::alert).toList()));
    }

    private static AlertView alert(Alert a) {
        return new AlertView(a.windowStart(), a.rule(), a.value(), a.fired());
    }

    private Response feature(Request request) {
        Monitor monitor = monitors.get(request.workspace(), request.path("name"));
        List<Window> all = windows.list(monitor);
        if (all.isEmpty()) {
            throw SlipwayException.notFound(
                    "monitor '" + monitor.name() + "' has no window yet: no prediction has come");
        }
        long start = request.query("window")
                .map(MonitorsResource::millis)
                .orElse(all.getLast().start());
        Drift.Bars bars = windows.distribution(monitor, start, request.path("feature"));
        return Response.json(new FeatureView(
                monitor.name(),
                request.path("feature"),
                start,
                bars.labels(),
                java.util.Arrays.stream(bars.reference()).boxed().toList(),
                java.util.Arrays.stream(bars.current()).boxed().toList()));
    }

    private static long millis(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw SlipwayException.invalid("window is '" + text + "'; give the start of a window in UTC milliseconds");
        }
    }
}
