package io.slipway.tracking.runs;

import io.slipway.storage.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes points of metrics and keeps the latest of each. A point that is there already is kept once. */
public final class MetricRows {
    private MetricRows() {}

    /** Adds points to a run of an experiment, both given by their row's number. */
    public static void add(Tx tx, KeyIds.InTransaction ids, long run, long experiment, List<Metric> metrics) {
        var points = new ArrayList<@Nullable Object[]>(metrics.size());
        for (Metric metric : metrics) {
            points.add(new @Nullable Object[] {
                run, ids.id(metric.key()), metric.timestamp(), metric.step(), metric.storedValue(), metric.nanMark()
            });
        }
        insert(tx, points);
        putLatest(tx, ids, run, experiment, metrics);
    }

    /** @param points run, key, time, step, value, nan */
    static void insert(Tx tx, List<@Nullable Object[]> points) {
        if (points.isEmpty()) {
            return;
        }
        tx.batch(
                "INSERT INTO metrics (run, key, time, step, value, nan) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                points);
    }

    /** Keeps the latest point of each metric. */
    static void putLatest(Tx tx, KeyIds.InTransaction ids, long run, long experiment, List<Metric> metrics) {
        if (metrics.isEmpty()) {
            return;
        }
        Map<Long, Metric> latest = new HashMap<>();
        for (Metric metric : metrics) {
            latest.merge(ids.id(metric.key()), metric, MetricRows::later);
        }
        var rows = new ArrayList<@Nullable Object[]>(latest.size());
        latest.forEach((key, metric) -> rows.add(new @Nullable Object[] {
            run, key, experiment, metric.storedValue(), metric.nanMark(), metric.step(), metric.timestamp()
        }));
        tx.batch("""
                INSERT INTO latest_metrics (run, key, experiment, value, nan, step, time) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (run, key) DO UPDATE
                SET value = excluded.value, nan = excluded.nan, step = excluded.step, time = excluded.time
                WHERE excluded.step > latest_metrics.step
                   OR (excluded.step = latest_metrics.step AND excluded.time > latest_metrics.time)
                   OR (excluded.step = latest_metrics.step AND excluded.time = latest_metrics.time
                       AND excluded.value > latest_metrics.value)
                """, rows);
    }

    /** The point with the greatest (step, timestamp, value), NaN counting as 0. */
    private static Metric later(Metric a, Metric b) {
        int order = Long.compare(a.step(), b.step());
        if (order == 0) {
            order = Long.compare(a.timestamp(), b.timestamp());
        }
        if (order == 0) {
            order = Double.compare(a.storedValue(), b.storedValue());
        }
        return order >= 0 ? a : b;
    }
}
