package io.slipway.tracking.moving;

import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.artifacts.ArtifactStore;
import io.slipway.tracking.moving.Line.ModelLine;
import io.slipway.tracking.moving.Line.VersionLine;
import io.slipway.tracking.wire.Names;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes in registered models and their versions. */
final class RegistryImport {
    private final String workspace;

    RegistryImport(String workspace) {
        this.workspace = workspace;
    }

    private Optional<Long> model(Query query, String name) {
        return query.one(
                "SELECT id FROM registered_models WHERE workspace = ? AND name = ?",
                row -> row.integer(1),
                workspace,
                name);
    }

    Result put(Tx tx, ModelLine line, Ledger.Known known) {
        String name = line.name();
        boolean odd = name.chars().anyMatch(c -> c < 32 || c == '/' || c == ':' || c == '%' || c == '\\' || c == '@');
        if (odd || name.isBlank() || name.equals(".") || name.equals("..")) {
            return Result.refused(name, "the name of a model cannot be empty or hold / : % \\ @ or control characters");
        }
        Optional<Long> found = model(tx, name);
        if (found.isPresent() && known != Ledger.Known.CHANGED) {
            return known == Ledger.Known.SAME
                    ? Result.of(name, "unchanged")
                    : new Result(name, "kept", "a model of this name is here: versions are added to it", null, null);
        }
        long id = found.orElseGet(() -> insert(tx, line));
        tx.update(
                "UPDATE registered_models SET description = ?, updated = ? WHERE id = ?",
                line.description(),
                line.updated(),
                id);
        line.tags()
                .forEach((key, value) -> tx.update(
                        "INSERT INTO registered_model_tags (model, key, value) VALUES (?, ?, ?)"
                                + " ON CONFLICT (model, key) DO UPDATE SET value = excluded.value",
                        id,
                        key,
                        value));
        return Result.of(name, found.isPresent() ? "updated" : "added");
    }

    private long insert(Tx tx, ModelLine line) {
        long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM registered_models", row -> row.integer(1))
                .orElse(1L);
        tx.update(
                "INSERT INTO registered_models (id, workspace, name, description, created, updated)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id,
                workspace,
                line.name(),
                line.description(),
                line.created(),
                line.updated());
        return id;
    }

    Result put(Tx tx, VersionLine line, Ledger.Known known) {
        Optional<Long> model = model(tx, line.model());
        if (model.isEmpty()) {
            return Result.refused(line.id(), "there is no model '" + Names.shown(line.model()) + "'");
        }
        if (!ownLocation(tx, line)) {
            return Result.refused(line.id(), "its files must lie beneath those of its run or logged model");
        }
        boolean found = tx.one(
                        "SELECT 1 FROM model_versions WHERE model = ? AND version = ?",
                        row -> row.integer(1),
                        model.get(),
                        line.version())
                .isPresent();
        if (found && known != Ledger.Known.CHANGED) {
            return known == Ledger.Known.SAME
                    ? Result.of(line.id(), "unchanged")
                    : new Result(
                            line.id(),
                            "kept",
                            "this version was made here: it stays as it is, and the other was not taken",
                            null,
                            null);
        }
        if (!found) {
            tx.update(
                    "INSERT INTO model_versions (model, version, created, updated, stage, status, deleted)"
                            + " VALUES (?, ?, ?, ?, ?, 'READY', 0)",
                    model.get(),
                    line.version(),
                    line.created(),
                    line.updated(),
                    line.stage());
        }
        fill(tx, model.get(), line);
        return Result.of(line.id(), found ? "updated" : "added");
    }

    private static void fill(Tx tx, long model, VersionLine line) {
        boolean gone = line.deleted();
        tx.update(
                "UPDATE model_versions SET updated = ?, description = ?, user_id = ?, stage = ?, source = ?,"
                        + " storage_location = ?, run_id = ?, run_link = ?, model_id = ?, deleted = ?"
                        + " WHERE model = ? AND version = ?",
                line.updated(),
                gone ? null : line.description(),
                line.userId(),
                line.stage(),
                gone ? null : line.source(),
                gone ? null : line.location(),
                gone ? null : line.runId(),
                gone ? null : line.runLink(),
                gone ? null : line.modelId(),
                gone,
                model,
                line.version());
        if (!gone) {
            line.tags()
                    .forEach((key, value) -> tx.update(
                            "INSERT INTO model_version_tags (model, version, key, value) VALUES (?, ?, ?, ?)"
                                    + " ON CONFLICT (model, version, key) DO UPDATE SET value = excluded.value",
                            model,
                            line.version(),
                            key,
                            value));
        }
    }

    /** Nobody gets at the files of others by a version that names them. */
    private boolean ownLocation(Query query, VersionLine line) {
        return owned(query, line, line.location()) && (!inStore(line.source()) || owned(query, line, line.source()));
    }

    private static boolean inStore(@Nullable String uri) {
        return uri != null && (uri.startsWith("mlflow-artifacts:") || uri.startsWith("file:") || uri.startsWith("/"));
    }

    private boolean owned(Query query, VersionLine line, @Nullable String uri) {
        if (uri == null) {
            return true;
        }
        Optional<String> asked = ArtifactStore.folder(uri);
        Optional<String> root = query.one(
                        "SELECT artifact_uri FROM logged_models WHERE model_id = ? AND workspace = ?",
                        row -> row.text(1),
                        line.modelId(),
                        workspace)
                .or(() -> query.one(
                        "SELECT artifact_uri FROM runs WHERE run_id = ? AND workspace = ?",
                        row -> row.text(1),
                        line.runId(),
                        workspace))
                .flatMap(ArtifactStore::folder);
        return asked.isPresent() && root.isPresent() && (asked.get() + "/").startsWith(root.get() + "/");
    }
}
