package io.slipway.tracking.models;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.tracking.runs.Metric;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The row of a logged model, without what hangs on it. */
record LoggedModelRow(
        long id,
        String modelId,
        long experiment,
        String name,
        String artifactUri,
        @Nullable String modelType,
        @Nullable String sourceRunId,
        String status,
        @Nullable String statusMessage,
        long created,
        long updated,
        String lifecycle) {
    static final String COLUMNS =
            "m.id, m.model_id, m.experiment, m.name, m.artifact_uri, m.model_type, m.source_run_id,"
                    + " m.status, m.status_message, m.created, m.updated, m.lifecycle";
    static final int WIDTH = 12;

    static LoggedModelRow read(Row row) {
        return new LoggedModelRow(
                row.integer(1),
                row.text(2),
                row.integer(3),
                row.text(4),
                row.text(5),
                row.textOrNull(6),
                row.textOrNull(7),
                row.text(8),
                row.textOrNull(9),
                row.integer(10),
                row.integer(11),
                row.text(12));
    }

    static Optional<LoggedModelRow> find(Query query, String workspace, String modelId, boolean deletedToo) {
        return query.one(
                        "SELECT " + COLUMNS + " FROM logged_models m WHERE m.model_id = ? AND m.workspace = ?",
                        LoggedModelRow::read,
                        modelId,
                        workspace)
                .filter(row -> deletedToo || row.lifecycle.equals("active"));
    }

    static LoggedModelRow require(Query query, String workspace, String modelId) {
        return find(query, workspace, modelId, false).orElseThrow(() -> missing(modelId));
    }

    static SlipwayException missing(String modelId) {
        return SlipwayException.notFound("Logged model with ID '" + Names.shown(modelId) + "' not found.");
    }

    LoggedModel whole(Query query) {
        return new LoggedModel(
                new LoggedModel.Info(
                        Long.toString(experiment),
                        modelId,
                        name,
                        artifactUri,
                        created,
                        updated,
                        modelType,
                        sourceRunId,
                        status,
                        statusMessage,
                        keyValues(query, "logged_model_tags")),
                new LoggedModel.Data(keyValues(query, "logged_model_params"), metrics(query)));
    }

    private List<KeyValue> keyValues(Query query, String table) {
        return query.list(
                "SELECT key, value FROM " + table + " WHERE model = ? ORDER BY key",
                row -> new KeyValue(row.text(1), row.text(2)),
                id);
    }

    private List<Metric> metrics(Query query) {
        return query.list(
                "SELECT key, value, nan, time, step, dataset_name, dataset_digest, run_id FROM logged_model_metrics"
                        + " WHERE model = ? ORDER BY key, time, step",
                row -> new Metric(
                        row.text(1),
                        row.integer(3) == 1 ? Double.NaN : row.real(2),
                        row.integer(4),
                        row.integer(5),
                        modelId,
                        row.textOrNull(6),
                        row.textOrNull(7),
                        row.text(8)),
                id);
    }
}
