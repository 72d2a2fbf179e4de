package io.slipway.data.dvc.store;

import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same to many files on all processors; the order of the results is that of the files. */
final class Parallel {
    private static final int CHUNK = 64;

    private Parallel() {}

    /** One file's work. */
    @FunctionalInterface
    interface Work<T, R> {
        R on(T item) throws IOException;
    }

    static <T, R> List<R> map(List<T> items, Work<T, R> work) throws IOException {
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), (items.size() + CHUNK - 1) / CHUNK);
        if (threads <= 1) {
            return chunk(items, work);
        }
        List<R> results = new ArrayList<>(items.size());
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<Future<List<R>>> parts = new ArrayList<>();
            for (int i = 0; i < items.size(); i += CHUNK) {
                List<T> part = items.subList(i, Math.min(i + CHUNK, items.size()));
                parts.add(pool.submit(() -> chunk(part, work)));
            }
            try {
                for (Future<List<R>> part : parts) {
                    results.addAll(part.get());
                }
            } catch (ExecutionException | InterruptedException e) {
                pool.shutdownNow();
                throw failure(e);
            }
        }
        return results;
    }

    private static <T, R> List<R> chunk(List<T> items, Work<T, R> work) throws IOException {
        List<R> results = new ArrayList<>(items.size());
        for (T item : items) {
            if (Thread.interrupted()) {
                throw new IOException("interrupted");
            }
            results.add(work.on(item));
        }
        return results;
    }

    private static IOException failure(Exception e) {
        switch (e.getCause()) {
            case DvcException told -> throw told;
            case IOException io -> {
                return io;
            }
            case null, default -> {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                return new IOException("failed: " + e.getMessage(), e);
            }
        }
    }
}
