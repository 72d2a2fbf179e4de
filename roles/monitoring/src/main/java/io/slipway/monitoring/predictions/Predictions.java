package io.slipway.monitoring.predictions;

import io.slipway.kernel.Json;
import io.slipway.serving.api.InferenceSink;
import io.slipway.storage.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes predictions from serving and stores those of monitored models, in the order in which they come. A request is
 * never held up: what does not fit the queue is dropped and counted.
 */
public final class Predictions implements InferenceSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Predictions.class);
    private static final int QUEUE = 1 << 16;
    private static final int BATCH = 2000;

    private final ArrayBlockingQueue<InferenceRecord> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder dropped = new LongAdder();
    private final Database database;
    private final Supplier<Set<String>> monitored;
    private final Consumer<List<PredictedRow>> stored;
    private final Thread worker;
    private volatile boolean closing;

    /**
     * @param monitored models to keep predictions of
     * @param stored told of the rows that are new, after they are durable
     */
    public Predictions(Database database, Supplier<Set<String>> monitored, Consumer<List<PredictedRow>> stored) {
        this.database = database;
        this.monitored = monitored;
        this.stored = stored;
        this.worker = Thread.ofPlatform().name("predictions").unstarted(this::work);
    }

    public void start() {
        worker.start();
    }

    @Override
    public boolean offer(InferenceRecord prediction) {
        boolean taken = !closing && queue.offer(prediction);
        if (!taken) {
            dropped.increment();
        }
        return taken;
    }

    public long dropped() {
        return dropped.sum();
    }

    private void work() {
        List<InferenceRecord> batch = new ArrayList<>(BATCH);
        while (!closing || !queue.isEmpty()) {
            try {
                InferenceRecord first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
                store(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("{} predictions could not be stored: {}", batch.size(), e.getMessage());
                dropped.add(batch.size());
            }
            batch.clear();
        }
    }

    private void store(List<InferenceRecord> batch) {
        Set<String> models = monitored.get();
        List<PredictedRow> rows = new ArrayList<>(batch.size());
        for (InferenceRecord record : batch) {
            if (models.contains(record.model())) {
                rows.addAll(Rows.of(record));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        stored.accept(database.write(tx -> {
            List<PredictedRow> fresh = new ArrayList<>(rows.size());
            for (PredictedRow row : rows) {
                int inserted = tx.update(
                        "INSERT INTO predictions (model, request_id, time, version, score, inputs)"
                                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (model, request_id) DO NOTHING",
                        row.model(),
                        row.requestId(),
                        row.time(),
                        row.version(),
                        row.score(),
                        Json.write(row.inputs()));
                if (inserted == 1) {
                    fresh.add(row);
                }
            }
            return fresh;
        }));
    }

    /** Stores what is queued. */
    @Override
    public void close() {
        closing = true;
        try {
            worker.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
