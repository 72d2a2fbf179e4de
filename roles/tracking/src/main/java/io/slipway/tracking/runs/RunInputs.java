package io.slipway.tracking.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.util.List;

/** Writes what runs read and made: datasets and logged models. */
final class RunInputs {
    private static final String HISTORY_TAG = "mlflow.log-model.history";
    private static final int MAX_NAME = 500;
    private static final int MAX_DIGEST = 36;
    private static final int MAX_SCHEMA = 1 << 20;
    private static final int MAX_PROFILE = 16 << 20;
    private static final int MAX_SOURCE = 64 << 10;

    private final Database database;
    private final KeyIds keys;

    RunInputs(Database database, KeyIds keys) {
        this.database = database;
        this.keys = keys;
    }

    void logInputs(Caller caller, String runId, List<Run.DatasetInput> datasets, List<Run.ModelInput> models) {
        datasets.forEach(RunInputs::check);
        database.write(tx -> {
            RunRow run = RunRow.requireActive(tx, caller.workspace(), runId);
            datasets.forEach(input -> logDataset(tx, run, input));
            models.forEach(model -> logModel(tx, run, 0, model.modelId(), 0));
            return true;
        });
    }

    private static void check(Run.DatasetInput input) {
        Run.Dataset dataset = input.dataset();
        Names.longest("dataset.name", dataset.name(), MAX_NAME);
        Names.longest("dataset.digest", dataset.digest(), MAX_DIGEST);
        Names.longest("dataset.source", dataset.source(), MAX_SOURCE);
        Names.longest("dataset.schema", dataset.schema() == null ? "" : dataset.schema(), MAX_SCHEMA);
        Names.longest("dataset.profile", dataset.profile() == null ? "" : dataset.profile(), MAX_PROFILE);
        for (KeyValue tag : input.tags()) {
            Names.longest("tag.key", tag.key(), 255);
            Names.longest("tag.value", tag.value(), 500);
        }
    }

    /** The same dataset twice in a run is one input, with the tags of the first time. */
    private static void logDataset(Tx tx, RunRow run, Run.DatasetInput input) {
        Run.Dataset dataset = input.dataset();
        long id = tx.one(
                        "SELECT id FROM logged_datasets WHERE experiment = ? AND name = ? AND digest = ?",
                        row -> row.integer(1),
                        run.experiment(),
                        dataset.name(),
                        dataset.digest())
                .orElseGet(() -> insert(tx, run, dataset));
        int added =
                tx.update("INSERT INTO run_datasets (run, dataset) VALUES (?, ?) ON CONFLICT DO NOTHING", run.id(), id);
        if (added == 1) {
            input.tags()
                    .forEach(tag -> tx.update(
                            "INSERT INTO run_dataset_tags (run, dataset, key, value) VALUES (?, ?, ?, ?)"
                                    + " ON CONFLICT (run, dataset, key) DO UPDATE SET value = excluded.value",
                            run.id(),
                            id,
                            tag.key(),
                            tag.value()));
        }
    }

    private static long insert(Tx tx, RunRow run, Run.Dataset dataset) {
        long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM logged_datasets", row -> row.integer(1))
                .orElse(1L);
        tx.update(
                "INSERT INTO logged_datasets (id, experiment, name, digest, source_type, source, data_schema, profile)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                run.experiment(),
                dataset.name(),
                dataset.digest(),
                dataset.sourceType(),
                dataset.source(),
                dataset.schema(),
                dataset.profile());
        return id;
    }

    private static void logModel(Tx tx, RunRow run, int made, String modelId, long step) {
        if (tx.one("SELECT 1 FROM logged_models WHERE model_id = ?", row -> row.integer(1), modelId)
                .isEmpty()) {
            throw SlipwayException.notFound("Logged model with ID '" + Names.shown(modelId) + "' not found.");
        }
        tx.update(
                "INSERT INTO run_models (run, made, model_id, step) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (run, made, model_id) DO UPDATE SET step = excluded.step",
                run.id(),
                made,
                modelId,
                step);
    }

    void logOutputs(Caller caller, String runId, List<Run.ModelOutput> models) {
        database.write(tx -> {
            RunRow run = RunRow.requireActive(tx, caller.workspace(), runId);
            models.forEach(model -> logModel(tx, run, 1, model.modelId(), model.step()));
            return true;
        });
    }

    /** Appends to the tag in which clients before version 3 kept the models of a run. */
    void recordModel(Caller caller, String runId, String modelJson) {
        if (!(parsed(modelJson) instanceof ObjectNode model)) {
            throw SlipwayException.invalid("Malformed model info: model_json must hold a JSON object.");
        }
        keys.write(database, (tx, ids) -> {
            RunRow run = RunRow.requireActive(tx, caller.workspace(), runId);
            long key = ids.id(HISTORY_TAG);
            ArrayNode history = tx.one(
                            "SELECT value FROM tags WHERE run = ? AND key = ?", row -> row.text(1), run.id(), key)
                    .map(text -> parsed(text) instanceof ArrayNode array
                            ? array
                            : Json.object().arrayNode())
                    .orElseGet(() -> Json.object().arrayNode());
            RunLog.putTag(tx, run.id(), key, history.add(model).toString());
            return true;
        });
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.parse(json);
        } catch (SlipwayException e) {
            throw SlipwayException.invalid("Malformed model info. \n " + Names.shown(json) + " \n is not valid JSON.");
        }
    }
}
