package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.EventLog.Verification;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The event log's files: segments {@code <sequence of the first record, 20 digits>.jsonl}. Needs no running Slipway and
 * no database.
 */
public final class EventLogFiles {
    private static final Pattern NAME = Pattern.compile("[0-9]{20}\\.jsonl");

    private EventLogFiles() {}

    /**
     * Reads every record and checks its own hash, its place in the sequence and the hash of the one before.
     *
     * @param eventsFolder {@code <home>/events}
     * @throws SlipwayException NOT_FOUND if there is no such folder, UNAVAILABLE if it cannot be read
     */
    public static Verification verify(Path eventsFolder) {
        if (!Files.isDirectory(eventsFolder)) {
            throw SlipwayException.notFound("there is no event log at " + eventsFolder
                    + "; name the events folder of a home, e.g. ~/.slipway/events");
        }
        try {
            return verify(eventsFolder, Long.MAX_VALUE, record -> null);
        } catch (IOException e) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE, "cannot read the event log at " + eventsFolder + ": " + e.getMessage(), e);
        }
    }

    /** A further test of a record whose chain holds: answers what is wrong, or null. */
    interface Check {
        @Nullable
        String problem(EventRecord record);
    }

    static Verification verify(Path folder, long upTo, Check check) throws IOException {
        Chain chain = new Chain(upTo, check);
        for (Path file : segments(folder)) {
            String problem = chain.read(file);
            if (problem != null) {
                return new Verification(chain.sequence, chain.hash, problem);
            }
            if (chain.sequence >= upTo) {
                break;
            }
        }
        return new Verification(chain.sequence, chain.hash, null);
    }

    static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted()
                    .toList();
        }
    }

    static String name(long firstSequence) {
        return String.format(java.util.Locale.ROOT, "%020d.jsonl", firstSequence);
    }

    /** The last record that holds, moved forward record by record. */
    private static final class Chain {
        private final long upTo;
        private final Check check;
        private long sequence;
        private String hash = ChainHead.START.hash();

        Chain(long upTo, Check check) {
            this.upTo = upTo;
            this.check = check;
        }

        @Nullable
        String read(Path file) throws IOException {
            try (LogLines lines = new LogLines(file, 0)) {
                while (sequence < upTo) {
                    String wrong = step(lines);
                    if (wrong != null) {
                        return wrong.isEmpty()
                                ? null
                                : "event " + (sequence + 1) + " in file " + file.getFileName() + " line "
                                        + lines.number() + ": " + wrong;
                    }
                }
                return null;
            }
        }

        /** Null if the next record holds, empty at the end of the file, else what is wrong. */
        private @Nullable String step(LogLines lines) throws IOException {
            byte[] line;
            try {
                line = lines.next();
            } catch (EOFException e) {
                return e.getMessage() + "; if Slipway was cut off while writing, its next start mends this";
            }
            if (line == null) {
                return "";
            }
            EventRecord record = EventRecord.parse(line);
            if (record == null) {
                return "the record was changed: it does not match its hash";
            }
            if (record.sequence() != sequence + 1) {
                return record.sequence() > sequence
                        ? "the record is missing: event " + record.sequence() + " stands in its place"
                        : "a record was inserted: event " + record.sequence() + " stands in its place";
            }
            if (!record.prev().equals(hash)) {
                return "the record does not follow the one before: one of them was replaced";
            }
            String wrong = check.problem(record);
            if (wrong == null) {
                sequence = record.sequence();
                hash = record.hash();
            }
            return wrong;
        }
    }
}
