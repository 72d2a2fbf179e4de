package io.slipway.storage.embedded;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads a segment line by line, bounded, and tells a whole line from a cut one. */
final class LogLines implements AutoCloseable {
    private static final int MOST_LINE_BYTES = 4 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private int at;
    private int filled;
    private long position;
    private long number;

    /** @param from byte that the first line begins with */
    LogLines(Path file, long from) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(from);
        this.in = Channels.newInputStream(channel);
        this.position = from;
    }

    /**
     * The next line without its line feed; null at the end.
     *
     * @throws EOFException if the file ends within the line, or the line is longer than any record
     */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        number++;
        while (true) {
            if (at == filled) {
                filled = in.read(buffer);
                at = 0;
                if (filled <= 0) {
                    filled = 0;
                    if (line.size() == 0) {
                        return null;
                    }
                    throw new EOFException("the line is cut off");
                }
            }
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, at, end - at);
            boolean whole = end < filled;
            at = whole ? end + 1 : end;
            if (line.size() > MOST_LINE_BYTES) {
                throw new EOFException("the line is longer than any record");
            }
            if (whole) {
                position += line.size() + 1L;
                return line.toByteArray();
            }
        }
    }

    /** Number of the line that {@link #next} read last, from 1 where reading began. */
    long number() {
        return number;
    }

    /** Byte after the line feed of the last whole line. */
    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
