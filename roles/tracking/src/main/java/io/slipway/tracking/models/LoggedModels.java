package io.slipway.tracking.models;

import io.slipway.kernel.Ids;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.experiments.ArtifactLocation;
import io.slipway.tracking.experiments.Experiment;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.runs.RunNames;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates, finishes and gets logged models. */
public final class LoggedModels {
    private static final int MAX_NAME = 500;
    private static final int MAX_VALUE = 8000;
    private static final String FORBIDDEN = "/:.%\"'";
    private static final String PUT_TAG = "INSERT INTO logged_model_tags (model, key, value) VALUES (?, ?, ?)"
            + " ON CONFLICT (model, key) DO UPDATE SET value = excluded.value";

    private final Database database;
    private final InstantSource clock;

    public LoggedModels(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    record NewModel(
            String experimentId,
            String name,
            String modelType,
            String sourceRunId,
            List<KeyValue> params,
            List<KeyValue> tags) {}

    LoggedModel create(Caller caller, NewModel wanted) {
        String modelId = "m-" + Ids.hex32();
        String name = wanted.name.isEmpty() ? RunNames.next(new SecureRandom()) : wanted.name;
        if (name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0 || c < 32)) {
            throw SlipwayException.invalid("Invalid model name (" + Names.shown(name)
                    + ") provided. Model name must be a non-empty string and cannot contain the following characters: "
                    + "/ : . % \" '");
        }
        Names.longest("name", name, MAX_NAME);
        checkParams(wanted.params);
        wanted.tags.forEach(tag -> Names.key(tag.key()));
        return database.write(tx -> {
            Experiment experiment = Experiments.requireActive(tx, caller.workspace(), wanted.experimentId);
            LoggedModelRow row = insert(tx, caller, experiment, wanted, modelId, name);
            wanted.params.forEach(param -> putParam(tx, row, param));
            wanted.tags.forEach(tag -> tx.update(PUT_TAG, row.id(), tag.key(), tag.value()));
            tx.emit(caller.event(
                    "model.logged",
                    "logged-models/" + modelId,
                    Map.of("name", name, "experiment_id", experiment.experimentId(), "run_id", wanted.sourceRunId)));
            return row.whole(tx);
        });
    }

    private LoggedModelRow insert(
            Tx tx, Caller caller, Experiment experiment, NewModel wanted, String modelId, String name) {
        long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM logged_models", row -> row.integer(1))
                .orElse(1L);
        long now = clock.millis();
        String uri = ArtifactLocation.below(experiment.artifactLocation(), "models/" + modelId + "/artifacts");
        var row = new LoggedModelRow(
                id,
                modelId,
                Long.parseLong(experiment.experimentId()),
                name,
                uri,
                wanted.modelType,
                wanted.sourceRunId,
                "LOGGED_MODEL_PENDING",
                null,
                now,
                now,
                "active");
        tx.update(
                "INSERT INTO logged_models (id, model_id, workspace, experiment, name, artifact_uri, model_type,"
                        + " source_run_id, status, created, updated, lifecycle)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'active')",
                id,
                modelId,
                caller.workspace(),
                row.experiment(),
                name,
                uri,
                wanted.modelType,
                wanted.sourceRunId,
                row.status(),
                now,
                now);
        return row;
    }

    private static void checkParams(List<KeyValue> params) {
        params.forEach(param -> Names.key("key", "Param key", param.key()));
    }

    private static void putParam(Tx tx, LoggedModelRow row, KeyValue param) {
        tx.update(
                "INSERT INTO logged_model_params (model, key, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (model, key) DO UPDATE SET value = excluded.value",
                row.id(),
                param.key(),
                Names.cut(param.value(), MAX_VALUE));
    }

    private static void refuseChange(Tx tx, LoggedModelRow row, KeyValue param) {
        Optional<String> before = tx.one(
                "SELECT value FROM logged_model_params WHERE model = ? AND key = ?",
                found -> found.text(1),
                row.id(),
                param.key());
        if (before.isPresent() && !before.get().equals(Names.cut(param.value(), MAX_VALUE))) {
            throw SlipwayException.invalid("Changing param values is not allowed. Param '" + param.key()
                    + "' of the logged model has the value '" + Names.shown(before.get()) + "'.");
        }
    }

