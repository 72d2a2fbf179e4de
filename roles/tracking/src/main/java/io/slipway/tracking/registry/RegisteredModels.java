package io.slipway.tracking.registry;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates, changes and gets registered models. */
final class RegisteredModels {
    static final int MAX_TAG_VALUE = 100_000;
    private static final int MAX_NAME = 256;

    /** Of a tag's value, in the event that tells of it. */
    private static final int MAX_TOLD = 1000;

    private static final int MAX_DESCRIPTION = 100_000;

    private final Database database;
    private final InstantSource clock;
    private final AliasMoves aliases;

    RegisteredModels(Database database, InstantSource clock, AliasMoves aliases) {
        this.database = database;
        this.clock = clock;
        this.aliases = aliases;
    }

    RegisteredModel create(Caller caller, String name, @Nullable String description, List<KeyValue> tags) {
        checkName(name);
        tags.forEach(RegisteredModels::checkTag);
        return database.write(tx -> {
            refuseTaken(tx, caller.workspace(), name, isPrompt(tags));
            long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM registered_models", row -> row.integer(1))
                    .orElse(1L);
            long now = clock.millis();
            tx.update(
                    "INSERT INTO registered_models (id, workspace, name, description, created, updated)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    id,
                    caller.workspace(),
                    name,
                    shortened(description),
                    now,
                    now);
            tags.forEach(tag -> putTag(tx, id, tag));
            tx.emit(caller.event("model.created", "models/" + name, Map.of("model", name)));
            return RegistryRows.model(tx, id);
        });
    }

    /** A name is a part of {@code models:/<name>/<version>}, of paths and of routes. */
    private static void checkName(String name) {
        Names.longest("name", name, MAX_NAME);
        boolean odd = name.chars().anyMatch(c -> c < 32 || c == '/' || c == ':' || c == '%' || c == '\\' || c == '@');
        if (odd || name.isBlank() || name.equals(".") || name.equals("..")) {
            throw SlipwayException.invalid("Invalid name: '" + Names.shown(name)
                    + "'. Registered model name cannot be empty, and cannot hold / : % \\ @ or control characters.");
        }
    }

    private static boolean isPrompt(List<KeyValue> tags) {
        return tags.stream()
                .anyMatch(tag ->
                        tag.key().equals(RegistryRows.PROMPT_TAG) && tag.value().equalsIgnoreCase("true"));
    }

    private static void refuseTaken(Query query, String workspace, String name, boolean prompt) {
        RegistryRows.findModel(query, workspace, name).ifPresent(there -> {
            boolean taken = RegistryRows.isPrompt(query, there);
            String one = prompt ? "prompt" : "registered model";
            throw new SlipwayException(
                    ErrorCode.ALREADY_EXISTS,
                    prompt == taken
                            ? (prompt ? "Prompt" : "Registered Model") + " (name=" + name + ") already exists."
                            : "Tried to create a " + one + " with name " + Names.quoted(name)
                                    + ", but the name is already taken by a " + (taken ? "prompt" : "registered model")
                                    + ". MLflow does not allow creating a model and a prompt with the same name.");
        });
    }

    static void checkTag(KeyValue tag) {
        Names.key(tag.key());
        Names.longest("value", tag.value(), MAX_TAG_VALUE);
    }

    private static void putTag(Tx tx, long model, KeyValue tag) {
        tx.update(
                "INSERT INTO registered_model_tags (model, key, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (model, key) DO UPDATE SET value = excluded.value",
                model,
                tag.key(),
                tag.value());
    }

    private static @Nullable String shortened(@Nullable String description) {
        return description == null || description.isEmpty()
                ? null
                : Names.longest("description", description, MAX_DESCRIPTION);
    }

    RegisteredModel get(String workspace, String name) {
        return database.read(query -> RegistryRows.model(query, RegistryRows.requireModel(query, workspace, name)));
    }

    /** @param stages empty for all */
    List<ModelVersion> latest(String workspace, String name, List<String> stages) {
        List<String> wanted = stages.stream().map(Stages::canonical).toList();
        return database.read(query -> RegistryRows.latest(
                query,
                RegistryRows.requireModel(query, workspace, name),
                stage -> wanted.isEmpty() || wanted.contains(stage)));
    }

    RegisteredModel describe(Caller caller, String name, @Nullable String description) {
        return database.write(tx -> {
            long id = RegistryRows.requireModel(tx, caller.workspace(), name);
            tx.update(
                    "UPDATE registered_models SET description = ?, updated = ? WHERE id = ?",
                    shortened(description),
                    clock.millis(),
                    id);
            return RegistryRows.model(tx, id);
        });
    }

    RegisteredModel rename(Caller caller, String name, String newName) {
        checkName(newName);
        RegisteredModel renamed = database.write(tx -> {
            long id = RegistryRows.requireModel(tx, caller.workspace(), name);
            if (!newName.equals(name)) {
                refuseTaken(tx, caller.workspace(), newName, RegistryRows.isPrompt(tx, id));
                tx.update(
                        "UPDATE registered_models SET name = ?, updated = ? WHERE id = ?", newName, clock.millis(), id);
                aliases.noteRename(tx, caller, id, newName);
                tx.emit(caller.event("model.renamed", "models/" + newName, Map.of("before", name, "after", newName)));
            }
            return RegistryRows.model(tx, id);
        });
        aliases.changed();
        return renamed;
    }

    /** Deletes the model with its versions, aliases and tags; the history of its aliases stays. */
    void delete(Caller caller, String name) {
        database.write(tx -> {
            long id = RegistryRows.requireModel(tx, caller.workspace(), name);
            aliases.dropAll(tx, caller, id, name, "the model was deleted");
            tx.update("DELETE FROM model_version_tags WHERE model = ?", id);
            tx.update("DELETE FROM model_versions WHERE model = ?", id);
            tx.update("DELETE FROM registered_model_tags WHERE model = ?", id);
            tx.update("DELETE FROM registered_models WHERE id = ?", id);
            tx.emit(caller.event("model.deleted", "models/" + name, Map.of("model", name)));
            return true;
        });
        aliases.changed();
    }

    void setTag(Caller caller, String name, KeyValue tag) {
        checkTag(tag);
        database.write(tx -> {
            putTag(tx, RegistryRows.requireModel(tx, caller.workspace(), name), tag);
            var data = Json.object()
                    .put("model", name)
                    .put("key", tag.key())
                    .put("value", Names.cut(tag.value(), MAX_TOLD));
            tx.emit(caller.event("model.tag_set", "models/" + name, data));
            return true;
        });
    }

    void deleteTag(Caller caller, String name, String key) {
        database.write(tx -> {
            int gone = tx.update(
                    "DELETE FROM registered_model_tags WHERE model = ? AND key = ?",
                    RegistryRows.requireModel(tx, caller.workspace(), name),
                    key);
            if (gone > 0) {
                var data = Json.object().put("model", name).put("key", key);
                tx.emit(caller.event("model.tag_deleted", "models/" + name, data));
            }
            return true;
        });
    }
}
