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

    ReaderPool(SqlEngine engine, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            Session session = new Session(engine, false);
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
            attempt(session, job);
            if (session.lost() && job.failed()) {
                attempt(session, job);
            }
            job.finish();
        } catch (SlipwayException e) {
            job.fail(e);
        }
    }

    private static void attempt(Session session, Job<?> job) {
        session.begin();
        job.attempt(session);
        end(session);
    }

    private static void end(Session session) {
        boolean gone = session.broken() != null;
        session.mended();
        if (session.lost()) {
            return;
        }
        try {
            session.control("ROLLBACK");
        } catch (SlipwayException e) {
            session.mended();
            if (!gone && !session.lost()) {
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
