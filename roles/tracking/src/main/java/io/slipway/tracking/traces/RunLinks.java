package io.slipway.tracking.traces;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Tx;
import io.slipway.tracking.runs.Runs;
import io.slipway.tracking.wire.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * Links of traces to runs. Exporters send traces in the background, so a link may come before its trace; it waits then,
 * unseen, and holds as soon as the trace is there.
 */
final class RunLinks {
    private static final int MOST_WAITING = 10_000;
    private static final int LONGEST_ID = 250;

    private RunLinks() {}

    /** @throws SlipwayException NOT_FOUND if there is no such run */
    static void add(Tx tx, String workspace, List<String> traceIds, String runId) {
        if (Runs.findArtifactUri(tx, workspace, runId).isEmpty()) {
            throw SlipwayException.notFound("Run with id=" + Names.shown(runId) + " not found");
        }
        var missing = new ArrayList<>(traceIds);
        for (TraceRow row : Traces.rows(tx, workspace, traceIds, List.of())) {
            missing.remove(row.traceId());
            tx.update(
                    "INSERT INTO trace_runs (run_id, trace) VALUES (?, ?) ON CONFLICT (run_id, trace) DO NOTHING",
                    runId,
                    row.id());
        }
        missing.removeIf(id -> id.isEmpty() || id.length() > LONGEST_ID);
        if (!missing.isEmpty()) {
            wait(tx, workspace, missing, runId);
        }
    }

    private static void wait(Tx tx, String workspace, List<String> traceIds, String runId) {
        traceIds.forEach(id -> tx.update(
                "INSERT INTO waiting_links (workspace, trace_id, run_id) VALUES (?, ?, ?)"
                        + " ON CONFLICT (workspace, trace_id, run_id) DO NOTHING",
                workspace,
                id,
                runId));
        tx.update("DELETE FROM waiting_links WHERE id <= (SELECT MAX(id) FROM waiting_links) - ?", MOST_WAITING);
    }

    /** Makes the links hold that waited for a trace which is new. */
    static void settle(Tx tx, String workspace, String traceId, long trace) {
        List<String> runs = tx.list(
                "SELECT run_id FROM waiting_links WHERE workspace = ? AND trace_id = ?",
                row -> row.text(1),
                workspace,
                traceId);
        if (!runs.isEmpty()) {
            runs.forEach(run -> tx.update("INSERT INTO trace_runs (run_id, trace) VALUES (?, ?)", run, trace));
            tx.update("DELETE FROM waiting_links WHERE workspace = ? AND trace_id = ?", workspace, traceId);
        }
    }
}
