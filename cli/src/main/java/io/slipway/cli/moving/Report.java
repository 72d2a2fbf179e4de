package io.slipway.cli.moving;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was moved, and keeps what was not and why. */
final class Report {
    /** Reasons kept word by word; of more only the number is kept. */
    private static final int MAX_KEPT = 10_000;

    /** Something that was not moved. */
    record Left(String kind, String id, String reason) {}

    /** How many of a kind came to which end. */
    static final class Count {
        long added;
        long updated;
        long unchanged;
        long kept;
        long refused;

        public long getAdded() {
            return added;
        }

        public long getUpdated() {
            return updated;
        }

        public long getUnchanged() {
            return unchanged;
        }

        public long getKept() {
            return kept;
        }

        public long getRefused() {
            return refused;
        }
    }

    private final Map<String, Count> counts = new TreeMap<>();
    private final List<Left> left = new ArrayList<>();
    private long leftInAll;

    void count(String kind, String state) {
        Count count = of(kind);
        switch (state) {
            case "added" -> count.added++;
            case "updated" -> count.updated++;
            case "unchanged" -> count.unchanged++;
            case "kept" -> count.kept++;
            default -> count.refused++;
        }
    }

    void added(String kind, long many) {
        of(kind).added += many;
    }

    private Count of(String kind) {
        return counts.computeIfAbsent(kind, k -> new Count());
    }

    void left(String kind, String id, String reason) {
        leftInAll++;
        if (left.size() < MAX_KEPT) {
            left.add(new Left(kind, id, reason));
        }
    }

    Map<String, Count> counts() {
        return counts;
    }

    List<Left> left() {
        return left;
    }

    long leftInAll() {
        return leftInAll;
    }

    /** Whether anything changed at the destination. */
    boolean changed() {
        return counts.values().stream().anyMatch(c -> c.added + c.updated > 0);
    }

    /** In lines: counts by kind, then each thing that was left, the first twenty in words. */
    void print(PrintStream out) {
        counts.forEach((kind, c) -> {
            var line = new StringBuilder(String.format("%-18s", kind));
            append(line, c.added, "added");
            append(line, c.updated, "updated");
            append(line, c.unchanged, "unchanged");
            append(line, c.kept, "kept as they are here");
            append(line, c.refused, "refused");
            out.println(line);
        });
        if (leftInAll == 0) {
            out.println("everything was taken");
            return;
        }
        out.println(leftInAll + (leftInAll == 1 ? " thing was" : " things were") + " not taken:");
        left.stream().limit(20).forEach(l -> out.println("  " + l.kind + " " + l.id + ": " + l.reason));
        if (leftInAll > 20) {
            out.println("  … " + (leftInAll - 20) + " more: --report FILE keeps them");
        }
    }

    private static void append(StringBuilder line, long count, String word) {
        if (count > 0) {
            line.append("  ").append(count).append(' ').append(word);
        }
    }
}
