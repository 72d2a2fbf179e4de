package io.slipway.tracking.traces;

import io.slipway.storage.Tx;
import io.slipway.tracking.experiments.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes traces and what hangs on them, inside one transaction. */
final class TraceRows {
    private static final List<String> HANGING =
            List.of("trace_tags", "trace_metadata", "trace_runs", "trace_prompts", "spans", "assessments");

    private TraceRows() {}

    /** A new trace, with the tag that tells clients where its files go. */
    static TraceRow insert(Tx tx, String workspace, Experiment experiment, String traceId, long time, String state) {
        long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM traces", row -> row.integer(1))
                .orElse(1L);
        long experimentId = Long.parseLong(experiment.experimentId());
        tx.update(
                "INSERT INTO traces (id, trace_id, workspace, experiment, request_time, state, final)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0)",
                id,
                traceId,
                workspace,
                experimentId,
                time,
                state);
        putTags(tx, id, Map.of(TraceInfo.ARTIFACTS, artifacts(experiment, traceId)));
        RunLinks.settle(tx, workspace, traceId, id);
        return new TraceRow(id, traceId, experimentId, time, null, state, null, null, null, false);
    }

    private static String artifacts(Experiment experiment, String traceId) {
        String root = experiment.artifactLocation();
        return root + (root.endsWith("/") ? "" : "/") + "traces/" + traceId + "/artifacts";
    }

    static void update(Tx tx, TraceRow row) {
        tx.update(
                "UPDATE traces SET experiment = ?, request_time = ?, duration = ?, state = ?, client_request_id = ?,"
                        + " request_preview = ?, response_preview = ?, final = ? WHERE id = ?",
                row.experiment(),
                row.requestTime(),
                row.duration(),
                row.state(),
                row.clientRequestId(),
                row.requestPreview(),
                row.responsePreview(),
                row.described() ? 1 : 0,
                row.id());
    }

    static void putTags(Tx tx, long trace, Map<String, String> tags) {
        put(tx, "trace_tags", trace, tags, "DO UPDATE SET value = excluded.value");
    }

    /** Only what is not there yet. */
    static void addTags(Tx tx, long trace, Map<String, String> tags) {
        put(tx, "trace_tags", trace, tags, "DO NOTHING");
    }

    static void putMetadata(Tx tx, long trace, Map<String, String> metadata) {
        put(tx, "trace_metadata", trace, metadata, "DO UPDATE SET value = excluded.value");
    }

    /** Only what is not there yet. */
    static void addMetadata(Tx tx, long trace, Map<String, String> metadata) {
        put(tx, "trace_metadata", trace, metadata, "DO NOTHING");
    }

    private static void put(Tx tx, String table, long trace, Map<String, String> values, String otherwise) {
        if (!values.isEmpty()) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            values.forEach((key, value) -> rows.add(new @Nullable Object[] {trace, key, value}));
            tx.batch(
                    "INSERT INTO " + table + " (trace, key, value) VALUES (?, ?, ?) ON CONFLICT (trace, key) "
                            + otherwise,
                    rows);
        }
    }

    static void delete(Tx tx, List<TraceRow> rows) {
        List<@Nullable Object[]> ids =
                rows.stream().map(row -> new @Nullable Object[] {row.id()}).toList();
        HANGING.forEach(table -> tx.batch("DELETE FROM " + table + " WHERE trace = ?", ids));
        tx.batch("DELETE FROM traces WHERE id = ?", ids);
    }
}
