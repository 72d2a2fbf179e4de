package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Work handed by a caller, who waits, to a thread that owns a connection. */
final class Job<T extends @Nullable Object> {
    private static final long LOOK_AGAIN_NANOS = 200_000_000;

    private final Function<Session, T> work;
    private final Thread caller = Thread.currentThread();
    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean done;

    Job(Function<Session, T> work) {
        this.work = work;
    }

    /** Runs the work and keeps what came of it, without telling the caller yet. */
    void attempt(Session session) {
        result = null;
        failure = null;
        try {
            result = work.apply(session);
        } catch (Throwable e) {
            failure = e;
        }
    }

    boolean failed() {
        return failure != null;
    }

    void fail(Throwable e) {
        failure = e;
        finish();
    }

    /** Lets the caller go on. */
    void finish() {
        done = true;
        LockSupport.unpark(caller);
    }

    /**
     * Waits, uninterruptibly: a caller who left early could not know whether its change was kept.
     *
     * @param abandoned true once nobody will run this job any more
     */
    T await(BooleanSupplier abandoned) {
        boolean interrupted = false;
        while (!done) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            interrupted |= Thread.interrupted();
            if (!done && abandoned.getAsBoolean()) {
                fail(closed());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw Job.<RuntimeException>unchanged(thrown);
        }
        return kept();
    }

    @SuppressWarnings("NullAway") // null only where T allows it
    private T kept() {
        return result;
    }

    static SlipwayException closed() {
        return new SlipwayException(ErrorCode.UNAVAILABLE, "the storage is closed; Slipway is stopping");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchanged(Throwable e) throws E {
        throw (E) e;
    }
}
