package io.slipway.storage.embedded;

/**
 * Sizes of an embedded store.
 *
 * @param readers read connections, each with its own platform thread
 * @param groupSize most writes that share one commit
 * @param segmentBytes size at which a file of the event log is closed and the next begun
 * @param maxDatabaseBytes STORAGE_FULL beyond it; 0 for no limit but the disk's
 * @param firstRetryMillis pause before an event is offered again to a handler that failed; doubles up to
 *     {@code lastRetryMillis}
 */
public record Options(
        int readers,
        int groupSize,
        long segmentBytes,
        long maxDatabaseBytes,
        long firstRetryMillis,
        long lastRetryMillis) {
    public static final Options DEFAULT =
            new Options(Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8), 256, 64L << 20, 0, 100, 30_000);

    public Options {
        if (readers < 1 || groupSize < 1 || segmentBytes < 1 || maxDatabaseBytes < 0 || firstRetryMillis < 1) {
            throw new IllegalArgumentException("sizes of the embedded store must be positive");
        }
    }

    public Options withSegmentBytes(long bytes) {
        return new Options(readers, groupSize, bytes, maxDatabaseBytes, firstRetryMillis, lastRetryMillis);
    }

    public Options withMaxDatabaseBytes(long bytes) {
        return new Options(readers, groupSize, segmentBytes, bytes, firstRetryMillis, lastRetryMillis);
    }

    public Options withRetryMillis(long first, long last) {
        return new Options(readers, groupSize, segmentBytes, maxDatabaseBytes, first, last);
    }
}
