package io.slipway.tracking.moving;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.moving.Line.DatasetLine;
import io.slipway.tracking.moving.Line.HistoryLine;
import io.slipway.tracking.moving.Line.MetricsLine;
import io.slipway.tracking.moving.Line.RunLine;
import io.slipway.tracking.runs.KeyIds;
import io.slipway.tracking.runs.Metric;
import io.slipway.tracking.runs.MetricRows;
import io.slipway.tracking.wire.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes in runs: their record, and their points. */
final class RunImport {
    private static final String NAME_TAG = "mlflow.runName";

    private final String workspace;
    private final Ledger ledger;

    RunImport(String workspace, Ledger ledger) {
        this.workspace = workspace;
        this.ledger = ledger;
    }

    private record Found(long id, long experiment, String artifactUri) {}

    Result put(Tx tx, KeyIds.InTransaction ids, RunLine line, Ledger.Known known) {
        Optional<Found> found = find(tx, line.runId());
        if (found.isPresent() && known != Ledger.Known.CHANGED) {
            String uri = found.get().artifactUri;
            return known == Ledger.Known.SAME
                    ? Result.at(line.runId(), "unchanged", uri)
                    : new Result(
                            line.runId(), "kept", "a run with this id was made here: it stays as it is", null, uri);
        }
        Optional<Found> target = found.isPresent() ? found : insert(tx, line);
        if (target.isEmpty()) {
            return Result.refused(line.runId(), "there is no experiment " + Names.shown(line.experimentId()));
        }
        Found run = target.get();
        tx.update(
                "UPDATE runs SET name = ?, status = ?, user_id = ?, start_time = ?, end_time = ?, lifecycle = ?,"
                        + " deleted = ? WHERE id = ?",
                line.name(),
                line.status(),
                line.userId(),
                line.startTime(),
                line.endTime(),
                line.lifecycle(),
                line.lifecycle().equals("active") ? null : (Long) ledger.orNow(line.deletedTime()),
                run.id);
        putValues(tx, ids, run, line);
        line.datasets().forEach(dataset -> putDataset(tx, run, dataset));
        line.inputs().forEach(model -> putModel(tx, run, 0, model, 0));
        line.outputs().forEach(output -> putModel(tx, run, 1, output.modelId(), output.step()));
        return Result.at(line.runId(), found.isPresent() ? "updated" : "added", run.artifactUri);
    }

    private Optional<Found> find(Query query, String runId) {
        return query.one(
                "SELECT id, experiment, artifact_uri FROM runs WHERE run_id = ? AND workspace = ?",
                row -> new Found(row.integer(1), row.integer(2), row.text(3)),
                runId,
                workspace);
    }

    private Optional<Found> insert(Tx tx, RunLine line) {
        return tx.one(
                        "SELECT id, artifact_location FROM experiments WHERE id = ? AND workspace = ?",
                        row -> new Found(0, row.integer(1), row.text(2)),
                        Names.experimentId(line.experimentId()),
                        workspace)
                .map(experiment -> {
                    long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM runs", row -> row.integer(1))
                            .orElse(1L);
                    String uri = slash(experiment.artifactUri) + line.runId() + "/artifacts";
                    tx.update(
                            "INSERT INTO runs (id, run_id, workspace, experiment, name, status, user_id, start_time,"
                                    + " lifecycle, artifact_uri) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            id,
                            line.runId(),
                            workspace,
                            experiment.experiment,
                            line.name(),
                            line.status(),
                            line.userId(),
                            line.startTime(),
                            line.lifecycle(),
                            uri);
                    return new Found(id, experiment.experiment, uri);
                });
    }

