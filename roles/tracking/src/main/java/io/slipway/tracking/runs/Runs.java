package io.slipway.tracking.runs;

import io.slipway.kernel.Ids;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.experiments.ArtifactLocation;
import io.slipway.tracking.experiments.Experiment;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts, ends, changes and gets runs. */
public final class Runs {
    static final String NAME_TAG = "mlflow.runName";
    private static final Set<String> ENDED = Set.of("FINISHED", "FAILED", "KILLED");
    private static final int MAX_NAME = 250;

    private final Database database;
    private final InstantSource clock;
    private final KeyIds keys;
    private final FreshPoints fresh;
    private final RunReader reader;
    private final SecureRandom random = new SecureRandom();

    Runs(Database database, InstantSource clock, KeyIds keys, FreshPoints fresh) {
        this.fresh = fresh;
        this.database = database;
        this.clock = clock;
        this.keys = keys;
        this.reader = new RunReader(keys);
    }

    /** @param name empty for the tag {@code mlflow.runName}, and without that for a made-up one */
    record NewRun(String experimentId, String userId, long startTime, String name, List<KeyValue> tags) {}

    Run create(Caller caller, NewRun wanted) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (KeyValue tag : wanted.tags) {
            if (tag.key().isEmpty()) {
                throw SlipwayException.invalid("A tag of the new run has no key.");
            }
            tags.put(Names.longest("key", tag.key(), MAX_NAME), Names.cut(tag.value(), RunLog.MAX_TAG_VALUE));
        }
        String tagged = tags.getOrDefault(NAME_TAG, "");
        if (!wanted.name.isEmpty() && !tagged.isEmpty() && !wanted.name.equals(tagged)) {
            throw SlipwayException.invalid("Both 'run_name' argument and 'mlflow.runName' tag are specified, but with"
                    + " different values (run_name='" + wanted.name + "', mlflow.runName='" + tagged + "').");
        }
        String name = !wanted.name.isEmpty() ? wanted.name : !tagged.isEmpty() ? tagged : RunNames.next(random);
        Names.longest("run_name", name, RunLog.MAX_TAG_VALUE);
        tags.put(NAME_TAG, name);
        String runId = Ids.hex32();
        RunRow row = keys.write(database, (tx, ids) -> insert(tx, ids, caller, wanted, runId, tags));
        List<KeyValue> stored = tags.entrySet().stream()
                .map(e -> new KeyValue(e.getKey(), e.getValue()))
                .toList();
        return new Run(row.info(), new Run.Data(List.of(), List.of(), stored), Run.Inputs.NONE, null);
    }

    private RunRow insert(
            Tx tx, KeyIds.InTransaction ids, Caller caller, NewRun wanted, String runId, Map<String, String> tags) {
        Experiment experiment = Experiments.requireActive(tx, caller.workspace(), wanted.experimentId);
        String uri = ArtifactLocation.below(experiment.artifactLocation(), runId + "/artifacts");
        long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM runs", row -> row.integer(1))
                .orElse(1L);
        String name = String.valueOf(tags.get(NAME_TAG));
        var row = new RunRow(
                id,
                runId,
                Long.parseLong(experiment.experimentId()),
                name,
                "RUNNING",
                wanted.userId,
                wanted.startTime,
                null,
                "active",
                uri);
        tx.update(
                "INSERT INTO runs (id, run_id, workspace, experiment, name, status, user_id, start_time, lifecycle,"
                        + " artifact_uri) VALUES (?, ?, ?, ?, ?, 'RUNNING', ?, ?, 'active', ?)",
                id,
                runId,
                caller.workspace(),
                row.experiment(),
                name,
                wanted.userId,
                wanted.startTime,
                uri);
        tx.batch(
                "INSERT INTO tags (run, key, value) VALUES (?, ?, ?)",
                tags.entrySet().stream()
                        .map(tag -> new @Nullable Object[] {id, ids.id(tag.getKey()), tag.getValue()})
                        .toList());
        tx.emit(caller.event(
                "run.created",
                "runs/" + runId,
                Json.object().put("experiment_id", experiment.experimentId()).put("name", name)));
        return row;
    }

    Run get(String workspace, String runId) {
        return database.read(query -> reader.one(query, RunRow.require(query, workspace, runId)));
    }

    /** Where the run's artifacts are; NOT_FOUND if there is no such run. */
    public String artifactUri(String workspace, String runId) {
        return database.read(query -> RunRow.require(query, workspace, runId).artifactUri());
    }

    /** As {@link #artifactUri(String, String)}, inside another's transaction; empty if there is no such run. */
    public static Optional<String> findArtifactUri(Query query, String workspace, String runId) {
        return RunRow.find(query, workspace, runId).map(RunRow::artifactUri);
    }

    /** The parts to change; null leaves as it is. */
    record Change(
            @Nullable String status,
            @Nullable Long endTime,
            @Nullable String name) {}

    Run.Info update(Caller caller, String runId, Change change) {
        if (change.name != null) {
            Names.longest("run_name", change.name, RunLog.MAX_TAG_VALUE);
        }
        boolean ends = change.status != null && ENDED.contains(change.status);
        if (ends) {
            fresh.settle();
        }
        RunSummary points = ends
                ? database.read(query -> RunSummary.of(
                        query, RunRow.require(query, caller.workspace(), runId).id()))
                : RunSummary.NONE;
        return keys.write(database, (tx, ids) -> {
            RunRow before = RunRow.requireActive(tx, caller.workspace(), runId);
            String status = change.status == null ? before.status() : change.status;
            Long endTime = change.endTime == null ? before.endTime() : change.endTime;
            String name = change.name == null || change.name.isEmpty() ? before.name() : change.name;
            tx.update(
                    "UPDATE runs SET status = ?, end_time = ?, name = ? WHERE id = ?",
                    status,
                    endTime,
                    name,
                    before.id());
            if (!name.equals(before.name())) {
                RunLog.putTag(tx, before.id(), ids.id(NAME_TAG), name);
            }
            if (ends && !status.equals(before.status())) {
                tx.emit(caller.event("run.finished", "runs/" + runId, points.json(before.experiment(), name, status)));
            }
            return new RunRow(
                            before.id(),
                            runId,
                            before.experiment(),
                            name,
                            status,
                            before.userId(),
                            before.startTime(),
                            endTime,
                            before.lifecycle(),
                            before.artifactUri())
                    .info();
        });
    }

    void delete(Caller caller, String runId) {
        changeLifecycle(caller, runId, "deleted", clock.millis(), "run.deleted");
    }

    void restore(Caller caller, String runId) {
        changeLifecycle(caller, runId, "active", null, "run.restored");
    }

    private void changeLifecycle(Caller caller, String runId, String to, @Nullable Long deleted, String event) {
        database.write(tx -> {
            RunRow run = RunRow.require(tx, caller.workspace(), runId);
            if (!run.lifecycle().equals(to)) {
                tx.update("UPDATE runs SET lifecycle = ?, deleted = ? WHERE id = ?", to, deleted, run.id());
                tx.emit(caller.event(event, "runs/" + runId, Map.of("experiment_id", Long.toString(run.experiment()))));
            }
            return true;
        });
    }

    void deleteTag(Caller caller, String runId, String key) {
        Names.longest("key", key, MAX_NAME);
        database.write(tx -> {
            RunRow run = RunRow.requireActive(tx, caller.workspace(), runId);
            long gone = keys.find(tx, key)
                    .map(id -> (long) tx.update("DELETE FROM tags WHERE run = ? AND key = ?", run.id(), id))
                    .orElse(0L);
            if (gone == 0) {
                throw SlipwayException.notFound("No tag with name: " + Names.shown(key) + " in run with id " + runId);
            }
            return true;
        });
    }
}
