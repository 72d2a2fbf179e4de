package io.slipway.storage.embedded;

import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import java.util.List;

/**
 * A row of the events table.
 *
 * @param data JSON as it was written, not parsed
 */
record StoredEvent(
        long sequence, String id, long time, String kind, String subject, String actor, String workspace, String data) {
    static final String COLUMNS = "sequence, id, time, kind, subject, actor, workspace, data";
    private static final String AFTER =
            "SELECT " + COLUMNS + " FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?";

    static StoredEvent of(Row row) {
        return new StoredEvent(
                row.integer(1),
                row.text(2),
                row.integer(3),
                row.text(4),
                row.text(5),
                row.text(6),
                row.text(7),
                row.text(8));
    }

    /** Ascending. */
    static List<StoredEvent> after(Query query, long sequence, int limit) {
        return query.list(AFTER, StoredEvent::of, sequence, limit);
    }

    Event event() {
        return new Event(sequence, id, time, kind, subject, actor, workspace, Json.parse(data));
    }
}