    static String slash(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    private static void putValues(Tx tx, KeyIds.InTransaction ids, Found run, RunLine line) {
        line.params()
                .forEach((key, value) -> tx.update(
                        "INSERT INTO params (run, key, experiment, value) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (run, key) DO UPDATE SET value = excluded.value",
                        run.id,
                        ids.id(key),
                        run.experiment,
                        value));
        line.tags().forEach((key, value) -> putTag(tx, ids, run, key, value));
        if (!line.tags().containsKey(NAME_TAG)) {
            putTag(tx, ids, run, NAME_TAG, line.name());
        }
    }

    private static void putTag(Tx tx, KeyIds.InTransaction ids, Found run, String key, String value) {
        tx.update(
                "INSERT INTO tags (run, key, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (run, key) DO UPDATE SET value = excluded.value",
                run.id,
                ids.id(key),
                value);
    }

    private static void putDataset(Tx tx, Found run, DatasetLine dataset) {
        long id = tx.one(
                        "SELECT id FROM logged_datasets WHERE experiment = ? AND name = ? AND digest = ?",
                        row -> row.integer(1),
                        run.experiment,
                        dataset.name(),
                        dataset.digest())
                .orElseGet(() -> insert(tx, run, dataset));
        tx.update("INSERT INTO run_datasets (run, dataset) VALUES (?, ?) ON CONFLICT DO NOTHING", run.id, id);
        dataset.tags()
                .forEach((key, value) -> tx.update(
                        "INSERT INTO run_dataset_tags (run, dataset, key, value) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (run, dataset, key) DO UPDATE SET value = excluded.value",
                        run.id,
                        id,
                        key,
                        value));
    }

    private static long insert(Tx tx, Found run, DatasetLine dataset) {
        long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM logged_datasets", row -> row.integer(1))
                .orElse(1L);
        tx.update(
                "INSERT INTO logged_datasets (id, experiment, name, digest, source_type, source, data_schema, profile)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                run.experiment,
                dataset.name(),
                dataset.digest(),
                dataset.sourceType(),
                dataset.source(),
                dataset.schema(),
                dataset.profile());
        return id;
    }

    private static void putModel(Tx tx, Found run, int made, String modelId, long step) {
        tx.update(
                "INSERT INTO run_models (run, made, model_id, step) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (run, made, model_id) DO UPDATE SET step = excluded.step",
                run.id,
                made,
                modelId,
                step);
    }

    /** Points of a run that was imported; a point that is here already is kept once. */
    Result put(Tx tx, KeyIds.InTransaction ids, MetricsLine line) {
        Optional<Found> run = find(tx, line.runId());
        if (run.isEmpty() || ledger.digest(tx, "run", line.runId()).isEmpty()) {
            return Result.refused(line.runId(), "the run was not imported: send its record first");
        }
        List<Metric> points =
                line.points().stream().map(point -> point(line.key(), point)).toList();
        MetricRows.add(tx, ids, run.get().id, run.get().experiment, points);
        return Result.of(line.runId(), "added");
    }

    static Metric point(String key, List<JsonNode> point) {
        if (point.size() != 3
                || !point.get(0).canConvertToExactIntegral()
                || !point.get(1).canConvertToExactIntegral()) {
            throw SlipwayException.invalid("a point of '" + key + "' must be [time, step, value]");
        }
        return Metric.point(
                key,
                value(key, point.get(2)),
                point.get(0).longValue(),
                point.get(1).longValue());
    }

    private static final Map<String, Double> SPECIAL =
            Map.of("NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);

    static double value(String key, JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        Double special = SPECIAL.get(value.asText());
        if (special == null) {
            throw SlipwayException.invalid("a value of '" + key + "' is no number");
        }
        return special;
    }

    Result put(Tx tx, HistoryLine line) {
        if (line.taken()) {
            ledger.note(tx, "history", line.runId(), line.mark());
            return Result.of(line.runId(), "added");
        }
        boolean same = ledger.digest(tx, "history", line.runId())
                .filter(line.mark()::equals)
                .isPresent();
        return Result.of(line.runId(), same ? "unchanged" : "wanted");
    }
}
