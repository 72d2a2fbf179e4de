package io.slipway.tracking.runs;

import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.KeyValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads all that hangs on runs, for many runs at once. */
final class RunReader {
    private static final int AT_ONCE = 500;

    private final KeyIds keys;

    RunReader(KeyIds keys) {
        this.keys = keys;
    }

    Run one(Query query, RunRow row) {
        return all(query, List.of(row)).getFirst();
    }

    List<Run> all(Query query, List<RunRow> rows) {
        var runs = new ArrayList<Run>(rows.size());
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            runs.addAll(some(query, rows.subList(from, Math.min(rows.size(), from + AT_ONCE))));
        }
        return runs;
    }

    private List<Run> some(Query query, List<RunRow> rows) {
        List<Long> ids = rows.stream().map(RunRow::id).toList();
        var metrics = new Grouped<Metric>();
        select(
                query,
                "run, key, value, nan, time, step",
                "latest_metrics",
                ids,
                row -> metrics.add(
                        row.integer(1),
                        Metric.point(
                                keys.name(query, row.integer(2)),
                                row.integer(4) == 1 ? Double.NaN : row.real(3),
                                row.integer(5),
                                row.integer(6))));
        var params = new Grouped<KeyValue>();
        select(query, "run, key, value", "params", ids, row -> params.add(row.integer(1), keyValue(query, row)));
        var tags = new Grouped<KeyValue>();
        select(query, "run, key, value", "tags", ids, row -> tags.add(row.integer(1), keyValue(query, row)));
        var datasets = datasets(query, ids);
        var inputs = new Grouped<Run.ModelInput>();
        var outputs = new Grouped<Run.ModelOutput>();
        select(query, "run, made, model_id, step", "run_models", ids, row -> {
            if (row.integer(2) == 0) {
                inputs.add(row.integer(1), new Run.ModelInput(row.text(3)));
            } else {
                outputs.add(row.integer(1), new Run.ModelOutput(row.text(3), row.integer(4)));
            }
        });
        return rows.stream()
                .map(row -> new Run(
                        row.info(),
                        new Run.Data(metrics.of(row.id()), params.of(row.id()), tags.of(row.id())),
                        new Run.Inputs(datasets.of(row.id()), inputs.of(row.id())),
                        new Run.Outputs(outputs.of(row.id()))))
                .toList();
    }

    private KeyValue keyValue(Query query, Row row) {
        return new KeyValue(keys.name(query, row.integer(2)), row.text(3));
    }

    private static void select(
            Query query, String columns, String table, Collection<Long> ids, java.util.function.Consumer<Row> each) {
        Sql sql = new Sql()
                .add("SELECT " + columns + " FROM " + table + " WHERE ")
                .in("run", ids);
        query.each(sql.text(), each, sql.parameters());
    }

    private static Grouped<Run.DatasetInput> datasets(Query query, List<Long> ids) {
        record Key(long run, long dataset) {}
        var tags = new HashMap<Key, List<KeyValue>>();
        select(
                query,
                "run, dataset, key, value",
                "run_dataset_tags",
                ids,
                row -> tags.computeIfAbsent(new Key(row.integer(1), row.integer(2)), key -> new ArrayList<>())
                        .add(new KeyValue(row.text(3), row.text(4))));
        var datasets = new Grouped<Run.DatasetInput>();
        Sql sql = new Sql()
                .add("SELECT i.run, d.id, d.name, d.digest, d.source_type, d.source, d.data_schema, d.profile"
                        + " FROM run_datasets i JOIN logged_datasets d ON d.id = i.dataset WHERE ")
                .in("i.run", ids)
                .add(" ORDER BY i.run, d.id");
        query.each(
                sql.text(),
                row -> datasets.add(
                        row.integer(1),
                        new Run.DatasetInput(
                                List.copyOf(tags.getOrDefault(new Key(row.integer(1), row.integer(2)), List.of())),
                                new Run.Dataset(
                                        row.text(3),
                                        row.text(4),
                                        row.text(5),
                                        row.text(6),
                                        row.textOrNull(7),
                                        row.textOrNull(8)))),
                sql.parameters());
        return datasets;
    }

    /** Values by run. */
    private static final class Grouped<T> {
        private final Map<Long, List<T>> byRun = new HashMap<>();

        void add(long run, T value) {
            byRun.computeIfAbsent(run, key -> new ArrayList<>()).add(value);
        }

        List<T> of(long run) {
            @Nullable List<T> values = byRun.get(run);
            return values == null ? List.of() : values;
        }
    }
}
