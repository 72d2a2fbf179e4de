package io.slipway.tracking.runs;

import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Points of metrics that were logged lately. The table of points is kept by run and metric, so that a history is read in
 * one go; therefore each point of a call that logs ten metrics belongs on another page, and writing the pages costs more
 * than all the rest. Here a call's points are one row, durable like all others; they move to their places many at a time,
 * when {@value #MANY} wait or before a history is read.
 */
final class FreshPoints {
    private static final int MANY = 2000;
    private static final int POINT_BYTES = 4 * Long.BYTES + 1;

    private final Database database;
    private final AtomicLong lastId;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private int waiting; // of the writer's transactions alone; a guess where one of them was undone

    /** The tables must be there. */
    FreshPoints(Database database) {
        this.database = database;
        this.lastId = new AtomicLong(
                database.read(query -> query.one("SELECT COALESCE(MAX(id), 0) FROM fresh_points", row -> row.integer(1))
                        .orElse(0L)));
        written.set(lastId.get());
    }

    /**
     * Adds points of a run in a transaction.
     *
     * @return to be given to {@link #kept} once the transaction is durable
     */
    long add(Tx tx, KeyIds.InTransaction ids, long run, List<Metric> metrics) {
        if (waiting >= MANY) {
            move(tx);
        }
        ByteBuffer bytes = ByteBuffer.allocate(POINT_BYTES * metrics.size());
        for (Metric metric : metrics) {
            bytes.putLong(ids.id(metric.key()));
            bytes.putLong(metric.timestamp());
            bytes.putLong(metric.step());
            bytes.putDouble(metric.storedValue());
            bytes.put((byte) metric.nanMark());
        }
        long id = lastId.incrementAndGet();
        tx.update("INSERT INTO fresh_points (id, run, points) VALUES (?, ?, ?)", id, run, bytes.array());
        waiting += metrics.size();
        return id;
    }

    /** What {@link #add} wrote is durable: who reads a history from now on finds it. */
    void kept(long id) {
        written.accumulateAndGet(id, Math::max);
    }

    /** Puts all that was acknowledged in its place; call before reading histories. */
    void settle() {
        if (moved.get() < written.get()) {
            moved.accumulateAndGet(database.write(this::move), Math::max);
        }
    }

    private record Point(long run, long key, long time, long step, double value, int nan) {}

    /** The number of the last row that was moved. */
    private long move(Tx tx) {
        var points = new ArrayList<Point>(waiting);
        var last = new AtomicLong(moved.get());
        tx.each("SELECT id, run, points FROM fresh_points ORDER BY id", row -> {
            last.set(row.integer(1));
            long run = row.integer(2);
            ByteBuffer bytes = ByteBuffer.wrap(row.bytes(3));
            while (bytes.hasRemaining()) {
                points.add(new Point(
                        run, bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getDouble(), bytes.get()));
            }
        });
        points.sort(Comparator.comparingLong(Point::run)
                .thenComparingLong(Point::key)
                .thenComparingLong(Point::time)
                .thenComparingLong(Point::step));
        var rows = new ArrayList<@Nullable Object[]>(points.size());
        for (Point point : points) {
            rows.add(new @Nullable Object[] {point.run, point.key, point.time, point.step, point.value, point.nan});
        }
        MetricRows.insert(tx, rows);
        tx.update("DELETE FROM fresh_points");
        waiting = 0;
        return last.get();
    }
}
