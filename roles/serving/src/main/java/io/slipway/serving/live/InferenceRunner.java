package io.slipway.serving.live;

import io.slipway.http.InlineExchange;
import io.slipway.inference.Tensor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Ids;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.api.InferenceSink;
import io.slipway.serving.api.InferenceSink.InferenceRecord;
import io.slipway.serving.observe.ServingStats;
import io.slipway.serving.wire.JsonBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs a request on the version it was routed to: read, hold against the signature, predict, answer, note. Small
 * requests of models that are known to be fast run on the calling thread, the selecting one; all others on a few
 * platform threads (native engines hold the thread that carries them) behind a bounded queue.
 */
public final class InferenceRunner implements AutoCloseable {
    /** A longer body would keep the other connections of the selecting thread waiting. */
    private static final int INLINE_BYTES = 64 << 10;

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final ThreadPoolExecutor pool;
    private final InferenceSink sink;
    private final ServingStats stats;
    private final InstantSource clock;
    private final ThreadLocal<JsonBuffer> buffers = ThreadLocal.withInitial(JsonBuffer::new);
    private final String idPrefix = Ids.hex32().substring(0, 12) + "-";
    private final AtomicLong nextId = new AtomicLong();

    /**
     * @param threads for models that are not inline
     * @param queue requests that may wait for them; one more gets 503
     */
    public InferenceRunner(int threads, int queue, InferenceSink sink, ServingStats stats, InstantSource clock) {
        var factory = Thread.ofPlatform().daemon().name("inference-", 0).factory();
        this.pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), factory);
        this.pool.allowCoreThreadTimeOut(true);
        this.sink = sink;
        this.stats = stats;
        this.clock = clock;
    }

    /** Requests that wait for a thread. */
    public int queued() {
        return pool.getQueue().size();
    }

    /** Answers the exchange, now or later, and releases the version. */
    public void run(InlineExchange exchange, byte[] body, LiveVersion version, Protocol protocol) {
        if (version.model().inline() && body.length <= INLINE_BYTES) {
            answer(exchange, body, version, protocol);
            return;
        }
        try {
            pool.execute(() -> answerQueued(exchange, body, version, protocol));
        } catch (RejectedExecutionException e) {
            stats.rejected().increment();
            var busy = new SlipwayException(
                    ErrorCode.UNAVAILABLE,
                    "the queue for inference is full (" + pool.getQueue().size() + " waiting); try again later");
            fail(exchange, version, protocol, busy);
            version.release();
        }
    }

    private void answerQueued(InlineExchange exchange, byte[] body, LiveVersion version, Protocol protocol) {
        if (System.nanoTime() - exchange.receivedNanos() > DEADLINE_NANOS) {
            fail(
                    exchange,
                    version,
                    protocol,
                    new SlipwayException(ErrorCode.DEADLINE_EXCEEDED, "the request waited too long for a free thread"));
            version.release();
            return;
        }
        answer(exchange, body, version, protocol);
    }

    private void answer(InlineExchange exchange, byte[] body, LiveVersion version, Protocol protocol) {
        try {
            InferenceCall call = protocol.read(exchange, body, version);
            List<Tensor> inputs = version.intake().check(call.inputs());
            List<Tensor> outputs = version.model().predict(inputs);
            String id = call.id() == null ? idPrefix + nextId.incrementAndGet() : call.id();
            JsonBuffer buffer = buffers.get().clear();
            protocol.write(call, id, outputs, version, buffer);
            exchange.reply(200, "application/json", buffer.array(), 0, buffer.length(), version.headers());
            version.stats().count(protocol.name(), 200);
            version.modelStats().latency().record(System.nanoTime() - exchange.receivedNanos());
            note(call, id, inputs, outputs, version);
        } catch (Throwable e) {
            fail(exchange, version, protocol, e);
        } finally {
            version.release();
        }
    }

    private void note(InferenceCall call, String id, List<Tensor> inputs, List<Tensor> outputs, LiveVersion version) {
        long time = call.eventTime() >= 0 ? call.eventTime() : clock.millis();
        var taken = sink.offer(new InferenceRecord(id, version.name(), version.version(), time, inputs, outputs));
        (taken ? stats.logged() : stats.dropped()).increment();
    }

    private static void fail(InlineExchange exchange, LiveVersion version, Protocol protocol, Throwable failure) {
        int status = failure instanceof SlipwayException e ? e.code().httpStatus() : 500;
        exchange.fail(failure);
        version.stats().count(protocol.name(), status);
        version.modelStats().failures().increment();
        version.modelStats().latency().record(System.nanoTime() - exchange.receivedNanos());
    }

    /** Lets what is running finish, for up to ten seconds. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
