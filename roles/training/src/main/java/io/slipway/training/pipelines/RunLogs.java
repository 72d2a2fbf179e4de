package io.slipway.training.pipelines;

import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What the stages of runs print, in a file per stage and one for the whole run. */
final class RunLogs {
    /** A log that grows beyond this is cut; the stage goes on. */
    private static final long MAX_BYTES = 64L << 20;

    private static final int MAX_READ = 1 << 20;
    private static final Pattern RUN_ID = Pattern.compile("[0-9a-f-]{36}");

    private final Path folder;

    RunLogs(Path folder) {
        this.folder = folder;
    }

    /**
     * Part of a log.
     *
     * @param text whole characters, at most 1 MB
     * @param nextOffset byte to go on from
     * @param size bytes that there are now
     */
    record Part(String text, long nextOffset, long size) {}

    Writer writer(String runId) throws IOException {
        return new Writer(Files.createDirectories(runFolder(runId)));
    }

    /** @param position of the stage, or -1 for the whole run */
    Part read(String runId, int position, long offset) throws IOException {
        Path file = runFolder(runId).resolve(name(position));
        if (!Files.isRegularFile(file)) {
            return new Part("", 0, 0);
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long size = in.length();
            if (offset < 0 || offset > size) {
                throw SlipwayException.invalid("offset must be from 0 to the log's size " + size + ", is " + offset);
            }
            byte[] bytes = new byte[(int) Math.min(MAX_READ, size - offset)];
            in.seek(offset);
            in.readFully(bytes);
            int end = wholeCharacters(bytes);
            return new Part(new String(bytes, 0, end, StandardCharsets.UTF_8), offset + end, size);
        }
    }

    /** Length without a character of UTF-8 that is cut off at the end. */
    private static int wholeCharacters(byte[] bytes) {
        int start = bytes.length - 1;
        while (start >= 0 && start > bytes.length - 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < 0) {
            return bytes.length;
        }
        int lead = bytes[start] & 0xFF;
        int length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return start + length > bytes.length ? start : bytes.length;
    }

    private Path runFolder(String runId) {
        if (!RUN_ID.matcher(runId).matches()) {
            throw SlipwayException.notFound("no pipeline run '" + runId + "'");
        }
        return folder.resolve(runId);
    }

    private static String name(int position) {
        return position < 0 ? "run.log" : position + ".log";
    }

    /** Appends lines; each is in the file on return. */
    static final class Writer implements AutoCloseable {
        private final Path folder;
        private final Map<Integer, OutputStream> streams = new HashMap<>();
        private final Map<Integer, Long> written = new HashMap<>();

        private Writer(Path folder) {
            this.folder = folder;
        }

        /** @param position of the stage, or -1 for a line of the run alone */
        synchronized void line(int position, String line) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            write(-1, bytes);
            if (position >= 0) {
                write(position, bytes);
            }
        }

        private void write(int position, byte[] bytes) {
            long size = written.merge(position, (long) bytes.length, Long::sum);
            if (size > MAX_BYTES) {
                return;
            }
            try {
                OutputStream out = streams.get(position);
                if (out == null) {
                    out = Files.newOutputStream(
                            folder.resolve(name(position)), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    streams.put(position, out);
                }
                out.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the log of a pipeline run", e);
            }
        }

        @Override
        public synchronized void close() throws IOException {
            for (OutputStream out : streams.values()) {
                out.close();
            }
            streams.clear();
        }
    }
}
