package io.slipway.storage.embedded;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that carries committed events, in their order, into the hash-chained files and then to the
 * subscriptions. The files are synced a few times a second: an event is durable in the database before, and a record
 * lost with the power is written again from there.
 */
final class EventRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventRelay.class);
    private static final int BATCH = 500;
    private static final long SYNC_MILLIS = 200;
    private static final long RETRY_MILLIS = 1_000;
    /** Between two steps under load: many small steps would take the processor from those who write. */
    private static final long GATHER_NANOS = 1_000_000;

    private final ReaderPool readers;
    private final RecentEvents recent;
    private final EventSegments segments;
    private final EventProgress progress;
    private final List<DurableSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Thread thread =
            Thread.ofPlatform().name("slipway-relay").daemon().unstarted(this::run);
    private boolean dirty;
    private long syncedAt = System.nanoTime();
    private volatile boolean closed;

    EventRelay(ReaderPool readers, RecentEvents recent, EventSegments segments, EventProgress progress) {
        this.readers = readers;
        this.recent = recent;
        this.segments = segments;
        this.progress = progress;
    }

    void start() {
        thread.start();
    }

    /** Delivers what is chained from now on; the subscription reads what came before by itself. */
    void add(DurableSubscription subscription) {
        subscriptions.add(subscription);
        subscription.reach(progress.chained());
    }

    void remove(DurableSubscription subscription) {
        subscriptions.remove(subscription);
    }

    private void run() {
        while (!closed || segments.head().sequence() < progress.committed()) {
            try {
                step();
            } catch (IOException | RuntimeException e) {
                LOG.error("the event log cannot be written; events wait in the database until it can", e);
                if (closed) {
                    return;
                }
                pause();
            } catch (InterruptedException e) {
                LOG.warn("the relay of events was interrupted and goes on");
            }
        }
    }

    private void step() throws IOException, InterruptedException {
        long last = segments.head().sequence();
        if (progress.awaitCommitted(last, dirty ? SYNC_MILLIS : RETRY_MILLIS)) {
            List<StoredEvent> events = recent.after(last, BATCH);
            if (events.isEmpty()) {
                events = read(last);
            }
            segments.append(events);
            dirty = true;
            progress.chained(segments.head().sequence());
            for (DurableSubscription subscription : subscriptions) {
                subscription.chained(events);
            }
            LockSupport.parkNanos(GATHER_NANOS);
        }
        if (dirty && System.nanoTime() - syncedAt >= SYNC_MILLIS * 1_000_000) {
            sync();
        }
    }

    private List<StoredEvent> read(long after) {
        return readers.run(session -> StoredEvent.after(session, after, BATCH));
    }

    private void sync() throws IOException {
        segments.sync();
        progress.synced(segments.head());
        dirty = false;
        syncedAt = System.nanoTime();
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            LOG.warn("the relay of events was interrupted and goes on");
        }
    }

    /** Carries what is committed, then syncs. Without an interrupt: that would close the file under the writing. */
    @Override
    public void close() throws IOException {
        closed = true;
        progress.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (segments) {
            if (dirty) {
                sync();
            }
        }
    }
}
