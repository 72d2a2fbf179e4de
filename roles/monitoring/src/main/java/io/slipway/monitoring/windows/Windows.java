package io.slipway.monitoring.windows;

import io.slipway.kernel.Actor;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.monitoring.drift.Drift;
import io.slipway.monitoring.drift.FeatureCounts;
import io.slipway.monitoring.monitors.Calendar;
import io.slipway.monitoring.monitors.Monitor;
import io.slipway.monitoring.monitors.MonitorDefinition.Label;
import io.slipway.monitoring.monitors.MonitorDefinition.Rule;
import io.slipway.monitoring.monitors.Monitors;
import io.slipway.monitoring.predictions.Labels;
import io.slipway.monitoring.predictions.PredictedRow;
import io.slipway.monitoring.windows.WindowsSql.Alert;
import io.slipway.monitoring.windows.WindowsSql.LabelledRow;
import io.slipway.storage.Blobs;
import io.slipway.storage.Database;
import io.slipway.tracking.api.ModelSource;
import io.slipway.training.api.ReferenceProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The life of windows: rows are counted as they come; when event time passes a window's end it is closed and its
 * drift told; when the labels' time passes its end by the declared delay it is judged, and rules that are broken
 * raise alerts. State and event are one transaction, so that a crash repeats a step and loses none.
 */
public final class Windows {
    private static final Actor ACTOR = Actor.system("monitoring");
    private static final long MAX_BLOB = 1L << 30;

    private final Database database;
    private final Blobs blobs;
    private final Monitors monitors;
    private final Labels labels;
    private final References references;
    private final WindowsSql sql;
    private final InstantSource clock;
    private final Map<String, Counting> counting = new HashMap<>();

    public Windows(
            Database database, Blobs blobs, Monitors monitors, Labels labels, ModelSource models, InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.monitors = monitors;
        this.labels = labels;
        this.references = new References(models);
        this.sql = new WindowsSql(database);
        this.clock = clock;
    }

    /** What is counted for one monitor: the windows that are not judged yet, and how far event time has come. */
    private static final class Counting {
        final NavigableMap<Long, WindowCounts> windows = new TreeMap<>();
        long newest = Long.MIN_VALUE;
    }

    /** Counts rows that have just become durable. */
    public synchronized void add(List<PredictedRow> rows) {
        for (Monitor monitor : monitors.all()) {
            String model = monitor.definition().model();
            boolean first = !counting.containsKey(key(monitor));
            Counting state = counting(monitor);
            if (first) {
                continue; // counted from the store, these rows included
            }
            Calendar calendar = calendar(monitor);
            for (PredictedRow row : rows) {
                if (row.model().equals(model)) {
                    counts(state, model, calendar.start(row.time())).add(row.version(), row.score(), row.inputs());
                    state.newest = Math.max(state.newest, row.time());
                }
            }
        }
    }

    /** Counts again what was stored before the last stop; the rows of windows that are judged are left alone. */
    private Counting counting(Monitor monitor) {
        return counting.computeIfAbsent(key(monitor), key -> {
            var state = new Counting();
            long from = sql.list(monitor).stream()
                    .filter(w -> w.state() == WindowState.LABELLED)
                    .mapToLong(Window::end)
                    .max()
                    .orElse(Long.MIN_VALUE + 1);
            Calendar calendar = calendar(monitor);
            String model = monitor.definition().model();
            sql.eachPrediction(model, from, (time, version, score, inputs) -> {
                counts(state, model, calendar.start(time)).add(version, score, values(inputs));
                state.newest = Math.max(state.newest, time);
            });
            return state;
        });
    }

    private static String key(Monitor monitor) {
        return monitor.workspace() + "/" + monitor.name();
    }

    private WindowCounts counts(Counting state, String model, long start) {
        return state.windows.computeIfAbsent(start, s -> new WindowCounts(version -> references.of(model, version)));
    }

    private static Map<String, @Nullable Object> values(String inputs) {
        Map<String, @Nullable Object> values = new HashMap<>();
        Json.parse(inputs)
                .properties()
                .forEach(e -> values.put(
                        e.getKey(),
                        e.getValue().isNull()
                                ? null
                                : e.getValue().isNumber()
                                        ? e.getValue().numberValue()
                                        : e.getValue().asText()));
        return values;
    }

