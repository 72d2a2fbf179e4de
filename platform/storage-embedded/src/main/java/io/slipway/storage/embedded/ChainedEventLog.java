package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Event;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@link EventLog} on the events table, which answers questions, and the chained files, which prove the answers. */
final class ChainedEventLog implements EventLog {
    private static final int MOST = 10_000;
    private static final int COMPARED_AT_ONCE = 1000;
    private static final long CATCH_UP_MILLIS = 10_000;

    private final Path folder;
    private final WriterThread writer;
    private final ReaderPool readers;
    private final EventProgress progress;
    private final EventRelay relay;
    private final Outbox outbox;
    private final SqlEngine engine;
    private final Options options;
    private final Map<String, DurableSubscription> subscriptions = new ConcurrentHashMap<>();

    ChainedEventLog(
            Path folder,
            WriterThread writer,
            ReaderPool readers,
            EventProgress progress,
            EventRelay relay,
            Outbox outbox,
            SqlEngine engine,
            Options options) {
        this.folder = folder;
        this.writer = writer;
        this.readers = readers;
        this.progress = progress;
        this.relay = relay;
        this.outbox = outbox;
        this.engine = engine;
        this.options = options;
    }

    @Override
    public List<Event> after(long after, int limit) {
        checkLimit(limit);
        return readers.run(session -> StoredEvent.after(session, after, limit)).stream()
                .map(StoredEvent::event)
                .toList();
    }

    @Override
    public long head() {
        return progress.committed();
    }

    @Override
    public Page<Event> search(Filter filter, int limit, @Nullable String token) {
        checkLimit(limit);
        return readers.run(session -> EventSearch.page(session, engine, filter, limit, token));
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw SlipwayException.invalid("a page has 1 to " + MOST + " events, not " + limit);
        }
    }

    @Override
    public boolean await(long after, long millis) throws InterruptedException {
        return progress.awaitCommitted(after, millis);
    }

    @Override
    public Subscription subscribe(String name, List<String> kinds, Handler handler) {
        long position = writer.run(session -> {
            session.update(
                    "INSERT INTO subscriptions (name, position) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                    name,
                    progress.committed());
            return session.one("SELECT position FROM subscriptions WHERE name = ?", row -> row.integer(1), name)
                    .orElse(0L);
        });
        DurableSubscription subscription =
                new DurableSubscription(name, kinds, handler, position, readers, writer, options, this::ended);
        if (subscriptions.putIfAbsent(name, subscription) != null) {
            throw new SlipwayException(ErrorCode.ALREADY_EXISTS, "the subscription " + name + " is running already");
        }
        subscription.start();
        relay.add(subscription);
        return subscription;
    }

    private void ended(DurableSubscription subscription) {
        relay.remove(subscription);
        subscriptions.remove(subscription.name(), subscription);
    }

    @Override
    public Verification verify() {
        long upTo = progress.committed();
        try {
            if (upTo > 0 && !progress.awaitChained(upTo - 1, CATCH_UP_MILLIS)) {
                throw new SlipwayException(
                        ErrorCode.UNAVAILABLE, "the event log has not caught up with the database; look at the log");
            }
            Verification chain = EventLogFiles.verify(folder, upTo, new Rows());
            return chain.intact() && chain.events() < upTo
                    ? new Verification(
                            chain.events(),
                            chain.head(),
                            "event " + (chain.events() + 1)
                                    + " is missing: the files end before it, the database has events up to " + upTo)
                    : chain;
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "cannot read the event log's files", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlipwayException(ErrorCode.CANCELLED, "the verification was interrupted", e);
        }
    }

    /** Compares the chain's records with the database's rows, some rows read at a time. */
    private final class Rows implements EventLogFiles.Check {
        private final Deque<StoredEvent> rows = new ArrayDeque<>();

        @Override
        public @Nullable String problem(EventRecord record) {
            if (rows.isEmpty()) {
                rows.addAll(
                        readers.run(session -> StoredEvent.after(session, record.sequence() - 1, COMPARED_AT_ONCE)));
            }
            StoredEvent row = rows.poll();
            if (row == null || row.sequence() != record.sequence()) {
                return "the record is not in the database";
            }
            return EventRecord.of(row, record.prev()).hash().equals(record.hash())
                    ? null
                    : "the record differs from the database: one of them was changed";
        }
    }

    @Override
    public void close() {
        subscriptions.values().forEach(DurableSubscription::close);
        try {
            relay.close();
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "the event log's files could not be closed", e);
        }
        ChainHead head = progress.synced();
        writer.run(session -> {
            outbox.store(session, head);
            return head;
        });
    }
}
