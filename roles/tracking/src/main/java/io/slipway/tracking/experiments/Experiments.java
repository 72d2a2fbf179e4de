package io.slipway.tracking.experiments;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates, changes and finds experiments. */
public final class Experiments {
    /** The experiment that always exists. */
    public static final long DEFAULT_ID = 0;

    private static final String ROOT = "mlflow-artifacts:/";
    private static final int MAX_NAME = 500;
    private static final int MAX_TAG_VALUE = 20_000;
    private static final String COLUMNS = "id, name, artifact_location, lifecycle, updated, created";

    private final Database database;
    private final InstantSource clock;
    private final boolean reuseNames;

    /** @param reuseNames whether a new experiment may take the name of a deleted one */
    public Experiments(Database database, InstantSource clock, boolean reuseNames) {
        this.database = database;
        this.clock = clock;
        this.reuseNames = reuseNames;
    }

    /** Makes the experiment {@code Default} where there is none yet. */
    public void ensureDefault() {
        database.write(tx -> {
            if (tx.one("SELECT id FROM experiments WHERE id = ?", row -> row.integer(1), DEFAULT_ID)
                    .isEmpty()) {
                insert(tx, DEFAULT_ID, "default", "Default", ROOT + DEFAULT_ID);
            }
            return true;
        });
    }

    private void insert(Tx tx, long id, String workspace, String name, String location) {
        long now = clock.millis();
        tx.update(
                "INSERT INTO experiments (id, workspace, name, artifact_location, lifecycle, created, updated)"
                        + " VALUES (?, ?, ?, ?, 'active', ?, ?)",
                id,
                workspace,
                name,
                location,
                now,
                now);
    }

    /** @param location empty for a folder in the server's own store */
    long create(Caller caller, String name, String location, List<KeyValue> tags) {
        Names.longest("name", name, MAX_NAME);
        String checked = location.isEmpty() ? "" : ArtifactLocation.checked(location);
        tags.forEach(tag -> Names.key(tag.key()));
        return database.write(tx -> {
            giveUpName(tx, caller.workspace(), name);
            if (idByName(tx, caller.workspace(), name).isPresent()) {
                throw new SlipwayException(ErrorCode.ALREADY_EXISTS, "Experiment(name=" + name + ") already exists.");
            }
            long id = nextId(tx);
            insert(tx, id, caller.workspace(), name, checked.isEmpty() ? ROOT + id : checked);
            tags.forEach(tag -> putTag(tx, id, tag));
            tx.emit(caller.event("experiment.created", "experiments/" + id, Map.of("experiment_id", id, "name", name)));
            return id;
        });
    }

    /** A deleted experiment keeps its content and can be restored, but by another name. */
    private void giveUpName(Tx tx, String workspace, String name) {
        if (reuseNames) {
            tx.update(
                    "UPDATE experiments SET name = name || ' (deleted, ' || id || ')'"
                            + " WHERE workspace = ? AND name = ? AND lifecycle = 'deleted'",
                    workspace,
                    name);
        }
    }

    /** Small ids: those of eighteen digits come with imports of folders, whose ids are drawn at random. */
    public static long nextId(Query query) {
        return query.one(
                        "SELECT COALESCE(MAX(id), 0) + 1 FROM (SELECT id FROM experiments UNION ALL"
                                + " SELECT id FROM purged_experiments) taken WHERE id < 1000000000",
                        row -> row.integer(1))
                .orElse(1L);
    }

    private static void putTag(Tx tx, long id, KeyValue tag) {
        tx.update(
                "INSERT INTO experiment_tags (experiment, key, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (experiment, key) DO UPDATE SET value = excluded.value",
                id,
                tag.key(),
                Names.longest("value", tag.value(), MAX_TAG_VALUE));
    }

    private static Optional<Long> idByName(Query query, String workspace, String name) {
        return query.one(
                "SELECT id FROM experiments WHERE workspace = ? AND name = ?", row -> row.integer(1), workspace, name);
    }

    Experiment get(String workspace, String id) {
        return database.read(query -> require(query, workspace, id));
    }

    /** Also finds deleted ones. */
    Experiment getByName(String workspace, String name) {
        return database.read(query -> idByName(query, workspace, name)
                .map(id -> require(query, workspace, Long.toString(id)))
                .orElseThrow(() ->
                        SlipwayException.notFound("Could not find experiment with name '" + Names.shown(name) + "'")));
    }

    /** The experiment, active or deleted; NOT_FOUND if there is none. */
    public static Experiment require(Query query, String workspace, String id) {
        return query.one(
                        "SELECT " + COLUMNS + " FROM experiments WHERE id = ? AND workspace = ?",
                        row -> read(row, workspace, List.of()),
                        Names.experimentId(id),
                        workspace)
                .map(found -> withTags(query, List.of(found)).getFirst())
                .orElseThrow(() -> missing(id));
    }

