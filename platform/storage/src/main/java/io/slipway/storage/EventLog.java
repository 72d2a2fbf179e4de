package io.slipway.storage;

import io.slipway.kernel.Event;
import io.slipway.kernel.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All events in their one order, hash-chained: each record holds the SHA-256 of the one before it, so a changed,
 * missing or inserted record is found and named offline. Events get here from {@link Tx#emit} through the relay, at
 * once after the commit.
 */
public interface EventLog extends AutoCloseable {
    /** Events with a sequence greater than {@code after}, ascending, at most {@code limit}. */
    List<Event> after(long after, int limit);

    /** Sequence of the newest event; 0 if there is none. */
    long head();

    /**
     * Newest first, filtered.
     *
     * @param token from the page before; null for the newest
     */
    Page<Event> search(Filter filter, int limit, @Nullable String token);

    /** Waits until {@link #head} is greater than {@code after}; false when {@code millis} have passed. */
    boolean await(long after, long millis) throws InterruptedException;

    /**
     * Delivers every event from now on, and after a restart every event since the last one handled, in order and at
     * least once: {@code handler} must be idempotent. A handler that throws is called again with the same event,
     * after a growing pause; other subscriptions go on.
     *
     * @param name of the durable position, unique
     * @param kinds event kinds to deliver, or prefixes ending in {@code *}; empty for all
     */
    Subscription subscribe(String name, List<String> kinds, Handler handler);

    /** Reads the whole chain and compares it with itself and with the database's rows. */
    Verification verify();

    @Override
    void close();

    /** Receives events, one at a time. */
    @FunctionalInterface
    interface Handler {
        void on(Event event) throws Exception;
    }

    /** A running delivery; closing keeps the position. */
    interface Subscription extends AutoCloseable {
        /** Sequence of the last event that was handled. */
        long position();

        @Override
        void close();
    }

    /** What to look for; null or empty means any. Times are UTC milliseconds, {@code from} included, {@code to} not. */
    record Filter(
            @Nullable String kindPrefix,
            @Nullable String subjectPrefix,
            @Nullable String actor,
            @Nullable Long from,
            @Nullable Long to) {
        public static final Filter ALL = new Filter(null, null, null, null, null);
    }

    /**
     * @param events number of records that hold
     * @param head hash of the last record that holds, hexadecimal
     * @param problem null if all hold; else what is wrong, with sequence, file and line of the first bad record
     */
    record Verification(long events, String head, @Nullable String problem) {
        public boolean intact() {
            return problem == null;
        }
    }
}
