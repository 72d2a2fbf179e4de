package io.slipway.tracking.trash;

import io.slipway.kernel.Actor;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import io.slipway.tracking.evaluation.ExperimentEvaluation;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.traces.ExperimentTraces;
import io.slipway.tracking.trash.Garbage.Size;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was deleted and may still be restored, and its real end. A run or logged model that a version of a registered
 * model names is never ended, and no experiment that still holds one.
 */
final class Trash {
    private static final String HELD = "a version of a registered model names it";
    private static final int MAX_HELD = 1000;

    private final Database database;
    private final Garbage garbage;
    private final InstantSource clock;
    private final Duration retention;

    Trash(Database database, Garbage garbage, InstantSource clock, Duration retention) {
        this.database = database;
        this.garbage = garbage;
        this.clock = clock;
        this.retention = retention;
    }

    /** Something deleted. */
    record Item(String kind, String id, String workspace, String name, String artifactUri, long row, long deleted) {}

    /** Something that stays although its time is over. */
    record Held(String kind, String id, String reason) {}

    /** @param dryRun true if this is only what would happen */
    record Emptied(
            boolean dryRun, long runs, long loggedModels, long experiments, long files, long bytes, List<Held> held) {}

    Duration retention() {
        return retention;
    }

    /** Deleted before {@code cutoff}, oldest first: runs, logged models, then experiments. */
    List<Item> items(long cutoff) {
        return database.read(query -> {
            var items = new ArrayList<Item>();
            items.addAll(query.list(
                    "SELECT run_id, workspace, name, artifact_uri, id, COALESCE(deleted, 0) FROM runs"
                            + " WHERE lifecycle = 'deleted' AND COALESCE(deleted, 0) <= ? ORDER BY deleted, id",
                    row -> item("run", row.text(1), row),
                    cutoff));
            items.addAll(query.list(
                    "SELECT model_id, workspace, name, artifact_uri, id, updated FROM logged_models"
                            + " WHERE lifecycle = 'deleted' AND updated <= ? ORDER BY updated, id",
                    row -> item("logged model", row.text(1), row),
                    cutoff));
            items.addAll(query.list(
                    "SELECT id, workspace, name, artifact_location, id, updated FROM experiments"
                            + " WHERE lifecycle = 'deleted' AND updated <= ? AND id <> ? ORDER BY updated, id",
                    row -> item("experiment", Long.toString(row.integer(1)), row),
                    cutoff,
                    Experiments.DEFAULT_ID));
            return items;
        });
    }

    private static Item item(String kind, String id, Row row) {
        return new Item(kind, id, row.text(2), row.text(3), row.text(4), row.integer(5), row.integer(6));
    }

    /** Ends what was deleted at least {@code age} ago, and deletes its files. */
    synchronized Emptied empty(Actor actor, Duration age, boolean dryRun) throws IOException {
        long cutoff = clock.millis() - age.toMillis();
        var ends = new Ends(actor, cutoff, dryRun);
        for (Item item : items(cutoff)) {
            switch (item.kind) {
                case "run" -> ends.run(item);
                case "logged model" -> ends.model(item);
                default -> ends.experiment(item);
            }
        }
        Size size = dryRun ? garbage.size(ends.folders) : garbage.sweep();
        return new Emptied(
                dryRun, ends.runs, ends.models, ends.experiments, size.files(), size.bytes(), List.copyOf(ends.held));
    }

    private static boolean runHeld(Query query, String runId, String artifactUri) {
        return held(query, "run_id = ?", runId, artifactUri);
    }

    private static boolean held(Query query, String names, String id, String artifactUri) {
        return query.one(
                                "SELECT COUNT(*) FROM model_versions WHERE deleted = 0 AND (" + names
                                        + " OR storage_location = ? OR (storage_location >= ? AND storage_location < ?))",
                                row -> row.integer(1),
                                id,
                                artifactUri,
                                artifactUri + "/",
                                artifactUri + "0")
                        .orElse(0L)
                > 0;
    }

    /** One emptying. */
    private final class Ends {
        private final Actor actor;
        private final long cutoff;
        private final boolean dryRun;
        private final List<Held> held = new ArrayList<>();
        private long runs;
        private long models;
        private long experiments;
        private final Set<String> folders = new HashSet<>();

        Ends(Actor actor, long cutoff, boolean dryRun) {
            this.actor = actor;
            this.cutoff = cutoff;
            this.dryRun = dryRun;
        }

        /** What becomes of one thing, decided and done in one transaction. */
        private enum End {
            DONE,
            HELD,
            RESTORED
        }

        void run(Item item) {
            End end = dryRun
                    ? database.read(q -> runHeld(q, item.id, item.artifactUri) ? End.HELD : End.DONE)
                    : database.write(tx -> {
                        if (runHeld(tx, item.id, item.artifactUri)) {
                            return End.HELD;
                        }
                        if (tx.one(
                                        "SELECT 1 FROM runs WHERE id = ? AND lifecycle = 'deleted'"
                                                + " AND COALESCE(deleted, 0) <= ?",
                                        row -> row.integer(1),
                                        item.row,
                                        cutoff)
                                .isEmpty()) {
                            return End.RESTORED;
                        }
                        endRun(tx, item);
                        return End.DONE;
                    });
            runs += count(item, end);
        }

