package io.slipway.tracking.moving;

import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.moving.Line.ExperimentLine;
import io.slipway.tracking.wire.Names;
import java.util.Optional;

/** Takes in experiments. Their artifacts come into Slipway's own store, wherever they were before. */
final class ExperimentImport {
    private final String workspace;

    ExperimentImport(String workspace) {
        this.workspace = workspace;
    }

    private record Found(long id, String location, long created) {}

    Result put(Tx tx, ExperimentLine line, Ledger.Known known) {
        Optional<Found> found = find(tx, line);
        if (found.isEmpty()) {
            return insert(tx, line);
        }
        Found here = found.get();
        boolean same = here.created == line.created(); // else one of another source that has the same name
        if (same && known == Ledger.Known.CHANGED) {
            tx.update(
                    "UPDATE experiments SET lifecycle = ?, updated = ? WHERE id = ?",
                    line.lifecycle(),
                    line.updated(),
                    here.id);
            putTags(tx, here.id, line, "DO UPDATE SET value = excluded.value");
        } else if (known != Ledger.Known.SAME) {
            putTags(tx, here.id, line, "DO NOTHING");
        }
        boolean kept = known == Ledger.Known.NEW || (known == Ledger.Known.CHANGED && !same);
        String state = kept ? "kept" : known == Ledger.Known.CHANGED ? "updated" : "unchanged";
        String reason = kept ? "an experiment of this name is here: runs are added to it" : null;
        return new Result(line.id(), state, reason, Long.toString(here.id), here.location);
    }

    private Result insert(Tx tx, ExperimentLine line) {
        long id = freeId(tx, line);
        String location = "mlflow-artifacts:/" + id;
        tx.update(
                "INSERT INTO experiments (id, workspace, name, artifact_location, lifecycle, created, updated)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                workspace,
                line.name(),
                location,
                line.lifecycle(),
                line.created(),
                line.updated());
        putTags(tx, id, line, "DO NOTHING");
        return new Result(line.id(), "added", null, Long.toString(id), location);
    }

    private static void putTags(Tx tx, long id, ExperimentLine line, String onConflict) {
        line.tags()
                .forEach((key, value) -> tx.update(
                        "INSERT INTO experiment_tags (experiment, key, value) VALUES (?, ?, ?)"
                                + " ON CONFLICT (experiment, key) " + onConflict,
                        id,
                        key,
                        value));
    }

    /** By name; or, if it was renamed on either side since, by id and time of creation. */
    private Optional<Found> find(Query query, ExperimentLine line) {
        return query.one(
                        "SELECT id, artifact_location, created FROM experiments WHERE workspace = ? AND name = ?",
                        row -> new Found(row.integer(1), row.text(2), row.integer(3)),
                        workspace,
                        line.name())
                .or(() -> query.one(
                        "SELECT id, artifact_location, created FROM experiments WHERE workspace = ? AND id = ? AND created = ?",
                        row -> new Found(row.integer(1), row.text(2), row.integer(3)),
                        workspace,
                        Names.experimentId(line.id()),
                        line.created()));
    }

    /** The original id if nobody has it; scripts hold on to ids. */
    private static long freeId(Query query, ExperimentLine line) {
        long wanted = Names.experimentId(line.id());
        boolean taken = wanted < 0
                || query.one("SELECT 1 FROM experiments WHERE id = ?", row -> row.integer(1), wanted)
                        .isPresent();
        return taken ? Experiments.nextId(query) : wanted;
    }
}
