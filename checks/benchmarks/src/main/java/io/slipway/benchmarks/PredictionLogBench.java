package io.slipway.benchmarks;

import io.slipway.inference.Tensor;
import io.slipway.monitoring.predictions.Predictions;
import io.slipway.serving.api.InferenceSink.InferenceRecord;
import io.slipway.storage.embedded.EmbeddedStorage;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What handing one prediction to the inference log costs the thread that answers requests, while the log writes to the
 * database: 20,000 offers a second. Arguments: an empty folder and the seconds. One line of JSON each.
 */
final class PredictionLogBench {
    private static final int PER_SECOND = 20_000;
    private static final int PER_TICK = 20;

    private PredictionLogBench() {}

    public static void main(String[] arguments) {
        int seconds = Integer.parseInt(arguments[1]);
        try (EmbeddedStorage storage = EmbeddedStorage.open(Path.of(arguments[0]), InstantSource.system())) {
            storage.database().migrate("monitoring");
            try (var log = new Predictions(storage.database(), () -> Set.of("bench"), rows -> {})) {
                log.start();
                offer(log, PER_SECOND);
                long[] nanos = offer(log, seconds * PER_SECOND);
                Arrays.sort(nanos);
                double mean = Arrays.stream(nanos).average().orElseThrow();
                print("prediction log, one offer", mean);
                print("prediction log, one offer, p99", nanos[(int) (nanos.length * 0.99)]);
                System.out.printf(
                        Locale.ROOT,
                        "{\"row\": \"prediction log, dropped of %d\", \"server\": \"slipway\", \"count\": %d}%n",
                        nanos.length,
                        log.dropped());
            }
        }
    }

    private static long[] offer(Predictions log, int count) {
        long[] nanos = new long[count];
        List<Tensor> inputs = List.of(Tensor.of("f0", 0.5), Tensor.of("f1", 1.5), Tensor.of("f2", 2.5));
        List<Tensor> outputs = List.of(Tensor.of("probability", 0.25));
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (i % PER_TICK == 0) {
                long due = begin + i * (1_000_000_000L / PER_SECOND);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
            long start = System.nanoTime();
            log.offer(new InferenceRecord(begin + "-" + i, "bench", 1, i, inputs, outputs));
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    private static void print(String row, double nanos) {
        System.out.printf(
                Locale.ROOT, "{\"row\": \"%s\", \"server\": \"slipway\", \"micros\": %.3f}%n", row, nanos / 1e3);
    }
}
