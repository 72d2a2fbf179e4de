package io.slipway.storage.embedded;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to the newest segment. Used by one thread.
 *
 * <p>Opening mends what a crash can do and nothing else: only records after the newest one that the database knows to
 * be on disk can have been cut off, so those, and no others, are taken off where they do not hold; the relay writes
 * them again from the database. Damage before that place is left for {@link EventLogFiles#verify} to name.
 */
final class EventSegments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventSegments.class);
    private static final int BATCH_BYTES = 256 << 10;

    private final Path folder;
    private final long segmentBytes;
    private ChainHead head;
    private @Nullable FileChannel channel;

    private EventSegments(Path folder, long segmentBytes, ChainHead head) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.head = head;
    }

    /** @param known the newest record that is surely on disk */
    static EventSegments open(Path folder, ChainHead known, long segmentBytes) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = EventLogFiles.segments(folder);
        ChainHead head;
        if (holds(folder, known)) {
            head = mend(files, known);
        } else {
            LOG.error(
                    "the event log in {} is damaged at or before event {}; run 'slipway audit verify'",
                    folder,
                    known.sequence());
            head = lastReadable(files);
        }
        EventSegments segments = new EventSegments(folder, segmentBytes, head);
        if (!head.file().isEmpty()) {
            segments.channel = append(folder.resolve(head.file()), head.end());
            segments.sync();
        }
        return segments;
    }

    ChainHead head() {
        return head;
    }

    private static boolean holds(Path folder, ChainHead known) throws IOException {
        if (known.file().isEmpty()) {
            return true;
        }
        Path file = folder.resolve(known.file());
        byte[] expected = (known.hash() + "\"}\n").getBytes(StandardCharsets.UTF_8);
        if (!Files.isRegularFile(file) || Files.size(file) < known.end()) {
            return false;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer found = ByteBuffer.allocate(expected.length);
            in.read(found, known.end() - expected.length);
            return java.util.Arrays.equals(found.array(), expected);
        }
    }

    /** Follows the chain from {@code known} on and cuts off what does not hold. */
    private static ChainHead mend(List<Path> files, ChainHead known) throws IOException {
        ChainHead head = known;
        boolean cut = false;
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.compareTo(known.file()) < 0) {
                continue;
            }
            if (cut) {
                Files.delete(file);
                continue;
            }
            long from = name.equals(known.file()) ? known.end() : 0;
            head = follow(file, name, from, head);
            long end = head.file().equals(name) ? head.end() : from;
            if (Files.size(file) > end) {
                LOG.warn("event log: took {} bytes off {} that a crash left unfinished", Files.size(file) - end, name);
                truncate(file, end);
                cut = true;
            }
        }
        return head;
    }

    private static ChainHead follow(Path file, String name, long from, ChainHead start) throws IOException {
        ChainHead head = start;
        try (LogLines lines = new LogLines(file, from)) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                EventRecord record = EventRecord.parse(line);
                if (record == null
                        || record.sequence() != head.sequence() + 1
                        || !record.prev().equals(head.hash())) {
                    return head;
                }
                head = new ChainHead(record.sequence(), record.hash(), name, lines.position());
            }
        } catch (EOFException e) {
            return head;
        }
        return head;
    }

    /** Where to go on after damage: behind the last record that can be read at all, at the end of the last file. */
    private static ChainHead lastReadable(List<Path> files) throws IOException {
        for (Path file : files.reversed()) {
            String name = String.valueOf(file.getFileName());
            ChainHead found = null;
            try (LogLines lines = new LogLines(file, 0)) {
                for (byte[] line = lines.next(); line != null; line = lines.next()) {
                    EventRecord record = EventRecord.parse(line);
                    if (record != null) {
                        found = new ChainHead(record.sequence(), record.hash(), name, lines.position());
                    } else if (found != null) {
                        found = new ChainHead(found.sequence(), found.hash(), name, lines.position());
                    }
                }
            } catch (EOFException e) {
                LOG.warn("event log: {}", e.getMessage());
            }
            if (found != null) {
                return found;
            }
        }
        return ChainHead.START;
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.truncate(size);
            out.force(true);
        }
    }

    private static FileChannel append(Path file, long end) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(end);
        channel.position(end);
        return channel;
    }

    /** Writes the events' records; durable after {@link #sync}. If it fails, nothing of it counts. */
    void append(List<StoredEvent> events) throws IOException {
        ChainHead next = head;
        ByteArrayOutputStream lines = new ByteArrayOutputStream(1024);
        for (StoredEvent event : events) {
            if (next.file().isEmpty() || next.end() >= segmentBytes || lines.size() > BATCH_BYTES) {
                write(lines, next);
                lines.reset();
            }
            if (next.file().isEmpty() || next.end() >= segmentBytes) {
                next = rotate(next, event.sequence());
            }
            EventRecord record = EventRecord.of(event, next.hash());
            lines.writeBytes(record.line());
            lines.write('\n');
            next = new ChainHead(record.sequence(), record.hash(), next.file(), next.end() + record.line().length + 1);
        }
        write(lines, next);
    }

    private void write(ByteArrayOutputStream lines, ChainHead next) throws IOException {
        FileChannel out = channel;
        if (lines.size() > 0 && out != null) {
            out.position(head.end());
            ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            head = next;
        }
    }

    private ChainHead rotate(ChainHead last, long firstSequence) throws IOException {
        if (channel != null) {
            channel.force(true);
            channel.close();
        }
        String name = EventLogFiles.name(firstSequence);
        channel = append(folder.resolve(name), 0);
        Durable.syncFolder(folder);
        head = new ChainHead(last.sequence(), last.hash(), name, 0);
        return head;
    }

    void sync() throws IOException {
        if (channel != null) {
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.force(true);
            channel.close();
            channel = null;
        }
    }
}
