package io.slipway.serving.remote;

import io.slipway.serving.api.InferenceRecordJson;
import io.slipway.serving.api.InferenceSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends predictions to the control plane in batches, in order, from a bounded queue. A batch is sent again until it is
 * taken or refused as wrong; what does not fit the queue meanwhile is dropped and counted.
 */
public final class RemoteInferenceSink implements InferenceSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteInferenceSink.class);
    private static final int BATCH = 500;
    /** Values in a batch, so that its body stays far below what the control plane takes. */
    private static final int BATCH_VALUES = 200_000;

    private static final long LINGER_MILLIS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ControlPlane control;
    private final ArrayBlockingQueue<InferenceRecord> waiting;
    private final LongAdder dropped = new LongAdder();
    private final Thread sender =
            Thread.ofVirtual().name("remote-inference-log").unstarted(this::send);
    private volatile boolean closed;

    /** @param capacity predictions that may wait */
    public RemoteInferenceSink(ControlPlane control, int capacity) {
        this.control = control;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        sender.start();
    }

    @Override
    public boolean offer(InferenceRecord prediction) {
        boolean taken = waiting.offer(prediction);
        if (!taken) {
            dropped.increment();
        }
        return taken;
    }

    /** Predictions that were not taken, or that the control plane refused. */
    public long dropped() {
        return dropped.sum();
    }

    private void send() {
        var batch = new ArrayList<InferenceRecord>(BATCH);
        try {
            while (!closed || !waiting.isEmpty()) {
                InferenceRecord first = waiting.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.clear();
                    fill(batch, first);
                    deliver(batch);
                }
            }
        } catch (InterruptedException e) {
            LOG.info("{} predictions were not sent before the end", batch.size() + waiting.size());
        }
    }

    private void fill(List<InferenceRecord> batch, InferenceRecord first) {
        long values = 0;
        for (InferenceRecord next = first; next != null; next = waiting.poll()) {
            batch.add(next);
            values += (long) next.inputs().size() * next.inputs().getFirst().rows();
            if (batch.size() == BATCH || values > BATCH_VALUES) {
                return;
            }
        }
    }

    private void deliver(List<InferenceRecord> batch) throws InterruptedException {
        byte[] body = InferenceRecordJson.write(batch);
        for (int attempt = 0; ; attempt++) {
            String problem;
            try {
                int status = control.post("/inference-log", body, LIMIT);
                if (status < 300) {
                    return;
                }
                if (status < 500 && status != 429 && status != 401 && status != 403) {
                    LOG.warn("the control plane refuses predictions with {}; {} are dropped", status, batch.size());
                    dropped.add(batch.size());
                    return;
                }
                problem = "status " + status;
            } catch (IOException e) {
                problem = e.toString();
            }
            if (attempt == 0) {
                LOG.warn("predictions do not reach the control plane, trying again: {}", problem);
            }
            Thread.sleep(Math.min(5_000, 100L << Math.min(attempt, 6)));
        }
    }

    /** Sends what is waiting, for up to five seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!sender.join(Duration.ofSeconds(5))) {
                sender.interrupt();
            }
        } catch (InterruptedException e) {
            sender.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
