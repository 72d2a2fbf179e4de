package io.slipway.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends the requests whose time is up. All that run are looked at {@value #EVERY_MILLIS} ms apart, so that a request that
 * is answered in time, as nearly all are, costs no timer of its own.
 */
final class Deadlines {
    private static final long EVERY_MILLIS = 50;

    private final Set<BlockingCall> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    void add(BlockingCall call) {
        running.add(call);
    }

    void remove(BlockingCall call) {
        running.remove(call);
    }

    void start(Scheduler scheduler) {
        scheduler.schedule(() -> look(scheduler), EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        stopped = true;
    }

    private void look(Scheduler scheduler) {
        if (stopped) {
            return;
        }
        try {
            long now = System.nanoTime();
            for (BlockingCall call : running) {
                call.expireIfLate(now);
            }
        } finally {
            start(scheduler);
        }
    }
}
