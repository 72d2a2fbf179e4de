package io.slipway.serving.observe;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in buckets that are linear within each power of two: 16 to the octave, so a percentile is at most
 * 6.25 % too high. One uncontended atomic addition a value; safe for use by several threads.
 */
public final class LatencyHistogram {
    private static final int SUB_BITS = 4;
    private static final int SUB = 1 << SUB_BITS;
    /** Up to 2^40 ns, 18 minutes; what is longer counts as that. */
    private static final int MAX_EXPONENT = 40;

    private static final int SIZE = (MAX_EXPONENT - SUB_BITS + 1) * SUB;

    private final AtomicLongArray counts = new AtomicLongArray(SIZE);
    private final LongAdder sum = new LongAdder();

    public void record(long nanos) {
        long value = Math.max(nanos, 0);
        counts.getAndIncrement(index(value));
        sum.add(value);
    }

    private static int index(long value) {
        if (value < SUB) {
            return (int) value;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        if (exponent >= MAX_EXPONENT) {
            return SIZE - 1;
        }
        int sub = (int) (value >>> (exponent - SUB_BITS)) & (SUB - 1);
        return (exponent - SUB_BITS + 1) * SUB + sub;
    }

    /** First value, in nanoseconds, that is too long for the bucket. */
    private static long end(int index) {
        if (index < SUB) {
            return index + 1L;
        }
        int exponent = index / SUB + SUB_BITS - 1;
        return (long) (SUB + index % SUB + 1) << (exponent - SUB_BITS);
    }

    public Snapshot snapshot() {
        long[] copy = new long[SIZE];
        for (int i = 0; i < SIZE; i++) {
            copy[i] = counts.get(i);
        }
        return new Snapshot(copy, sum.sum());
    }

    /** The counts at one moment. */
    public static final class Snapshot {
        private final long[] counts;
        private final long sumNanos;

        private Snapshot(long[] counts, long sumNanos) {
            this.counts = counts;
            this.sumNanos = sumNanos;
        }

        public long count() {
            long total = 0;
            for (long c : counts) {
                total += c;
            }
            return total;
        }

        public long sumNanos() {
            return sumNanos;
        }

        /** What came after an earlier snapshot. */
        public Snapshot since(Snapshot earlier) {
            long[] difference = new long[SIZE];
            for (int i = 0; i < SIZE; i++) {
                difference[i] = counts[i] - earlier.counts[i];
            }
            return new Snapshot(difference, sumNanos - earlier.sumNanos);
        }

        /** @param quantile above 0, up to 1; @return nanoseconds, 0 if nothing was counted */
        public long percentileNanos(double quantile) {
            long rank = (long) Math.ceil(quantile * count());
            long seen = 0;
            for (int i = 0; i < SIZE && rank > 0; i++) {
                seen += counts[i];
                if (seen >= rank) {
                    return end(i) - 1;
                }
            }
            return 0;
        }

        /** How many took less than {@code 2^exponent} nanoseconds: exact, since it is a bound of the buckets. */
        public long below(int exponent) {
            long total = 0;
            for (int i = 0; i < SIZE && end(i) <= 1L << exponent; i++) {
                total += counts[i];
            }
            return total;
        }
    }
}
