package io.slipway.tracking.runs;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.tracking.wire.Names;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The row of a run, without what hangs on it. */
record RunRow(
        long id,
        String runId,
        long experiment,
        String name,
        String status,
        String userId,
        long startTime,
        @Nullable Long endTime,
        String lifecycle,
        String artifactUri) {
    static final String COLUMNS =
            "r.id, r.run_id, r.experiment, r.name, r.status, r.user_id, r.start_time, r.end_time, r.lifecycle, r.artifact_uri";
    static final int WIDTH = 10;

    static RunRow read(Row row) {
        return new RunRow(
                row.integer(1),
                row.text(2),
                row.integer(3),
                row.text(4),
                row.text(5),
                row.text(6),
                row.integer(7),
                row.integerOrNull(8),
                row.text(9),
                row.text(10));
    }

    static Optional<RunRow> find(Query query, String workspace, String runId) {
        return query.one(
                "SELECT " + COLUMNS + " FROM runs r WHERE r.run_id = ? AND r.workspace = ?",
                RunRow::read,
                runId,
                workspace);
    }

    static RunRow require(Query query, String workspace, String runId) {
        return find(query, workspace, runId).orElseThrow(() -> missing(runId));
    }

    static SlipwayException missing(String runId) {
        return SlipwayException.notFound("Run with id=" + Names.shown(runId) + " not found");
    }

    static RunRow requireActive(Query query, String workspace, String runId) {
        RunRow run = require(query, workspace, runId);
        if (!run.active()) {
            throw SlipwayException.invalid(
                    "The run " + runId + " must be in the 'active' state. Current state is " + run.lifecycle + ".");
        }
        return run;
    }

    boolean active() {
        return lifecycle.equals("active");
    }

    Run.Info info() {
        return new Run.Info(
                runId,
                runId,
                name,
                Long.toString(experiment),
                userId,
                status,
                startTime,
                endTime,
                artifactUri,
                lifecycle);
    }
}
