package io.slipway.http;

import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.TryExecutor;

/**
 * Jetty's pool, with one difference: what is left to do for a connection after its request was answered on a virtual
 * thread (look for the next request) runs on that thread, at its end. Jetty would wake another thread for it, which costs
 * more than the work.
 */
final class ConnectionExecutor implements TryExecutor {
    /** The call that the current virtual thread answers. */
    static final ScopedValue<BlockingCall> ANSWERING = ScopedValue.newInstance();

    private final QueuedThreadPool pool;

    ConnectionExecutor(QueuedThreadPool pool) {
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        if (!(ANSWERING.isBound() && ANSWERING.get().runsAtEnd(task))) {
            pool.execute(task);
        }
    }

    @Override
    public boolean tryExecute(Runnable task) {
        return pool.tryExecute(task);
    }
}
