package io.slipway.tracking.registry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Lets threads wait until something may have changed. */
final class ChangeSignal {
    /** Changes by another process on the same database raise no signal here: look again this often. */
    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raised = lock.newCondition();

    void raise() {
        lock.lock();
        try {
            raised.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when {@code reached} holds or the time is over. */
    void await(BooleanSupplier reached, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            long left = end - System.nanoTime();
            while (!reached.getAsBoolean() && left > 0) {
                raised.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS)));
                left = end - System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }
}
