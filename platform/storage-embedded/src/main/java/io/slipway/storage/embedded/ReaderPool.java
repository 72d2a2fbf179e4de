package io.slipway.storage.embedded;

import io.slipway.kernel.SlipwayException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A few platform threads, each with its own read connection. Native calls hold the thread they run on: here they hold
 * one of these and never a carrier of virtual threads. Each job sees one snapshot.
 */
final class ReaderPool implements AutoCloseable {
    private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>();
    private final Map<Thread, Session> sessions = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    ReaderPool(Sqlite sqlite, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            Session session = new Session(sqlite.reader());
            Thread thread =
                    Thread.ofPlatform().name("slipway-reader-" + i).daemon().unstarted(() -> serve(session));
            sessions.put(thread, session);
            threads.add(thread);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    <T extends @Nullable Object> T run(Function<Session, T> work) {
        Session nested = sessions.get(Thread.currentThread());
        if (nested != null) {
            return work.apply(nested);
        }
        if (closed) {
            throw Job.closed();
        }
        Job<T> job = new Job<>(work);
        queue.add(job);
        return job.await(() -> closed && queue.remove(job));
    }

    private void serve(Session session) {
        session.own();
        while (!closed) {
            try {
                snapshot(session, queue.take());
            } catch (InterruptedException e) {
                // closing, or a handler's stray interrupt: the loop's condition tells
            }
        }
        session.close();
    }

    private static void snapshot(Session session, Job<?> job) {
        try {
            session.control("BEGIN");
            job.attempt(session);
            end(session);
            job.finish();
        } catch (SlipwayException e) {
            job.fail(e);
        }
    }

    private static void end(Session session) {
        boolean gone = session.broken() != null;
        session.mended();
        try {
            session.control("ROLLBACK");
        } catch (SlipwayException e) {
            session.mended();
            if (!gone) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
