package io.slipway.tracking.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Page;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.tracking.search.Keyset;
import io.slipway.tracking.search.Keyset.Type;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.PageTokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the points of metrics, ordered by time, step and value. */
final class MetricHistory {
    private static final Keyset ORDER = new Keyset()
            .by("time", Type.INTEGER, true)
            .by("step", Type.INTEGER, true)
            .by("value", Type.REAL, true)
            .by("nan", Type.INTEGER, true);
    private static final String POINTS = "SELECT time, step, value, nan FROM metrics WHERE run = ? AND key = ?";

    private final Database database;
    private final KeyIds keys;
    private final FreshPoints fresh;
    private final Samples samples;

    MetricHistory(Database database, KeyIds keys, FreshPoints fresh, Samples samples) {
        this.database = database;
        this.keys = keys;
        this.fresh = fresh;
        this.samples = samples;
    }

    private record Series(long run, long key) {}

    private Optional<Series> series(Query query, String workspace, String runId, String key) {
        return RunRow.find(query, workspace, runId)
                .flatMap(run -> keys.find(query, key).map(id -> new Series(run.id(), id)));
    }

    private static Metric metric(Row row, String key, @Nullable String runId) {
        double value = row.integer(4) == 1 ? Double.NaN : row.real(3);
        return new Metric(key, value, row.integer(1), row.integer(2), null, null, null, runId);
    }

    /** A page of one run's points; nothing for a run or a metric that does not exist. */
    Page<Metric> page(String workspace, String runId, String key, int max, String token) {
        List<String> question = List.of(runId, key);
        List<JsonNode> last = PageTokens.read(question, token);
        fresh.settle();
        return database.read(query -> {
            Optional<Series> series = series(query, workspace, runId, key);
            if (series.isEmpty()) {
                return new Page<>(List.of(), null);
            }
            var sql = new Sql().add(POINTS, series.get().run, series.get().key);
            if (last != null) {
                sql.add(" AND ").add(ORDER.after(last));
            }
            sql.add(ORDER.orderBy()).add(" LIMIT ?", max == Integer.MAX_VALUE ? max : max + 1);
            List<Metric> points =
                    new ArrayList<>(query.list(sql.text(), row -> metric(row, key, null), sql.parameters()));
            String next = null;
            if (points.size() > max) {
                points.removeLast();
                Metric end = points.getLast();
                next = PageTokens.make(
                        question, List.of(end.timestamp(), end.step(), end.storedValue(), end.nanMark()));
            }
            return new Page<>(points, next);
        });
    }

    /** Points of several runs one after the other, at most {@code max} in all. */
    List<Metric> bulk(String workspace, List<String> runIds, String key, int max) {
        fresh.settle();
        return database.read(query -> {
            var all = new ArrayList<Metric>();
            for (String runId : runIds) {
                series(query, workspace, runId, key).ifPresent(series -> {
                    var sql = new Sql()
                            .add(POINTS, series.run, series.key)
                            .add(ORDER.orderBy())
                            .add(" LIMIT ?", max - all.size());
                    all.addAll(query.list(sql.text(), row -> metric(row, key, runId), sql.parameters()));
                });
            }
            return all;
        });
    }

    /** A range of steps, both included. */
    record Steps(long first, long last) {
        static final Steps ALL = new Steps(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /**
     * At most {@code max} points of each run within {@code range}, in the order of step, time and value: the first of
     * each of {@code max} parts of equal length, and the last of all.
     */
    List<Metric> sampled(String workspace, List<String> runIds, String key, Steps range, int max) {
        long[] states = runIds.stream().mapToLong(samples::state).toArray();
        fresh.settle();
        return database.read(query -> {
            var points = new ArrayList<Metric>();
            for (int i = 0; i < states.length; i++) {
                var question = new Samples.Question(runIds.get(i), key, range, max);
                Optional<Series> series = series(query, workspace, question.runId(), key);
                if (series.isPresent()) {
                    points.addAll(sample(query, series.get(), question, states[i]));
                }
            }
            return points;
        });
    }

    private List<Metric> sample(Query query, Series series, Samples.Question question, long state) {
        List<Metric> points = samples.get(question, state);
        if (points == null) {
            var read = new ArrayList<Metric>();
            sample(
                    query,
                    series,
                    question.range(),
                    question.max(),
                    row -> metric(row, question.key(), question.runId()),
                    read);
            samples.put(question, state, read);
            points = read;
        }
        return points;
    }

    private static void sample(
            Query query, Series series, Steps range, int max, Function<Row, Metric> read, List<Metric> into) {
        String within = " AND step >= ? AND step <= ?";
        Object[] parameters = {series.run, series.key, range.first, range.last};
        long count = query.one(
                        "SELECT COUNT(*) FROM metrics WHERE run = ? AND key = ?" + within,
                        row -> row.integer(1),
                        parameters)
                .orElse(0L);
        Set<Long> chosen = chosen(count, max);
        var index = new long[1];
        query.each(
                POINTS + within + " ORDER BY step, time, value, nan",
                row -> {
                    if (chosen.contains(index[0]++)) {
                        into.add(read.apply(row));
                    }
                },
                parameters);
    }

    private static Set<Long> chosen(long count, int max) {
        var chosen = new HashSet<Long>();
        long parts = Math.min(count, max);
        for (long i = 0; i < parts - 1; i++) {
            chosen.add(i * (count / parts) + Math.min(i, count % parts));
        }
        chosen.add(count - 1);
        return chosen;
    }
}
