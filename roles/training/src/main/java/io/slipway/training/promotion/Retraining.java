package io.slipway.training.promotion;

import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's answer to one alert.
 *
 * @param runId the run that was started; null if none was
 * @param labelledBlob key of the CSV with the window's labelled rows
 * @param note why nothing was started, or what came of it
 */
record Retraining(
        String eventId,
        String workspace,
        String pipeline,
        String model,
        @Nullable String runId,
        long windowStart,
        long windowEnd,
        @Nullable String labelledBlob,
        State state,
        @Nullable String note,
        long created) {
    enum State {
        RUNNING,
        SKIPPED,
        DONE
    }

    private static final String SELECT =
            "SELECT event_id, workspace, pipeline, model, run_id, window_start, window_end,"
                    + " labelled_blob, state, note, created FROM retrainings ";

    static Optional<Retraining> of(Query query, String eventId, String pipeline) {
        return query.one(SELECT + "WHERE event_id = ? AND pipeline = ?", Retraining::map, eventId, pipeline);
    }

    static Optional<Retraining> ofRun(Query query, String runId) {
        return query.one(SELECT + "WHERE run_id = ?", Retraining::map, runId);
    }

    /** The newest one of a pipeline that started a run. */
    static Optional<Retraining> newest(Query query, String workspace, String pipeline) {
        return query.one(
                SELECT
                        + "WHERE workspace = ? AND pipeline = ? AND run_id IS NOT NULL ORDER BY created DESC, run_id DESC"
                        + " LIMIT 1",
                Retraining::map,
                workspace,
                pipeline);
    }

    void insert(Tx tx) {
        tx.update(
                "INSERT INTO retrainings (event_id, workspace, pipeline, model, run_id, window_start, window_end,"
                        + " labelled_blob, state, note, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                eventId,
                workspace,
                pipeline,
                model,
                runId,
                windowStart,
                windowEnd,
                labelledBlob,
                state.name(),
                note,
                created);
    }

    static void done(Tx tx, String runId, String note) {
        tx.update("UPDATE retrainings SET state = 'DONE', note = ? WHERE run_id = ?", note, runId);
    }

    private static Retraining map(Row row) {
        return new Retraining(
                row.text(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.textOrNull(5),
                row.integer(6),
                row.integer(7),
                row.textOrNull(8),
                State.valueOf(row.text(9)),
                row.textOrNull(10),
                row.integer(11));
    }
}
