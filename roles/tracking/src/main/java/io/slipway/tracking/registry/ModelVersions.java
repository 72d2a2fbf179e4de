package io.slipway.tracking.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import io.slipway.tracking.models.LoggedModels;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Creates, changes and gets versions of registered models. */
final class ModelVersions {
    private static final String VERSIONS_TAG = "mlflow.modelVersions";
    private static final int MAX_DESCRIPTION = 100_000;

    private final Database database;
    private final InstantSource clock;
    private final AliasMoves aliases;

    ModelVersions(Database database, InstantSource clock, AliasMoves aliases) {
        this.database = database;
        this.clock = clock;
        this.aliases = aliases;
    }

    /** @param source URI of the files, checked by {@link SourceRules} */
    record NewVersion(
            String name,
            String source,
            @Nullable String runId,
            @Nullable String modelId,
            @Nullable String runLink,
            @Nullable String description,
            List<KeyValue> tags) {
        boolean prompt() {
            return tags.stream()
                    .anyMatch(tag -> tag.key().equals(RegistryRows.PROMPT_TAG)
                            && tag.value().equalsIgnoreCase("true"));
        }
    }

    ModelVersion create(Caller caller, NewVersion wanted) {
        wanted.tags.forEach(RegisteredModels::checkTag);
        String description = wanted.description == null ? "" : longest(wanted.description);
        return database.write(tx -> {
            long model = RegistryRows.requireModel(tx, caller.workspace(), wanted.name);
            boolean prompt = wanted.prompt();
            if (prompt != RegistryRows.isPrompt(tx, model)) {
                throw SlipwayException.invalid("'" + Names.shown(wanted.name) + "' is "
                        + (prompt ? "a model, not a prompt" : "a prompt, not a model")
                        + ": use another name for this version.");
            }
            SourceRules.Resolved source = prompt
                    ? SourceRules.prompt(wanted.source)
                    : SourceRules.resolve(tx, caller.workspace(), wanted.source, wanted.runId, wanted.modelId)
                            .withRunOfModel(tx, caller.workspace());
            int number = tx.one(
                            "SELECT COALESCE(MAX(version), 0) + 1 FROM model_versions WHERE model = ?",
                            row -> (int) row.integer(1),
                            model)
                    .orElse(1);
            insert(tx, model, number, wanted, description, source);
            wanted.tags.forEach(tag -> putTag(tx, model, number, tag));
            if (source.modelId() != null) {
                noteOnLoggedModel(tx, caller.workspace(), source.modelId(), wanted.name, number);
            }
            var data = Json.object()
                    .put("model", wanted.name)
                    .put("version", number)
                    .put("run_id", source.runId())
                    .put("model_id", source.modelId());
            tx.emit(caller.event("model.version_created", "models/" + wanted.name, data));
            return RegistryRows.requireVersion(tx, caller.workspace(), wanted.name, number)
                    .whole(tx);
        });
    }

    private void insert(
            Tx tx,
            long model,
            int number,
            NewVersion wanted,
            @Nullable String description,
            SourceRules.Resolved source) {
        long now = clock.millis();
        tx.update(
                "INSERT INTO model_versions (model, version, created, updated, description, stage, source,"
                        + " storage_location, run_id, run_link, status, model_id, deleted)"
                        + " VALUES (?, ?, ?, ?, ?, 'None', ?, ?, ?, ?, 'READY', ?, 0)",
                model,
                number,
                now,
                now,
                description,
                source.source(),
                source.storage(),
                source.runId(),
                wanted.runLink,
                source.modelId());
        touchModel(tx, model);
    }

    private void touchModel(Tx tx, long model) {
        tx.update("UPDATE registered_models SET updated = ? WHERE id = ?", clock.millis(), model);
    }

    private static @Nullable String longest(@Nullable String description) {
        return description == null ? null : Names.longest("description", description, MAX_DESCRIPTION);
    }

    private static void putTag(Tx tx, long model, int version, KeyValue tag) {
        tx.update(
                "INSERT INTO model_version_tags (model, version, key, value) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (model, version, key) DO UPDATE SET value = excluded.value",
                model,
                version,
                tag.key(),
                tag.value());
    }

    /** MLflow's clients and UI look in this tag for the versions that a logged model became. */
    private static void noteOnLoggedModel(Tx tx, String workspace, String modelId, String name, int version) {
        if (LoggedModels.findArtifactUri(tx, workspace, modelId).isEmpty()) {
            return;
        }
        Optional<JsonNode> before =
                LoggedModels.tag(tx, workspace, modelId, VERSIONS_TAG).map(ModelVersions::parsed);
        ArrayNode versions = before.isPresent() && before.get() instanceof ArrayNode array
                ? array
                : Json.object().arrayNode();
        versions.add(Json.object().put("name", name).put("version", version));
        LoggedModels.setTag(tx, workspace, modelId, VERSIONS_TAG, spaced(versions));
    }

