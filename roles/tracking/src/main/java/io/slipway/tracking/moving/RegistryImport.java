package io.slipway.tracking.moving;

import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.artifacts.ArtifactStore;
import io.slipway.tracking.moving.Line.AliasLine;
import io.slipway.tracking.moving.Line.ModelLine;
import io.slipway.tracking.moving.Line.VersionLine;
import io.slipway.tracking.wire.Names;
import java.util.Locale;
import java.util.Optional;

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
        if (found.isPresent() && (known != Ledger.Known.CHANGED || !same(tx, found.get(), line))) {
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

    /** Two sources may have models of one name; the time of creation tells them apart. */
    private static boolean same(Query query, long id, ModelLine line) {
        return query.one(
                        "SELECT 1 FROM registered_models WHERE id = ? AND created = ?",
                        row -> row.integer(1),
                        id,
                        line.created())
                .isPresent();
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
        if (!allowed(line)) {
            return Result.refused(
                    line.id(), "its source must lie in the artifact store or on the net, not in local files");
        }
        Optional<Long> created = created(tx, line.model(), line.version());
        boolean found = created.isPresent();
        boolean same = found && created.get() == line.created();
        if (found && !(same && known == Ledger.Known.CHANGED)) {
            return same && known == Ledger.Known.SAME
                    ? Result.of(line.id(), "unchanged")
                    : new Result(line.id(), "kept", "another version has this number here and stays", null, null);
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

    private Optional<Long> created(Query query, String model, int version) {
        return query.one(
                "SELECT v.created FROM model_versions v JOIN registered_models m ON m.id = v.model"
                        + " WHERE m.workspace = ? AND m.name = ? AND v.version = ?",
                row -> row.integer(1),
                workspace,
                model,
                version);
    }

    /** {@code wanted} where the alias is to move: that is done by the one door for it, after the transaction. */
    Result put(Query query, AliasLine line, Ledger.Known known) {
        if (known == Ledger.Known.SAME) {
            return Result.of(line.id(), "unchanged");
        }
        return created(query, line.model(), line.version())
                        .filter(created -> created == line.created())
                        .isPresent()
                ? Result.of(line.id(), "wanted")
                : new Result(line.id(), "kept", "its version was not taken", null, null);
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

    /** Files of versions lie in this store, or at a place on the net that only clients open. */
    private static boolean allowed(VersionLine line) {
        String source = line.source() == null ? "" : line.source().toLowerCase(Locale.ROOT);
        boolean local = source.startsWith("file:") || source.startsWith("/") || source.indexOf(':') < 0;
        if (line.location() != null
                && ArtifactStore.folder(line.location())
                        .filter(f -> !f.isEmpty())
                        .isEmpty()) {
            return false;
        }
        return line.deleted()
                || (source.startsWith("mlflow-artifacts:")
                        ? ArtifactStore.folder(line.source() == null ? "" : line.source())
                                .isPresent()
                        : !local);
    }
}
