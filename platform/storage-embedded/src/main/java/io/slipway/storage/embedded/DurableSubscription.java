package io.slipway.storage.embedded;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.EventLog.Handler;
import io.slipway.storage.EventLog.Subscription;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to one handler on one virtual thread. It is woken only for events that it asked for; the others
 * move its position in passing.
 */
final class DurableSubscription implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(DurableSubscription.class);
    private static final int BATCH = 200;
    private static final long SAVE_EVERY = 10_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final String name;
    private final List<String> kinds;
    private final Handler handler;
    private final ReaderPool readers;
    private final WriterThread writer;
    private final Options options;
    private final Consumer<DurableSubscription> onClose;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile long position;
    private long target;
    private long saved;
    private volatile boolean closed;

    DurableSubscription(
            String name,
            List<String> kinds,
            Handler handler,
            long position,
            ReaderPool readers,
            WriterThread writer,
            Options options,
            Consumer<DurableSubscription> onClose) {
        this.name = name;
        this.kinds = List.copyOf(kinds);
        this.handler = handler;
        this.position = position;
        this.saved = position;
        this.readers = readers;
        this.writer = writer;
        this.options = options;
        this.onClose = onClose;
        this.thread = Thread.ofVirtual().name("subscription-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    String name() {
        return name;
    }

    @Override
    public long position() {
        return position;
    }

    /** Tells that everything up to {@code sequence} may be delivered. */
    void reach(long sequence) {
        lock.lock();
        try {
            if (sequence > target) {
                target = sequence;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells of events that have just been chained. */
    void chained(List<StoredEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        long last = events.getLast().sequence();
        lock.lock();
        try {
            boolean idle = position == target && position == events.getFirst().sequence() - 1;
            if (idle && events.stream().noneMatch(event -> wants(event.kind()))) {
                position = last;
                target = last;
            } else {
                reach(last);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean wants(String kind) {
        return kinds.isEmpty()
                || kinds.stream()
                        .anyMatch(k ->
                                k.endsWith("*") ? kind.startsWith(k.substring(0, k.length() - 1)) : kind.equals(k));
    }

    private void run() {
        while (!closed) {
            try {
                deliver(next());
            } catch (InterruptedException e) {
                // closing, or a handler's stray interrupt: the loop's condition tells
            } catch (SlipwayException e) {
                if (!closed) {
                    LOG.warn("subscription {} cannot read or save its place; trying again: {}", name, e.text());
                    pause(options.firstRetryMillis());
                }
            }
        }
    }

    private List<StoredEvent> next() throws InterruptedException {
        long from;
        long to;
        lock.lockInterruptibly();
        try {
            while (target <= position) {
                changed.await();
            }
            from = position;
            to = target;
        } finally {
            lock.unlock();
        }
        int most = (int) Math.min(BATCH, to - from);
        return readers.run(session -> StoredEvent.after(session, from, most));
    }

    private void deliver(List<StoredEvent> events) throws InterruptedException {
        boolean handled = false;
        for (StoredEvent event : events) {
            boolean wanted = wants(event.kind());
            if (wanted && !handle(event)) {
                break;
            }
            handled |= wanted;
            position = event.sequence();
        }
        if (handled || position - saved >= SAVE_EVERY) {
            save();
        }
    }

    /** Offers the event until the handler takes it; false if the subscription is closed before that. */
    private boolean handle(StoredEvent event) throws InterruptedException {
        long pause = options.firstRetryMillis();
        while (!closed) {
            try {
                handler.on(event.event());
                return true;
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                LOG.warn(
                        "subscription {} could not handle event {} ({} {}); again in {} ms",
                        name,
                        event.sequence(),
                        event.kind(),
                        event.subject(),
                        pause,
                        e);
            }
            pause(pause);
            pause = Math.min(pause * 2, options.lastRetryMillis());
        }
        return false;
    }

    /** Shorter when the subscription is closed meanwhile. */
    private void pause(long millis) {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // closing, or a handler's stray interrupt: go on
        } finally {
            lock.unlock();
        }
    }

    private void save() {
        long now = position;
        writer.run(session -> session.update("UPDATE subscriptions SET position = ? WHERE name = ?", now, name));
        saved = now;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
        if (Thread.currentThread() != thread) {
            end();
        }
        if (position > saved) {
            save();
        }
    }

    private void end() {
        try {
            if (!idle()) {
                thread.join(CLOSE_MILLIS);
            }
            thread.interrupt();
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean idle() {
        lock.lock();
        try {
            return position >= target;
        } finally {
            lock.unlock();
        }
    }
}