    /** As MLflow's server writes it, with a space after each comma and colon: clients compare the text. */
    private static String spaced(ArrayNode versions) {
        return versions.valueStream()
                .map(version -> version.propertyStream()
                        .map(field -> Json.write(field.getKey()) + ": " + field.getValue())
                        .collect(Collectors.joining(", ", "{", "}")))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.parse(json);
        } catch (SlipwayException e) {
            return Json.object();
        }
    }

    ModelVersion get(String workspace, String name, int version) {
        return database.read(query ->
                RegistryRows.requireVersion(query, workspace, name, version).whole(query));
    }

    /** The version with the greatest number; NOT_FOUND if the model has none. */
    ModelVersion newest(String workspace, String name) {
        return database.read(query -> {
            long model = RegistryRows.requireModel(query, workspace, name);
            int number = query.one(
                            "SELECT COALESCE(MAX(version), 0) FROM model_versions WHERE model = ? AND deleted = 0",
                            row -> (int) row.integer(1),
                            model)
                    .orElse(0);
            return RegistryRows.requireVersion(query, workspace, name, number).whole(query);
        });
    }

    /** Where the files of a version are: what its source meant when it was made. */
    String location(String workspace, String name, int version) {
        return database.read(query -> {
            ModelVersion.Stored stored = RegistryRows.requireVersion(query, workspace, name, version);
            String location = stored.storageLocation();
            return location == null ? String.valueOf(stored.bare().source()) : location;
        });
    }

    ModelVersion describe(Caller caller, String name, int version, @Nullable String description) {
        longest(description);
        return database.write(tx -> {
            ModelVersion.Stored stored = RegistryRows.requireVersion(tx, caller.workspace(), name, version);
            tx.update(
                    "UPDATE model_versions SET description = ?, updated = ? WHERE model = ? AND version = ?",
                    description,
                    clock.millis(),
                    stored.model(),
                    version);
            return RegistryRows.requireVersion(tx, caller.workspace(), name, version)
                    .whole(tx);
        });
    }

    /** Deletes a version and its aliases; its number is never given again. */
    void delete(Caller caller, String name, int version) {
        database.write(tx -> {
            ModelVersion.Stored stored = RegistryRows.requireVersion(tx, caller.workspace(), name, version);
            aliases.dropOf(tx, caller, stored.model(), name, version, "the version was deleted");
            tx.update("DELETE FROM model_version_tags WHERE model = ? AND version = ?", stored.model(), version);
            tx.update(
                    "UPDATE model_versions SET deleted = 1, updated = ?, source = NULL, storage_location = NULL,"
                            + " run_id = NULL, run_link = NULL, model_id = NULL, description = NULL"
                            + " WHERE model = ? AND version = ?",
                    clock.millis(),
                    stored.model(),
                    version);
            touchModel(tx, stored.model());
            tx.emit(caller.event("model.version_deleted", "models/" + name, Map.of("model", name, "version", version)));
            return true;
        });
        aliases.changed();
    }

    void setTag(Caller caller, String name, int version, KeyValue tag) {
        RegisteredModels.checkTag(tag);
        database.write(tx -> {
            long model = RegistryRows.requireVersion(tx, caller.workspace(), name, version)
                    .model();
            putTag(tx, model, version, tag);
            tx.emit(caller.event(
                    "model.version_tag_set",
                    "models/" + name,
                    Json.object()
                            .put("model", name)
                            .put("version", version)
                            .put("key", tag.key())
                            .put("value", Names.cut(tag.value(), 1000))));
            return true;
        });
    }

    void deleteTag(Caller caller, String name, int version, String key) {
        database.write(tx -> {
            long model = RegistryRows.requireVersion(tx, caller.workspace(), name, version)
                    .model();
            int gone = tx.update(
                    "DELETE FROM model_version_tags WHERE model = ? AND version = ? AND key = ?", model, version, key);
            if (gone > 0) {
                var data =
                        Json.object().put("model", name).put("version", version).put("key", key);
                tx.emit(caller.event("model.version_tag_deleted", "models/" + name, data));
            }
            return true;
        });
    }

    /** @param archiveOthers moves the versions that were in the stage to Archived */
    ModelVersion moveToStage(Caller caller, String name, int version, String stage, boolean archiveOthers) {
        String to = Stages.canonical(stage);
        if (archiveOthers && !Stages.active(to)) {
            throw SlipwayException.invalid("Model version transition cannot archive existing model versions because '"
                    + to + "' is not an Active stage. Valid stages are Staging and Production.");
        }
        return database.write(tx -> {
            ModelVersion.Stored stored = RegistryRows.requireVersion(tx, caller.workspace(), name, version);
            long now = clock.millis();
            if (archiveOthers) {
                tx.update(
                        "UPDATE model_versions SET stage = 'Archived', updated = ?"
                                + " WHERE model = ? AND stage = ? AND version != ? AND deleted = 0",
                        now,
                        stored.model(),
                        to,
                        version);
            }
            tx.update(
                    "UPDATE model_versions SET stage = ?, updated = ? WHERE model = ? AND version = ?",
                    to,
                    now,
                    stored.model(),
                    version);
            touchModel(tx, stored.model());
            tx.emit(caller.event(
                    "model.stage_moved",
                    "models/" + name,
                    Map.of("version", version, "before", stored.bare().currentStage(), "after", to)));
            return RegistryRows.requireVersion(tx, caller.workspace(), name, version)
                    .whole(tx);
        });
    }
}