    private static SlipwayException missing(String id) {
        return SlipwayException.notFound("No Experiment with id=" + Names.shown(id) + " exists");
    }

    /** As {@link #require}, but refuses a deleted one. */
    public static Experiment requireActive(Query query, String workspace, String id) {
        Experiment experiment = require(query, workspace, id);
        if (!experiment.active()) {
            throw SlipwayException.invalid("The experiment " + experiment.experimentId()
                    + " must be in the 'active' state. Current state is " + experiment.lifecycleStage() + ".");
        }
        return experiment;
    }

    static Experiment read(Row row, String workspace, List<KeyValue> tags) {
        return new Experiment(
                Long.toString(row.integer(1)),
                row.text(2),
                row.text(3),
                row.text(4),
                row.integer(5),
                row.integer(6),
                tags,
                workspace);
    }

    static String columns() {
        return COLUMNS;
    }

    static List<Experiment> withTags(Query query, List<Experiment> experiments) {
        return experiments.stream()
                .map(e -> new Experiment(
                        e.experimentId(),
                        e.name(),
                        e.artifactLocation(),
                        e.lifecycleStage(),
                        e.lastUpdateTime(),
                        e.creationTime(),
                        query.list(
                                "SELECT key, value FROM experiment_tags WHERE experiment = ? ORDER BY key",
                                row -> new KeyValue(row.text(1), row.text(2)),
                                Long.parseLong(e.experimentId())),
                        e.workspace()))
                .toList();
    }

    void rename(Caller caller, String id, String name) {
        Names.longest("name", name, MAX_NAME);
        database.write(tx -> {
            Experiment before = require(tx, caller.workspace(), id);
            if (!before.active()) {
                throw new SlipwayException(ErrorCode.CONFLICT, "Cannot rename a non-active experiment.");
            }
            giveUpName(tx, caller.workspace(), name);
            Optional<Long> other = idByName(tx, caller.workspace(), name);
            if (other.isPresent() && !Long.toString(other.get()).equals(before.experimentId())) {
                throw new SlipwayException(ErrorCode.ALREADY_EXISTS, "Experiment(name=" + name + ") already exists.");
            }
            tx.update("UPDATE experiments SET name = ?, updated = ? WHERE id = ?", name, clock.millis(), key(before));
            tx.emit(caller.event(
                    "experiment.renamed",
                    "experiments/" + before.experimentId(),
                    Map.of("before", before.name(), "after", name)));
            return true;
        });
    }

    private static long key(Experiment experiment) {
        return Long.parseLong(experiment.experimentId());
    }

    void delete(Caller caller, String id) {
        changeLifecycle(caller, id, "active", "deleted", "experiment.deleted");
    }

    /** Also revives all runs, those deleted before the experiment too: as MLflow does. */
    void restore(Caller caller, String id) {
        changeLifecycle(caller, id, "deleted", "active", "experiment.restored");
    }

    private void changeLifecycle(Caller caller, String id, String from, String to, String event) {
        database.write(tx -> {
            Experiment experiment = require(tx, caller.workspace(), id);
            if (!experiment.lifecycleStage().equals(from)) {
                throw missing(id);
            }
            long now = clock.millis();
            tx.update("UPDATE experiments SET lifecycle = ?, updated = ? WHERE id = ?", to, now, key(experiment));
            tx.update(
                    "UPDATE runs SET lifecycle = ?, deleted = ? WHERE experiment = ?",
                    to,
                    to.equals("deleted") ? now : null,
                    key(experiment));
            tx.emit(caller.event(event, "experiments/" + experiment.experimentId(), Map.of("name", experiment.name())));
            return true;
        });
    }

    void setTag(Caller caller, String id, KeyValue tag) {
        Names.key(tag.key());
        database.write(tx -> {
            Experiment experiment = requireActive(tx, caller.workspace(), id);
            putTag(tx, key(experiment), tag);
            touch(tx, experiment);
            return true;
        });
    }

    void deleteTag(Caller caller, String id, String tagKey) {
        database.write(tx -> {
            Experiment experiment = requireActive(tx, caller.workspace(), id);
            int gone =
                    tx.update("DELETE FROM experiment_tags WHERE experiment = ? AND key = ?", key(experiment), tagKey);
            if (gone == 0) {
                throw SlipwayException.notFound("No tag with name: " + Names.shown(tagKey) + " in experiment with id "
                        + experiment.experimentId());
            }
            touch(tx, experiment);
            return true;
        });
    }

    private void touch(Tx tx, Experiment experiment) {
        tx.update("UPDATE experiments SET updated = ? WHERE id = ?", clock.millis(), key(experiment));
    }
}
