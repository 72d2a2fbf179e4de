package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It takes all jobs that wait, at most {@code groupSize}, runs them one after another in
 * one transaction, commits once (one fsync) and only then lets the callers go on. Savepoints cost more than most jobs,
 * so they are set only in a second try, when a job of the group failed after it had changed something.
 */
final class WriterThread implements AutoCloseable {
    private static final int QUEUE = 4096;
    private static final Job<@Nullable Void> END = new Job<>(session -> null);

    private final Session session;
    private final Outbox outbox;
    private final int groupSize;
    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile boolean closed;

    WriterThread(Session session, Outbox outbox, int groupSize) {
        this.session = session;
        this.outbox = outbox;
        this.groupSize = groupSize;
        this.thread = Thread.ofPlatform().name("slipway-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** The session of the transaction that runs now, on the writer's own thread. */
    Session current() {
        return session;
    }

    <T extends @Nullable Object> T run(Function<Session, T> work) {
        Job<T> job = new Job<>(work);
        if (closed) {
            throw Job.closed();
        }
        enqueue(job);
        return job.await(() -> !thread.isAlive() && queue.remove(job));
    }

    private void enqueue(Job<?> job) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(job);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        session.own();
        List<Job<?>> group = new ArrayList<>(groupSize);
        boolean more = true;
        while (more) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                continue;
            }
            queue.drainTo(group, groupSize - 1);
            more = !group.remove(END);
            if (!group.isEmpty()) {
                runGroup(group);
            }
            group.clear();
        }
    }

    private void runGroup(List<Job<?>> group) {
        runGroup(group, true);
    }

    /** @param mayReconnect whether a group of which nothing was kept is tried again on a new connection */
    private void runGroup(List<Job<?>> group, boolean mayReconnect) {
        Tried tried = tryGroup(group, false);
        if (tried == Tried.NEEDS_SAVEPOINTS) {
            rollback();
            tried = tryGroup(group, true);
        }
        if (tried == Tried.COMMITTED) {
            outbox.committed();
            group.forEach(Job::finish);
            return;
        }
        SlipwayException cause = session.broken();
        session.mended();
        rollback();
        if (tried == Tried.UNKNOWN) {
            group.forEach(job -> job.fail(unknown(cause)));
        } else if (session.lost() && mayReconnect) {
            runGroup(group, false);
        } else if (group.size() == 1) {
            group.getFirst().fail(cause == null ? Job.closed() : cause);
        } else {
            group.forEach(job -> runGroup(List.of(job), false));
        }
    }

    private static SlipwayException unknown(@Nullable SlipwayException cause) {
        return new SlipwayException(
                ErrorCode.UNAVAILABLE,
                "the connection to the database was lost while the change was being committed: it may have been kept or"
                        + " not. Look, then try again",
                cause);
    }

    /** How a try ended. */
    private enum Tried {
        COMMITTED,
        /** A job failed half-way; nothing is kept. */
        NEEDS_SAVEPOINTS,
        /** The transaction as a whole failed, which left its reason in {@link Session#broken}. */
        BROKEN,
        /** The connection was lost with the commit under way. */
        UNKNOWN
    }

    private Tried tryGroup(List<Job<?>> group, boolean savepoints) {
        boolean committing = false;
        try {
            if (session.begin()) {
                outbox.reconnected(session);
            }
            for (Job<?> job : group) {
                if (!(savepoints ? attemptWithSavepoint(job) : attempt(job))) {
                    return session.broken() == null ? Tried.NEEDS_SAVEPOINTS : Tried.BROKEN;
                }
            }
            outbox.beforeCommit(session);
            committing = true;
            session.control("COMMIT");
            return Tried.COMMITTED;
        } catch (SlipwayException e) {
            session.breakWith(e);
            return committing && session.lost() ? Tried.UNKNOWN : Tried.BROKEN;
        }
    }

    /** False if the job failed after it had changed something, or the transaction is gone. */
    private boolean attempt(Job<?> job) {
        long before = session.changes();
        job.attempt(session);
        return session.broken() == null && !session.aborted() && (!job.failed() || session.changes() == before);
    }

    /** False if the transaction is gone. */
    private boolean attemptWithSavepoint(Job<?> job) {
        session.control("SAVEPOINT job");
        long mark = outbox.mark();
        session.failStatementsAlone(true);
        job.attempt(session);
        if (session.broken() != null) {
            return false;
        }
        session.failStatementsAlone(false);
        if (job.failed()) {
            session.control("ROLLBACK TO job");
            outbox.backTo(mark);
        }
        session.control("RELEASE job");
        return true;
    }

    private void rollback() {
        outbox.rolledBack();
        if (session.lost()) {
            return;
        }
        try {
            session.control("ROLLBACK");
        } catch (SlipwayException e) {
            session.mended(); // the database had already rolled back by itself
        }
    }

    /** Runs what is waiting, then ends. */
    @Override
    public void close() {
        closed = true;
        enqueue(END);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        session.close();
    }
}
