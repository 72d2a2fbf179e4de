package io.slipway.storage.embedded;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far events have come: committed by the writer, chained into the log by the relay, synced to disk. */
final class EventProgress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile long committed;
    private volatile long chained;
    private volatile ChainHead synced;
    private volatile boolean closing;

    /** @param head the newest record in the log's files; what is committed after it is still to be chained */
    EventProgress(long committed, ChainHead head) {
        this.committed = committed;
        this.chained = head.sequence();
        this.synced = head;
    }

    long committed() {
        return committed;
    }

    long chained() {
        return chained;
    }

    ChainHead synced() {
        return synced;
    }

    void committed(long sequence) {
        if (sequence > committed) {
            committed = sequence;
            tell();
        }
    }

    void chained(long sequence) {
        chained = sequence;
        tell();
    }

    void synced(ChainHead head) {
        synced = head;
    }

    /** Lets nobody wait any longer. */
    void close() {
        closing = true;
        tell();
    }

    private void tell() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean awaitCommitted(long after, long millis) throws InterruptedException {
        return await(() -> committed > after, millis);
    }

    boolean awaitChained(long after, long millis) throws InterruptedException {
        return await(() -> chained > after, millis);
    }

    private boolean await(java.util.function.BooleanSupplier reached, long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lockInterruptibly();
        try {
            while (!reached.getAsBoolean()) {
                if (left <= 0 || closing) {
                    return false;
                }
                left = moved.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
