package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Ids;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each event its sequence number and puts it into the transaction. Used by the writer's thread alone; as only
 * that thread gives out numbers and takes them back when a transaction fails, they have no gaps.
 */
final class Outbox {
    private static final int MOST_DATA_BYTES = 64 << 10;
    private static final String INSERT = """
            INSERT INTO events (sequence, id, time, kind, subject, actor, workspace, data)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String STORE_HEAD = """
            INSERT INTO event_chain (id, sequence, hash, file, line_end) VALUES (1, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash,
                file = excluded.file, line_end = excluded.line_end""";

    private final InstantSource clock;
    private final EventProgress progress;
    private final RecentEvents recent;
    private final List<StoredEvent> pending = new ArrayList<>();
    private long last;
    private ChainHead stored = ChainHead.START;

    Outbox(InstantSource clock, EventProgress progress, RecentEvents recent) {
        this.clock = clock;
        this.progress = progress;
        this.recent = recent;
        this.last = progress.committed();
    }

    void add(Session session, NewEvent event) {
        String data = Json.write(event.data());
        if (data.length() > MOST_DATA_BYTES / 3 && data.getBytes(StandardCharsets.UTF_8).length > MOST_DATA_BYTES) {
            throw new SlipwayException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "the data of event " + event.kind() + " on " + event.subject() + " is larger than 64 kB");
        }
        long time = clock.millis();
        long sequence = last + 1;
        StoredEvent stored = new StoredEvent(
                sequence,
                Ids.uuid7(time),
                time,
                event.kind(),
                event.subject(),
                event.actor().toString(),
                event.workspace(),
                data);
        EventBlocks.before(session, sequence);
        session.update(
                INSERT,
                sequence,
                stored.id(),
                time,
                stored.kind(),
                stored.subject(),
                stored.actor(),
                stored.workspace(),
                data);
        pending.add(stored);
        last = sequence;
    }

    long mark() {
        return last;
    }

    void backTo(long mark) {
        while (last > mark) {
            pending.removeLast();
            last--;
        }
    }

    /** Lets the newest chain head known to be on disk ride along with a commit that holds events anyway. */
    void beforeCommit(Session session) {
        ChainHead head = progress.synced();
        if (last > progress.committed() && head.sequence() > stored.sequence()) {
            store(session, head);
        }
    }

    /** Ties the log's files to the database. */
    void store(Session session, ChainHead head) {
        if (head.end() == 0) {
            return;
        }
        session.update(STORE_HEAD, head.sequence(), head.hash(), head.file(), head.end());
        stored = head;
    }

    /** Another connection: a commit whose answer was lost may have been kept. */
    void reconnected(Session session) {
        session.one("SELECT coalesce(max(sequence), 0) FROM events", row -> row.integer(1))
                .ifPresent(progress::committed);
        rolledBack();
    }

    void committed() {
        recent.add(pending);
        pending.clear();
        progress.committed(last);
    }

    void rolledBack() {
        pending.clear();
        last = progress.committed();
        stored = ChainHead.START;
    }
}
