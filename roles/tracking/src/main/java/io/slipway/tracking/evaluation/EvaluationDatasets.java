package io.slipway.tracking.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Ids;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates and changes evaluation datasets, and says which experiments use them. */
final class EvaluationDatasets {
    static final String USER_TAG = "mlflow.user";
    private static final int MAX_NAME = 255;
    private static final int MAX_KEY = 255;
    private static final int MAX_VALUE = 5000;
    private static final int MAX_TAGS = 1000;

    private final Database database;
    private final InstantSource clock;

    EvaluationDatasets(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Names need not be unique. */
    EvaluationDataset create(Caller caller, String name, List<String> experiments, ObjectNode tags) {
        Names.longest("name", name, MAX_NAME);
        check(tags);
        String user = tags.path(USER_TAG).isTextual() ? tags.path(USER_TAG).textValue() : null;
        return database.write(tx -> {
            String id = "d-" + Ids.hex32();
            long now = clock.millis();
            tx.update(
                    "INSERT INTO evaluation_datasets (dataset_id, workspace, name, digest, created, updated,"
                            + " created_by, updated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    caller.workspace(),
                    name,
                    EvaluationDataset.digest(name, now),
                    now,
                    now,
                    user,
                    user);
            putTags(tx, id, tags);
            experiments.forEach(experiment -> associate(tx, caller.workspace(), id, experiment));
            told(tx, caller, "evaluation_dataset.created", id, name);
            return EvaluationDataset.require(tx, caller.workspace(), id)
                    .in(experiments.stream().distinct().toList());
        });
    }

    private static void told(Tx tx, Caller caller, String kind, String id, String name) {
        tx.emit(caller.event(kind, "evaluation-datasets/" + id, Map.of("dataset_id", id, "name", name)));
    }

    private static void check(ObjectNode tags) {
        if (tags.size() > MAX_TAGS) {
            throw SlipwayException.invalid("A dataset has at most " + MAX_TAGS + " tags, not " + tags.size() + ".");
        }
        tags.properties().forEach(tag -> {
            Names.longest("key of a tag", tag.getKey(), MAX_KEY);
            Names.longest("value of a tag", text(tag.getValue()), MAX_VALUE);
        });
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static void putTags(Tx tx, String id, ObjectNode tags) {
        tags.properties().forEach(tag -> {
            if (!tag.getValue().isNull()) {
                tx.update(
                        "INSERT INTO evaluation_dataset_tags (dataset, key, value) VALUES (?, ?, ?)"
                                + " ON CONFLICT (dataset, key) DO UPDATE SET value = excluded.value",
                        id,
                        tag.getKey(),
                        text(tag.getValue()));
            }
        });
    }

    private static void associate(Tx tx, String workspace, String id, String experiment) {
        tx.update(
                "INSERT INTO evaluation_dataset_experiments (experiment, dataset) VALUES (?, ?)"
                        + " ON CONFLICT (experiment, dataset) DO NOTHING",
                Long.parseLong(Experiments.require(tx, workspace, experiment).experimentId()),
                id);
    }

    EvaluationDataset get(String workspace, String id) {
        return database.read(query -> EvaluationDataset.require(query, workspace, id));
    }

    /** With all its records; nothing happens if there is no such dataset. */
    void delete(Caller caller, String id) {
        database.write(tx -> {
            @Nullable String name = name(tx, caller.workspace(), id);
            if (name != null) {
                tx.update("DELETE FROM evaluation_records WHERE dataset = ?", id);
                tx.update("DELETE FROM evaluation_dataset_experiments WHERE dataset = ?", id);
                tx.update("DELETE FROM evaluation_dataset_tags WHERE dataset = ?", id);
                tx.update("DELETE FROM evaluation_datasets WHERE dataset_id = ?", id);
                told(tx, caller, "evaluation_dataset.deleted", id, name);
            }
            return true;
        });
    }

    private static @Nullable String name(Query query, String workspace, String id) {
        return query.one(
                        "SELECT name FROM evaluation_datasets WHERE dataset_id = ? AND workspace = ?",
                        row -> row.text(1),
                        id,
                        workspace)
                .orElse(null);
    }

    /** Tags that are null stay as they are. */
    void setTags(Caller caller, String id, ObjectNode tags) {
        check(tags);
        database.write(tx -> {
            if (!EvaluationDataset.exists(tx, caller.workspace(), id)) {
                throw SlipwayException.notFound("Could not find evaluation dataset with ID " + Names.shown(id));
            }
            putTags(tx, id, tags);
            return true;
        });
    }

    /** Nothing happens if there is no such tag or no such dataset. */
    void deleteTag(Caller caller, String id, String key) {
        database.write(tx -> EvaluationDataset.exists(tx, caller.workspace(), id)
                ? tx.update("DELETE FROM evaluation_dataset_tags WHERE dataset = ? AND key = ?", id, key)
                : 0);
    }

    /** Ids of the experiments that use a dataset; none if there is no such dataset. */
    List<String> experiments(String workspace, String id) {
        return database.read(query -> query.list(
                "SELECT x.experiment FROM evaluation_dataset_experiments x JOIN evaluation_datasets d"
                        + " ON d.dataset_id = x.dataset WHERE x.dataset = ? AND d.workspace = ? ORDER BY x.experiment",
                row -> Long.toString(row.integer(1)),
                id,
                workspace));
    }

    EvaluationDataset addTo(Caller caller, String id, List<String> experiments) {
        return database.write(tx -> {
            requireForExperiments(tx, caller, id);
            experiments.forEach(experiment -> associate(tx, caller.workspace(), id, experiment));
            return touched(tx, caller, id);
        });
    }

    EvaluationDataset removeFrom(Caller caller, String id, List<String> experiments) {
        return database.write(tx -> {
            requireForExperiments(tx, caller, id);
            int gone = 0;
            for (String experiment : experiments) {
                gone += tx.update(
                        "DELETE FROM evaluation_dataset_experiments WHERE dataset = ? AND experiment = ?",
                        id,
                        Names.experimentId(experiment));
            }
            return gone > 0 ? touched(tx, caller, id) : EvaluationDataset.require(tx, caller.workspace(), id);
        });
    }

    private static void requireForExperiments(Query query, Caller caller, String id) {
        if (!EvaluationDataset.exists(query, caller.workspace(), id)) {
            throw SlipwayException.notFound("Dataset '" + Names.shown(id) + "' not found");
        }
    }

    private EvaluationDataset touched(Tx tx, Caller caller, String id) {
        tx.update("UPDATE evaluation_datasets SET updated = ? WHERE dataset_id = ?", clock.millis(), id);
        return EvaluationDataset.require(tx, caller.workspace(), id);
    }

    /** An object of tags, out of the text that holds it; none for null. */
    static ObjectNode tags(@Nullable String json) {
        if (json == null || json.isEmpty()) {
            return Json.object();
        }
        if (parsed("tags", json) instanceof ObjectNode object) {
            return object;
        }
        throw SlipwayException.invalid("Invalid value for parameter 'tags': it must hold a JSON object of texts.");
    }

    static JsonNode parsed(String field, String json) {
        try {
            return Json.parse(json);
        } catch (SlipwayException e) {
            throw SlipwayException.invalid("Invalid value for parameter '" + field + "': it must hold JSON.");
        }
    }
}
