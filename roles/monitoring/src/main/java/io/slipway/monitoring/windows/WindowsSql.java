package io.slipway.monitoring.windows;

import io.slipway.kernel.Json;
import io.slipway.monitoring.monitors.Monitor;
import io.slipway.storage.Database;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import java.util.List;
import java.util.Optional;

/** Windows and alerts as rows. */
final class WindowsSql {
    private static final String COLUMNS = "SELECT start, finish, state, result FROM monitor_windows ";

    private final Database database;

    WindowsSql(Database database) {
        this.database = database;
    }

    /** @param fired UTC milliseconds */
    record Alert(long windowStart, String rule, double value, long fired) {}

    /** A prediction whose label is known. */
    record LabelledRow(String requestId, long time, int version, double score, String inputs, double label) {}

    List<Window> list(Monitor monitor) {
        return database.read(q -> q.list(
                COLUMNS + "WHERE workspace = ? AND monitor = ? ORDER BY start",
                WindowsSql::map,
                monitor.workspace(),
                monitor.name()));
    }

    Optional<Window> get(Monitor monitor, long start) {
        return database.read(q -> q.one(
                COLUMNS + "WHERE workspace = ? AND monitor = ? AND start = ?",
                WindowsSql::map,
                monitor.workspace(),
                monitor.name(),
                start));
    }

    private static Window map(Row row) {
        return new Window(
                row.integer(1),
                row.integer(2),
                WindowState.valueOf(row.text(3)),
                Json.read(row.text(4), WindowResult.class));
    }

    void put(Tx tx, Monitor monitor, Window window) {
        tx.update(
                "INSERT INTO monitor_windows (workspace, monitor, start, finish, state, result) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (workspace, monitor, start) DO UPDATE SET state = excluded.state,"
                        + " result = excluded.result",
                monitor.workspace(),
                monitor.name(),
                window.start(),
                window.end(),
                window.state().name(),
                Json.write(window.result()));
    }

    /** False if this alert was raised before. */
    boolean raise(Tx tx, Monitor monitor, Alert alert) {
        return tx.update(
                        "INSERT INTO monitor_alerts (workspace, monitor, window_start, rule, value, fired)"
                                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        monitor.workspace(),
                        monitor.name(),
                        alert.windowStart(),
                        alert.rule(),
                        alert.value(),
                        alert.fired())
                == 1;
    }

    List<Alert> alerts(Monitor monitor) {
        return database.read(q -> q.list(
                "SELECT window_start, rule, value, fired FROM monitor_alerts WHERE workspace = ? AND monitor = ?"
                        + " ORDER BY fired DESC",
                r -> new Alert(r.integer(1), r.text(2), r.real(3), r.integer(4)),
                monitor.workspace(),
                monitor.name()));
    }

    List<LabelledRow> labelled(String model, long start, long end) {
        return database.read(q -> q.list(
                "SELECT p.request_id, p.time, p.version, p.score, p.inputs, l.value FROM predictions p JOIN labels l"
                        + " ON l.model = p.model AND l.request_id = p.request_id"
                        + " WHERE p.model = ? AND p.time >= ? AND p.time < ? ORDER BY p.time, p.request_id",
                r -> new LabelledRow(r.text(1), r.integer(2), (int) r.integer(3), r.real(4), r.text(5), r.real(6)),
                model,
                start,
                end));
    }

    /** Every prediction since {@code from}, in order of time. */
    void eachPrediction(String model, long from, PredictionReader reader) {
        eachPrediction(model, from, Long.MAX_VALUE, reader);
    }

    /** Every prediction from {@code from} to before {@code to}, in order of time. */
    void eachPrediction(String model, long from, long to, PredictionReader reader) {
        database.read(q -> {
            q.each(
                    "SELECT time, version, score, inputs FROM predictions WHERE model = ? AND time >= ? AND time < ?"
                            + " ORDER BY time",
                    r -> reader.on(r.integer(1), (int) r.integer(2), r.real(3), r.text(4)),
                    model,
                    from,
                    to);
            return 0;
        });
    }

    /** Receives predictions one by one. */
    @FunctionalInterface
    interface PredictionReader {
        void on(long time, int version, double score, String inputs);
    }
}
