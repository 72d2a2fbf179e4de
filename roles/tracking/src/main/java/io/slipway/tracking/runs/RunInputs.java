package io.slipway.tracking.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what runs read and made: datasets and logged models. */
final class RunInputs {
    private static final String HISTORY_TAG = "mlflow.log-model.history";
    private static final List<String> MODEL_FIELDS = List.of("artifact_path", "flavors", "run_id", "utc_time_created");
    private static final int MAX_EXPERIMENTS = 20;
    private static final int MAX_NAME = 500;
    private static final int MAX_DIGEST = 36;
    private static final int MAX_SCHEMA = (1 << 20) - 1;
    private static final int MAX_PROFILE = (16 << 20) - 1;
    private static final int MAX_SOURCE = (64 << 10) - 1;

    private final Database database;
    private final KeyIds keys;

    RunInputs(Database database, KeyIds keys) {
        this.database = database;
        this.keys = keys;
    }

    /** @param context what the dataset was for, e.g. {@code training}; absent where no run said it */
    record Summary(
            String experimentId,
            String name,
            String digest,
            @Nullable String context) {}

    /** The datasets that runs of these experiments read, at most 1000, each with each of its contexts. */
    List<Summary> datasets(String workspace, List<String> experimentIds) {
        if (experimentIds.isEmpty()) {
            throw SlipwayException.invalid("SearchDatasets request must specify at least one experiment_id.");
        }
        if (experimentIds.size() > MAX_EXPERIMENTS) {
            throw SlipwayException.invalid("SearchDatasets request cannot specify more than " + MAX_EXPERIMENTS
                    + " experiment_ids. Received " + experimentIds.size() + " experiment_ids.");
        }
        Sql sql = new Sql()
                .add(
                        "SELECT DISTINCT d.experiment, d.name, d.digest, t.value FROM logged_datasets d"
                                + " JOIN experiments e ON e.id = d.experiment JOIN run_datasets i ON i.dataset = d.id"
                                + " LEFT JOIN run_dataset_tags t"
                                + " ON t.run = i.run AND t.dataset = i.dataset AND t.key = 'mlflow.data.context'"
                                + " WHERE e.workspace = ? AND ",
                        workspace)
                .in(
                        "d.experiment",
                        experimentIds.stream().map(Names::experimentId).toList())
                .add(" ORDER BY d.experiment, d.name, d.digest, t.value LIMIT 1000");
        return database.read(query -> query.list(
                sql.text(),
                row -> new Summary(Long.toString(row.integer(1)), row.text(2), row.text(3), row.textOrNull(4)),
                sql.parameters()));
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
        Names.longest("name", dataset.name(), MAX_NAME);
        Names.longest("digest", dataset.digest(), MAX_DIGEST);
        Names.longest("source", dataset.source(), MAX_SOURCE);
        Names.longest("schema", dataset.schema() == null ? "" : dataset.schema(), MAX_SCHEMA);
        Names.longest("profile", dataset.profile() == null ? "" : dataset.profile(), MAX_PROFILE);
        for (KeyValue tag : input.tags()) {
            Names.longest("key", tag.key(), 255);
            Names.longest("value", tag.value(), 500);
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
        List<String> missing = MODEL_FIELDS.stream()
                .filter(field -> !model.has(field))
                .map(Names::quoted)
                .toList();
        if (!missing.isEmpty()) {
            throw SlipwayException.invalid(
                    "Model json is missing mandatory fields: {" + String.join(", ", missing) + "}");
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
            throw SlipwayException.invalid(
                    "Malformed model info. \n " + Names.shown(json) + " \n is not a valid JSON.");
        }
    }
}
