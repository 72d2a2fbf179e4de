package io.slipway.storage.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The newest committed events in memory, so that the relay need not read back what was just written. What no longer
 * fits is read from the database.
 */
final class RecentEvents {
    private static final int MOST = 10_000;

    private final Deque<StoredEvent> events = new ArrayDeque<>();

    /** @param committed in order, following what was added before */
    synchronized void add(List<StoredEvent> committed) {
        events.addAll(committed);
        while (events.size() > MOST) {
            events.removeFirst();
        }
    }

    /** The events that follow this sequence, ascending; none if the first of them is not held here. */
    synchronized List<StoredEvent> after(long sequence, int limit) {
        while (!events.isEmpty() && events.getFirst().sequence() <= sequence) {
            events.removeFirst();
        }
        if (events.isEmpty() || events.getFirst().sequence() != sequence + 1) {
            return List.of();
        }
        List<StoredEvent> found = new ArrayList<>(Math.min(limit, events.size()));
        while (found.size() < limit && !events.isEmpty()) {
            found.add(events.removeFirst());
        }
        return found;
    }
}
