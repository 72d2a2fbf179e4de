package io.slipway.tracking.traces;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.tracking.wire.Names;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The row of a trace, without what hangs on it.
 *
 * @param requestTime epoch milliseconds UTC
 * @param duration milliseconds; null while no span has ended
 * @param described by its client, so that spans no longer change it
 */
record TraceRow(
        long id,
        String traceId,
        long experiment,
        long requestTime,
        @Nullable Long duration,
        String state,
        @Nullable String clientRequestId,
        @Nullable String requestPreview,
        @Nullable String responsePreview,
        boolean described) {
    static final String COLUMNS = "t.id, t.trace_id, t.experiment, t.request_time, t.duration, t.state,"
            + " t.client_request_id, t.request_preview, t.response_preview, t.final";
    static final int WIDTH = 10;

    static TraceRow read(Row row) {
        return new TraceRow(
                row.integer(1),
                row.text(2),
                row.integer(3),
                row.integer(4),
                row.integerOrNull(5),
                row.text(6),
                row.textOrNull(7),
                row.textOrNull(8),
                row.textOrNull(9),
                row.flag(10));
    }

    static Optional<TraceRow> find(Query query, String workspace, String traceId) {
        return query.one(
                "SELECT " + COLUMNS + " FROM traces t WHERE t.workspace = ? AND t.trace_id = ?",
                TraceRow::read,
                workspace,
                traceId);
    }

    static TraceRow require(Query query, String workspace, String traceId) {
        return find(query, workspace, traceId).orElseThrow(() -> missing(traceId));
    }

    static SlipwayException missing(String traceId) {
        return SlipwayException.notFound("Trace with ID '" + Names.shown(traceId) + "' not found.");
    }
}