    LoggedModel get(String workspace, String modelId, boolean deletedToo) {
        return database.read(query -> LoggedModelRow.find(query, workspace, modelId, deletedToo)
                .orElseThrow(() -> LoggedModelRow.missing(modelId))
                .whole(query));
    }

    /** Where the model's files are; NOT_FOUND if there is no such model or it is deleted. */
    public String artifactUri(String workspace, String modelId) {
        return database.read(
                query -> LoggedModelRow.require(query, workspace, modelId).artifactUri());
    }

    /** As {@link #artifactUri(String, String)} inside another's transaction; empty if there is no such model. */
    public static Optional<String> findArtifactUri(Query query, String workspace, String modelId) {
        return LoggedModelRow.find(query, workspace, modelId, false).map(LoggedModelRow::artifactUri);
    }

    /** The run that made a model, inside another's transaction. */
    public static Optional<String> findSourceRun(Query query, String workspace, String modelId) {
        return LoggedModelRow.find(query, workspace, modelId, false)
                .map(LoggedModelRow::sourceRunId)
                .filter(run -> !run.isEmpty());
    }

    LoggedModel finish(Caller caller, String modelId, String status) {
        return database.write(tx -> {
            LoggedModelRow row = LoggedModelRow.require(tx, caller.workspace(), modelId);
            tx.update(
                    "UPDATE logged_models SET status = ?, updated = ? WHERE id = ?", status, clock.millis(), row.id());
            return LoggedModelRow.require(tx, caller.workspace(), modelId).whole(tx);
        });
    }

    void delete(Caller caller, String modelId) {
        database.write(tx -> {
            LoggedModelRow row = LoggedModelRow.require(tx, caller.workspace(), modelId);
            tx.update(
                    "UPDATE logged_models SET lifecycle = 'deleted', updated = ? WHERE id = ?",
                    clock.millis(),
                    row.id());
            tx.emit(caller.event("model.logged_deleted", "logged-models/" + modelId, Map.of("name", row.name())));
            return true;
        });
    }

    void setTags(Caller caller, String modelId, List<KeyValue> tags) {
        tags.forEach(tag -> Names.key(tag.key()));
        database.write(tx -> {
            LoggedModelRow row = LoggedModelRow.require(tx, caller.workspace(), modelId);
            tags.forEach(tag -> tx.update(PUT_TAG, row.id(), tag.key(), tag.value()));
            return true;
        });
    }

    /** A tag of a model, inside another's transaction. */
    public static Optional<String> tag(Query query, String workspace, String modelId, String key) {
        return LoggedModelRow.find(query, workspace, modelId, false)
                .flatMap(row -> query.one(
                        "SELECT value FROM logged_model_tags WHERE model = ? AND key = ?",
                        found -> found.text(1),
                        row.id(),
                        key));
    }

    /** Sets a tag of a model, inside another's transaction. */
    public static void setTag(Tx tx, String workspace, String modelId, String key, String value) {
        tx.update(PUT_TAG, LoggedModelRow.require(tx, workspace, modelId).id(), key, value);
    }

    void deleteTag(Caller caller, String modelId, String key) {
        database.write(tx -> {
            LoggedModelRow row = LoggedModelRow.require(tx, caller.workspace(), modelId);
            if (tx.update("DELETE FROM logged_model_tags WHERE model = ? AND key = ?", row.id(), key) == 0) {
                throw SlipwayException.notFound(
                        "No tag with key '" + Names.shown(key) + "' found for model with ID '" + modelId + "'.");
            }
            return true;
        });
    }

    void logParams(Caller caller, String modelId, List<KeyValue> params) {
        checkParams(params);
        database.write(tx -> {
            LoggedModelRow row = LoggedModelRow.require(tx, caller.workspace(), modelId);
            params.forEach(param -> refuseChange(tx, row, param));
            params.forEach(param -> putParam(tx, row, param));
            return true;
        });
    }
}
