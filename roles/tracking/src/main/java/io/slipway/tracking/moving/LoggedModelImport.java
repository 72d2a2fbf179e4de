package io.slipway.tracking.moving;

import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.moving.Line.LoggedModelLine;
import io.slipway.tracking.moving.Line.ModelPoint;
import io.slipway.tracking.runs.Metric;
import io.slipway.tracking.wire.Names;
import java.util.Map;
import java.util.Optional;

/** Takes in logged models. */
final class LoggedModelImport {
    private final String workspace;

    LoggedModelImport(String workspace) {
        this.workspace = workspace;
    }

    private record Found(long id, String artifactUri) {}

    Result put(Tx tx, LoggedModelLine line, Ledger.Known known) {
        Optional<Found> found = tx.one(
                "SELECT id, artifact_uri FROM logged_models WHERE model_id = ? AND workspace = ?",
                row -> new Found(row.integer(1), row.text(2)),
                line.modelId(),
                workspace);
        if (found.isPresent() && known != Ledger.Known.CHANGED) {
            String uri = found.get().artifactUri;
            return known == Ledger.Known.SAME
                    ? Result.at(line.modelId(), "unchanged", uri)
                    : new Result(
                            line.modelId(), "kept", "a model with this id was made here: it stays as it is", null, uri);
        }
        Optional<Found> target = found.isPresent() ? found : insert(tx, line);
        if (target.isEmpty()) {
            return Result.refused(line.modelId(), "there is no experiment " + Names.shown(line.experimentId()));
        }
        long id = target.get().id;
        tx.update(
                "UPDATE logged_models SET name = ?, model_type = ?, source_run_id = ?, status = ?, status_message = ?,"
                        + " created = ?, updated = ?, lifecycle = ? WHERE id = ?",
                line.name(),
                line.modelType(),
                line.sourceRunId(),
                line.status(),
                line.statusMessage(),
                line.created(),
                line.updated(),
                line.lifecycle(),
                id);
        putTexts(tx, "logged_model_params", id, line.params());
        putTexts(tx, "logged_model_tags", id, line.tags());
        line.metrics().forEach(point -> putPoint(tx, id, point));
        return Result.at(line.modelId(), found.isPresent() ? "updated" : "added", target.get().artifactUri);
    }

    private Optional<Found> insert(Tx tx, LoggedModelLine line) {
        Optional<String> location = location(tx, line.experimentId());
        return location.map(root -> {
            long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM logged_models", row -> row.integer(1))
                    .orElse(1L);
            String uri = RunImport.slash(root) + "models/" + line.modelId() + "/artifacts";
            tx.update(
                    "INSERT INTO logged_models (id, model_id, workspace, experiment, name, artifact_uri, status,"
                            + " created, updated, lifecycle) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    line.modelId(),
                    workspace,
                    Names.experimentId(line.experimentId()),
                    line.name(),
                    uri,
                    line.status(),
                    line.created(),
                    line.updated(),
                    line.lifecycle());
            return new Found(id, uri);
        });
    }

    private Optional<String> location(Query query, String experimentId) {
        return query.one(
                "SELECT artifact_location FROM experiments WHERE id = ? AND workspace = ?",
                row -> row.text(1),
                Names.experimentId(experimentId),
                workspace);
    }

    private static void putTexts(Tx tx, String table, long model, Map<String, String> texts) {
        texts.forEach((key, value) -> tx.update(
                "INSERT INTO " + table + " (model, key, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (model, key) DO UPDATE SET value = excluded.value",
                model,
                key,
                value));
    }

    private static void putPoint(Tx tx, long model, ModelPoint point) {
        Metric metric =
                Metric.point(point.key(), RunImport.value(point.key(), point.value()), point.time(), point.step());
        tx.update(
                """
                INSERT INTO logged_model_metrics
                    (model, run_id, key, time, step, value, nan, dataset_name, dataset_digest)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (model, key, run_id, time, step) DO UPDATE SET value = excluded.value, nan = excluded.nan
                """,
                model,
                point.runId(),
                point.key(),
                point.time(),
                point.step(),
                metric.storedValue(),
                metric.nanMark(),
                point.datasetName(),
                point.datasetDigest());
    }
}
