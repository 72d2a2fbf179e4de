package io.slipway.tracking.registry;

import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.api.Aliases;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Moves aliases, and keeps the history of what each named. */
final class AliasMoves implements Aliases {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]+");
    private static final Pattern VERSION_LIKE = Pattern.compile("[vV]\\d+");
    private static final int MAX_NAME = 255;
    private static final int MAX_REASON = 1000;

    private final Database database;
    private final InstantSource clock;
    private final ChangeSignal signal;

    AliasMoves(Database database, InstantSource clock, ChangeSignal signal) {
        this.database = database;
        this.clock = clock;
        this.signal = signal;
    }

    /** One change; {@code version} is null where the alias was taken away. */
    record Change(
            long time, @Nullable Integer version, @Nullable Integer previousVersion, String actor, String reason) {}

    /** Wakes those who wait for a change. */
    void changed() {
        signal.raise();
    }

    @Override
    public void move(String model, String alias, int version, Actor actor, String reason) {
        move(new Caller(actor, NewEvent.DEFAULT_WORKSPACE), model, alias, version, reason);
    }

    @Override
    public Optional<Integer> get(String model, String alias) {
        return get(NewEvent.DEFAULT_WORKSPACE, model, alias);
    }

    Optional<Integer> get(String workspace, String model, String alias) {
        return database.read(query ->
                RegistryRows.findModel(query, workspace, model).flatMap(id -> RegistryRows.aliased(query, id, alias)));
    }

    void move(Caller caller, String model, String alias, int version, String reason) {
        checkName(alias);
        Names.longest("reason", reason, MAX_REASON);
        database.write(tx -> {
            long id = RegistryRows.requireVersion(tx, caller.workspace(), model, version)
                    .model();
            moveInside(tx, caller, id, model, alias, version, reason);
            return true;
        });
        changed();
    }

    private void moveInside(Tx tx, Caller caller, long id, String model, String alias, int version, String reason) {
        Integer before = RegistryRows.aliased(tx, id, alias).orElse(null);
        if (before != null && before == version) {
            return;
        }
        tx.update(
                "INSERT INTO aliases (model, alias, version) VALUES (?, ?, ?)"
                        + " ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version",
                id,
                alias,
                version);
        note(tx, caller, id, alias, version, before, reason);
        var data = Json.object()
                .put("model", model)
                .put("alias", alias)
                .put("version", version)
                .put("previous_version", before)
                .put("reason", reason);
        tx.emit(caller.event("model.alias_moved", "models/" + model, data));
    }

    private static void checkName(String alias) {
        Names.longest("Registered model alias name", alias, MAX_NAME);
        if (!NAME.matcher(alias).matches()) {
            throw SlipwayException.invalid("Invalid alias name: '" + Names.shown(alias)
                    + "'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
        }
        if (VERSION_LIKE.matcher(alias).matches()) {
            throw SlipwayException.invalid("Version alias name '" + alias + "' is reserved.");
        }
        if (alias.equalsIgnoreCase("latest")) {
            throw SlipwayException.invalid("'latest' alias name (case insensitive) is reserved.");
        }
    }

    private void note(
            Tx tx,
            Caller caller,
            long model,
            String alias,
            @Nullable Integer version,
            @Nullable Integer before,
            String reason) {
        long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM alias_changes", row -> row.integer(1))
                .orElse(1L);
        tx.update(
                "INSERT INTO alias_changes (id, model, alias, time, version, previous_version, actor, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                model,
                alias,
                clock.millis(),
                version,
                before,
                caller.actor().toString(),
                reason);
    }

    /** Takes an alias away; nothing happens if there is none. */
    void delete(Caller caller, String model, String alias) {
        database.write(tx -> {
            long id = RegistryRows.requireModel(tx, caller.workspace(), model);
            RegistryRows.aliased(tx, id, alias)
                    .ifPresent(version -> drop(tx, caller, id, model, alias, version, "the alias was deleted"));
            return true;
        });
        changed();
    }

    private void drop(Tx tx, Caller caller, long id, String model, String alias, int version, String reason) {
        tx.update("DELETE FROM aliases WHERE model = ? AND alias = ?", id, alias);
        note(tx, caller, id, alias, null, version, reason);
        var data = Json.object()
                .put("model", model)
                .put("alias", alias)
                .put("previous_version", version)
                .put("reason", reason);
        tx.emit(caller.event("model.alias_deleted", "models/" + model, data));
    }

    private record Named(String alias, int version) {}

    /** Takes all aliases of one version away, inside another's transaction. */
    void dropOf(Tx tx, Caller caller, long id, String model, int version, String reason) {
        named(tx, id).stream()
                .filter(each -> each.version == version)
                .forEach(each -> drop(tx, caller, id, model, each.alias, each.version, reason));
    }

    /** Takes all aliases of a model away, inside another's transaction. */
    void dropAll(Tx tx, Caller caller, long id, String model, String reason) {
        named(tx, id).forEach(each -> drop(tx, caller, id, model, each.alias, each.version, reason));
    }

    /** Lets those who follow aliases see that a model has another name now. */
    void noteRename(Tx tx, Caller caller, long id, String newName) {
        named(tx, id)
                .forEach(each -> note(
                        tx, caller, id, each.alias, each.version, each.version, "the model was renamed to " + newName));
    }

    private static List<Named> named(Query query, long model) {
        return query.list(
                "SELECT alias, version FROM aliases WHERE model = ? ORDER BY alias",
                row -> new Named(row.text(1), (int) row.integer(2)),
                model);
    }

    /** Moves an alias back to the version it named before; answers that version. */
    int rollBack(Caller caller, String model, String alias, String reason) {
        Names.longest("reason", reason, MAX_REASON);
        int back = database.write(tx -> {
            long id = RegistryRows.requireModel(tx, caller.workspace(), model);
            int current = RegistryRows.aliased(tx, id, alias)
                    .orElseThrow(() -> SlipwayException.notFound("Model '" + Names.shown(model) + "' has no alias '"
                            + Names.shown(alias) + "'. Set it to a version first."));
            int before = tx.one(
                            "SELECT previous_version FROM alias_changes WHERE model = ? AND alias = ? AND version = ?"
                                    + " AND previous_version IS NOT NULL AND previous_version != version"
                                    + " ORDER BY id DESC LIMIT 1",
                            row -> (int) row.integer(1),
                            id,
                            alias,
                            current)
                    .orElseThrow(() -> new SlipwayException(
                            ErrorCode.CONFLICT,
                            "The alias '" + alias + "' has named no other version than " + current
                                    + ": there is nothing to go back to."));
            RegistryRows.requireVersion(tx, caller.workspace(), model, before);
            moveInside(tx, caller, id, model, alias, before, reason);
            return before;
        });
        changed();
        return back;
    }

    /** Newest first. */
    List<Change> history(String workspace, String model, String alias) {
        return database.read(query -> query.list(
                "SELECT time, version, previous_version, actor, reason FROM alias_changes"
                        + " WHERE model = ? AND alias = ? ORDER BY id DESC LIMIT 1000",
                row -> new Change(
                        row.integer(1),
                        small(row.integerOrNull(2)),
                        small(row.integerOrNull(3)),
                        row.text(4),
                        row.text(5)),
                RegistryRows.requireModel(query, workspace, model),
                alias));
    }

    private static @Nullable Integer small(@Nullable Long number) {
        return number == null ? null : number.intValue();
    }
}
