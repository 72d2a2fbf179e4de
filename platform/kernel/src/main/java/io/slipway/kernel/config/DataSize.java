package io.slipway.kernel.config;

import java.util.Locale;

/**
 * A number of bytes, written {@code 512}, {@code 64kB}, {@code 64MB}, {@code 1.5GB}, {@code 1TB} (powers of 1000) or
 * {@code 64KiB}, {@code 64MiB}, {@code 1GiB}, {@code 1TiB} (powers of 1024).
 *
 * @param bytes at least 0
 */
public record DataSize(long bytes) {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};
    private static final String[] BINARY_UNITS = {"B", "KIB", "MIB", "GIB", "TIB"};

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is at least 0");
        }
    }

    /** @throws IllegalArgumentException saying what was expected */
    public static DataSize parse(String text) {
        String plain = text.strip();
        int end = 0;
        while (end < plain.length() && (Character.isDigit(plain.charAt(end)) || plain.charAt(end) == '.')) {
            end++;
        }
        String unit = plain.substring(end).strip().toUpperCase(Locale.ROOT);
        double factor = factor(unit.isEmpty() ? "B" : unit);
        if (end == 0 || end > 15 || factor < 0) {
            throw expected();
        }
        try {
            double bytes = Double.parseDouble(plain.substring(0, end)) * factor;
            if (bytes > Long.MAX_VALUE / 2) {
                throw expected();
            }
            return new DataSize(Math.round(bytes));
        } catch (NumberFormatException e) {
            throw expected();
        }
    }

    private static double factor(String unit) {
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(unit)) {
                return Math.pow(1000, i);
            }
            if (BINARY_UNITS[i].equals(unit)) {
                return Math.pow(1024, i);
            }
        }
        return -1;
    }

    private static IllegalArgumentException expected() {
        return new IllegalArgumentException("must be a size such as 512kB, 64MB or 2GiB");
    }

    /** In the largest unit that divides it. */
    @Override
    public String toString() {
        for (int i = 4; i > 0; i--) {
            long decimal = (long) Math.pow(1000, i);
            long binary = 1L << 10 * i;
            if (bytes > 0 && bytes % binary == 0) {
                return bytes / binary + BINARY_UNITS[i].replace("IB", "iB");
            }
            if (bytes > 0 && bytes % decimal == 0) {
                return bytes / decimal + (i == 1 ? "kB" : UNITS[i]);
            }
        }
        return Long.toString(bytes);
    }
}