    private static Calendar calendar(Monitor monitor) {
        return Calendar.of(monitor.name(), monitor.definition().windowOrDefault());
    }

    /** Closes and judges what is due; call it often, it costs little when nothing is. */
    public void advance() {
        for (Monitor monitor : monitors.all()) {
            for (Window due : due(monitor)) {
                if (due.state() == WindowState.OPEN) {
                    close(monitor, due);
                } else {
                    judge(monitor, due);
                }
            }
        }
    }

    /** Windows whose next step is due, each as it is now. */
    private synchronized List<Window> due(Monitor monitor) {
        Counting state = counting(monitor);
        if (state.windows.isEmpty()) {
            return List.of();
        }
        long labelTime = monitor.definition().label() == null
                ? Long.MIN_VALUE
                : labels.newest(monitor.definition().model());
        List<Window> due = new ArrayList<>();
        for (long start : state.windows.keySet()) {
            Window window = current(monitor, state, start);
            boolean over = state.newest >= window.end();
            Label label = monitor.definition().label();
            long wait = label == null ? 0 : label.wait(monitor.name()).toMillis();
            boolean known = window.state() == WindowState.CLOSED && (label == null || labelTime >= window.end() + wait);
            if ((window.state() == WindowState.OPEN && over) || known) {
                due.add(window);
            }
        }
        return due;
    }

    private Window current(Monitor monitor, Counting state, long start) {
        Window stored = sql.get(monitor, start).orElse(null);
        WindowCounts counts = Objects.requireNonNull(state.windows.get(start));
        return new Window(
                start,
                calendar(monitor).end(start),
                stored == null ? WindowState.OPEN : stored.state(),
                measure(monitor, counts, List.of()));
    }

    private void close(Monitor monitor, Window open) {
        var closed = new Window(open.start(), open.end(), WindowState.CLOSED, open.result());
        database.write(tx -> {
            sql.put(tx, monitor, closed);
            tx.emit(event(monitor, "monitor.window_closed", summary(monitor, closed)));
            return 0;
        });
    }

    private void judge(Monitor monitor, Window closed) {
        List<LabelledRow> rows = sql.labelled(monitor.definition().model(), closed.start(), closed.end());
        // From the store, so that rows which came after the window was closed are in.
        WindowCounts counts = recount(monitor, closed.start());
        WindowResult result = measure(monitor, counts, rows);
        List<String> names =
                counts.features().stream().map(f -> f.reference().name()).toList();
        var judged = new Window(closed.start(), closed.end(), WindowState.LABELLED, result);
        String blob = "monitors/" + monitor.name() + "/windows/" + closed.start() + ".csv";
        if (!rows.isEmpty()) {
            keep(blob, names, rows);
        }
        Map<String, Object> summary = summary(monitor, judged);
        if (!rows.isEmpty()) {
            summary.put("labelled_blob", blob);
        }
        List<Rule> broken = result.judged() ? broken(monitor, result) : List.of();
        database.write(tx -> {
            sql.put(tx, monitor, judged);
            tx.emit(event(monitor, "monitor.window_judged", summary));
            for (Rule rule : broken) {
                double value = Objects.requireNonNull(result.metric(rule.metric()));
                var alert = new Alert(closed.start(), rule.title(), value, clock.millis());
                if (sql.raise(tx, monitor, alert)) {
                    Map<String, Object> data = new TreeMap<>(summary);
                    data.put("rule", rule.title());
                    data.put("condition", rule.condition());
                    data.put("value", value);
                    tx.emit(event(monitor, "monitor.alert_fired", data));
                }
            }
            return 0;
        });
        synchronized (this) {
            counting(monitor).windows.remove(closed.start());
        }
    }