        private long count(Item item, End end) {
            if (end == End.HELD && held.size() < MAX_HELD) {
                held.add(new Held(item.kind, item.id, HELD));
            }
            if (end == End.DONE && dryRun) {
                Garbage.ownFolder(item.artifactUri, item.id).ifPresent(folders::add);
            }
            return end == End.DONE ? 1 : 0;
        }

        private void endRun(Tx tx, Item item) {
            for (String table : List.of(
                    "metrics",
                    "fresh_points",
                    "latest_metrics",
                    "params",
                    "tags",
                    "run_datasets",
                    "run_dataset_tags",
                    "run_models")) {
                tx.update("DELETE FROM " + table + " WHERE run = ?", item.row);
            }
            tx.update("DELETE FROM runs WHERE id = ?", item.row);
            forget(tx, item, "run", "history");
        }

        private void forget(Tx tx, Item item, String... kinds) {
            for (String kind : kinds) {
                tx.update(
                        "DELETE FROM imported WHERE workspace = ? AND kind = ? AND id = ?",
                        item.workspace,
                        kind,
                        item.id);
            }
            Garbage.note(tx, item.artifactUri, item.id, clock.millis());
            tell(tx, item);
        }

        private void tell(Tx tx, Item item) {
            String noun = item.kind.equals("logged model") ? "model" : item.kind;
            var data =
                    Json.object().put("kind", item.kind).put("name", item.name).put("deleted", item.deleted);
            tx.emit(new NewEvent(noun + ".purged", noun + "s/" + item.id, actor, item.workspace, data));
        }

        void model(Item item) {
            End end = dryRun
                    ? database.read(q -> held(q, "model_id = ?", item.id, item.artifactUri) ? End.HELD : End.DONE)
                    : database.write(tx -> {
                        if (held(tx, "model_id = ?", item.id, item.artifactUri)) {
                            return End.HELD;
                        }
                        if (tx.one(
                                        "SELECT 1 FROM logged_models WHERE id = ? AND lifecycle = 'deleted'",
                                        row -> row.integer(1),
                                        item.row)
                                .isEmpty()) {
                            return End.RESTORED;
                        }
                        endModel(tx, item);
                        return End.DONE;
                    });
            models += count(item, end);
        }

        private void endModel(Tx tx, Item item) {
            for (String table : List.of("logged_model_tags", "logged_model_params", "logged_model_metrics")) {
                tx.update("DELETE FROM " + table + " WHERE model = ?", item.row);
            }
            tx.update("DELETE FROM logged_models WHERE id = ?", item.row);
            tx.update("DELETE FROM run_models WHERE model_id = ?", item.id);
            forget(tx, item, "logged_model");
        }

        /** With the logged models in it, which MLflow does not delete by themselves when their experiment is. */
        void experiment(Item item) {
            List<Item> inside = database.read(query -> query.list(
                    "SELECT model_id, workspace, name, artifact_uri, id, updated FROM logged_models"
                            + " WHERE experiment = ? AND lifecycle = 'active'",
                    row -> Trash.item("logged model", row.text(1), row),
                    item.row));
            if (dryRun) {
                boolean kept = database.read(query -> blocked(query, item, inside));
                if (kept) {
                    held.add(new Held(item.kind, item.id, "it holds runs or models that stay"));
                } else {
                    experiments += count(item, End.DONE);
                    models += inside.size();
                }
                return;
            }
            End end = database.write(tx -> {
                if (tx.one(
                                "SELECT 1 FROM experiments WHERE id = ? AND lifecycle = 'deleted' AND updated <= ?",
                                row -> row.integer(1),
                                item.row,
                                cutoff)
                        .isEmpty()) {
                    return End.RESTORED;
                }
                if (blocked(tx, item, inside)) {
                    return End.HELD;
                }
                inside.forEach(model -> endModel(tx, model));
                tx.update("DELETE FROM experiment_tags WHERE experiment = ?", item.row);
                tx.update("DELETE FROM logged_datasets WHERE experiment = ?", item.row);
                tx.update("DELETE FROM experiments WHERE id = ?", item.row);
                tx.update("INSERT INTO purged_experiments (id, time) VALUES (?, ?)", item.row, clock.millis());
                ExperimentTraces.delete(tx, item.row);
                ExperimentEvaluation.delete(tx, item.row);
                forget(tx, item, "experiment");
                return End.DONE;
            });
            if (end == End.HELD) {
                held.add(new Held(item.kind, item.id, "it holds runs or models that stay"));
            } else if (end == End.DONE) {
                experiments++;
                models += inside.size();
            }
        }

        /** In a dry run the runs whose time is over are still there, and do not count. */
        private boolean blocked(Query query, Item experiment, List<Item> models) {
            boolean runsLeft = query.list(
                            "SELECT run_id, artifact_uri, lifecycle, COALESCE(deleted, 0) FROM runs"
                                    + " WHERE experiment = ?",
                            row -> !row.text(3).equals("deleted")
                                    || row.integer(4) > cutoff
                                    || !dryRun
                                    || runHeld(query, row.text(1), row.text(2)),
                            experiment.row)
                    .contains(true);
            return runsLeft
                    || held(query, "run_id = ?", "", experiment.artifactUri)
                    || models.stream().anyMatch(m -> held(query, "model_id = ?", m.id, m.artifactUri))
                    || query.one(
                                            "SELECT COUNT(*) FROM logged_models WHERE experiment = ? AND lifecycle = 'deleted'"
                                                    + " AND updated > ?",
                                            row -> row.integer(1),
                                            experiment.row,
                                            cutoff)
                                    .orElse(0L)
                            > 0;
        }
    }
}
