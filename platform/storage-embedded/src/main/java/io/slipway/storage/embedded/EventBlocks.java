package io.slipway.storage.embedded;

import io.slipway.storage.Query;
import io.slipway.storage.Tx;

/**
 * The span of time of each {@value #SIZE} events. Times follow the clock, which may be set back, and so do not rise
 * with the sequence; a block says which times its events may have, for a thousandth of what an index would cost each
 * write.
 */
final class EventBlocks {
    private static final int SIZE = 1024;

    private static final String NOT_NOTED = "sequence >= (SELECT coalesce(max(block) + 1, 0) * 1024 FROM event_blocks)";

    private static final String NOTE = """
            INSERT INTO event_blocks (block, earliest, latest)
            SELECT sequence / 1024, min(time), max(time) FROM events WHERE %s AND sequence < ?
            GROUP BY sequence / 1024""".formatted(NOT_NOTED);

    private static final String FIND = """
            SELECT coalesce(min(block), 0), coalesce(max(block), -1) FROM (
                SELECT block, earliest, latest FROM event_blocks
                UNION ALL
                SELECT sequence / 1024, min(time), max(time) FROM events WHERE %s GROUP BY sequence / 1024) AS spans
            WHERE latest >= ? AND earliest < ?""".formatted(NOT_NOTED);

    private EventBlocks() {}

    /** @param from first sequence, included
     *  @param to last sequence, excluded */
    record Sequences(long from, long to) {
        long size() {
            return to - from;
        }
    }

    /** Notes the spans of the blocks before, if the event of this sequence begins a new one. */
    static void before(Tx tx, long sequence) {
        if (sequence % SIZE == 0) {
            tx.update(NOTE, sequence);
        }
    }

    /** Where events with {@code from <= time < to} (epoch milliseconds) can be; others may lie between them. */
    static Sequences of(Query query, long from, long to) {
        return query.one(FIND, row -> new Sequences(row.integer(1) * SIZE, (row.integer(2) + 1) * SIZE), from, to)
                .orElseThrow();
    }
}