    private void keep(String blob, List<String> names, List<LabelledRow> rows) {
        try {
            blobs.put(blob, LabelledCsv.of(names, rows), MAX_BLOB);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Rule> broken(Monitor monitor, WindowResult result) {
        return monitor.definition().rulesOrNone().stream()
                .filter(rule -> {
                    Double value = result.metric(rule.metric());
                    return value != null && rule.broken(value);
                })
                .toList();
    }

    private static NewEvent event(Monitor monitor, String kind, Object data) {
        return new NewEvent(kind, "monitors/" + monitor.name(), ACTOR, monitor.workspace(), Json.tree(data));
    }

    private static Map<String, Object> summary(Monitor monitor, Window window) {
        Map<String, Object> data = new TreeMap<>();
        WindowResult result = window.result();
        data.put("monitor", monitor.name());
        data.put("model", monitor.definition().model());
        data.put("window_start", window.start());
        data.put("window_end", window.end());
        data.put("rows", result.rows());
        data.put("labelled", result.labelled());
        put(data, "drift_share", result.driftShare());
        put(data, "auc", result.auc());
        put(data, "auc_low", result.aucLow());
        put(data, "auc_high", result.aucHigh());
        put(data, "positive_rate", result.positiveRate());
        put(data, "version", result.referenceVersion());
        data.put(
                "drifted",
                result.features().stream()
                        .filter(FeatureDrift::drifted)
                        .map(FeatureDrift::name)
                        .toList());
        return data;
    }

    private static void put(Map<String, Object> data, String name, @Nullable Object value) {
        if (value != null) {
            data.put(name, value);
        }
    }

    private static WindowResult measure(Monitor monitor, WindowCounts counts, List<LabelledRow> rows) {
        ReferenceProfile reference = counts.reference();
        List<FeatureDrift> features = counts.features().stream()
                .map(f -> FeatureDrift.of(f, monitor.definition().thresholds()))
                .toList();
        boolean judged = counts.rows() >= monitor.definition().minimumRows();
        boolean comparable = judged && reference != null && !features.isEmpty();
        Realised realised = Realised.of(rows, monitor.definition().label());
        return new WindowResult(
                counts.rows(),
                rows.size(),
                counts.rowsByVersion(),
                judged,
                counts.referenceVersion(),
                comparable ? driftedShare(features) : null,
                comparable ? driftedImportance(features) : null,
                counts.rows() == 0 ? null : (Double) counts.scoreMean(),
                realised.positiveRate(),
                reference == null ? null : (Double) reference.positiveRate(),
                realised.auc(),
                realised.low(),
                realised.high(),
                reference == null ? null : reference.auc(),
                features);
    }

    private static Double driftedShare(List<FeatureDrift> features) {
        return (double) features.stream().filter(FeatureDrift::drifted).count() / features.size();
    }

    private static Double driftedImportance(List<FeatureDrift> features) {
        return features.stream()
                .filter(FeatureDrift::drifted)
                .mapToDouble(FeatureDrift::importance)
                .sum();
    }

    /** All windows of a monitor in order of time, those still open as they are now. */
    public synchronized List<Window> list(Monitor monitor) {
        NavigableMap<Long, Window> windows = new TreeMap<>();
        sql.list(monitor).forEach(w -> windows.put(w.start(), w));
        Counting state = counting(monitor);
        for (long start : state.windows.keySet()) {
            windows.put(start, current(monitor, state, start));
        }
        return List.copyOf(windows.values());
    }

    /** Windows that are over, in order of time. */
    List<Window> stored(Monitor monitor) {
        return sql.list(monitor);
    }

    List<Alert> alerts(Monitor monitor) {
        return sql.alerts(monitor);
    }

    private WindowCounts recount(Monitor monitor, long start) {
        String model = monitor.definition().model();
        var counts = new WindowCounts(version -> references.of(model, version));
        long end = calendar(monitor).end(start);
        sql.eachPrediction(
                model, start, end, (time, version, score, inputs) -> counts.add(version, score, values(inputs)));
        return counts;
    }

    /** The distribution of a feature in a window beside the reference's. */
    Drift.Bars distribution(Monitor monitor, long start, String feature) {
        FeatureCounts found = recount(monitor, start).features().stream()
                .filter(f -> f.reference().name().equals(feature))
                .findFirst()
                .orElseThrow(() -> SlipwayException.notFound("monitor '" + monitor.name() + "' has no feature '"
                        + feature + "' in the window that starts at " + start));
        return Drift.bars(found);
    }
}
