package io.slipway.data.dvc.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers the hashes of files that have not changed since, by device, inode, size and times, so that a second look
 * at the same files reads none of them. A private accelerator: it may be deleted at any time, and a damaged one is
 * started anew. Safe for use by several threads; written as a whole by {@link #save}.
 */
public final class HashState {
    private static final long MAGIC = 0x534c4950_48415348L;
    private static final int RECORD = 7 * Long.BYTES;
    private static final int MAX_RECORDS = 4_000_000;
    /** Files younger than this may still change within the same tick of the file system's clock. */
    private static final long RACY_NANOS = 20_000_000L;

    private final Path file;
    private final ConcurrentHashMap<Key, Known> known = new ConcurrentHashMap<>();
    private volatile boolean changed;

    private record Key(long device, long inode) {}

    private record Known(long size, long modified, long changed, long high, long low) {
        String md5() {
            return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
        }
    }

    private HashState(Path file) {
        this.file = file;
    }

    public static HashState open(Path file) {
        HashState state = new HashState(file);
        try {
            if (Files.exists(file) && Files.size(file) <= Long.BYTES + (long) MAX_RECORDS * RECORD) {
                state.load(ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            state.known.clear();
        }
        return state;
    }

    private void load(ByteBuffer in) {
        if (in.remaining() < Long.BYTES || in.getLong() != MAGIC || in.remaining() % RECORD != 0) {
            return;
        }
        while (in.hasRemaining()) {
            Key key = new Key(in.getLong(), in.getLong());
            known.put(key, new Known(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong()));
        }
    }

    public Optional<String> find(FileStamp stamp) {
        Known found = known.get(new Key(stamp.device(), stamp.inode()));
        return found != null
                        && found.size == stamp.size()
                        && found.modified == stamp.modified()
                        && found.changed == stamp.changed()
                ? Optional.of(found.md5())
                : Optional.empty();
    }

    /** @param nowNanos when the file was looked at, nanoseconds since 1970 */
    public void put(FileStamp stamp, String md5, long nowNanos) {
        if (nowNanos - Math.max(stamp.modified(), stamp.changed()) < RACY_NANOS && !stampIsReadOnly(stamp)) {
            return;
        }
        remember(stamp, md5);
    }

    private static boolean stampIsReadOnly(FileStamp stamp) {
        return (stamp.mode() & 0222) == 0;
    }

    /** For files that this process has just written itself and nobody else had a name for before. */
    void remember(FileStamp stamp, String md5) {
        known.put(
                new Key(stamp.device(), stamp.inode()),
                new Known(
                        stamp.size(),
                        stamp.modified(),
                        stamp.changed(),
                        HexFormat.fromHexDigitsToLong(md5, 0, 16),
                        HexFormat.fromHexDigitsToLong(md5, 16, 32)));
        changed = true;
    }

    /** Writes what was learnt; a failure only costs time later and is not told. */
    public void save() {
        if (!changed || known.size() > MAX_RECORDS) {
            return;
        }
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + known.size() * RECORD).putLong(MAGIC);
        known.forEach((key, value) -> {
            if (out.remaining() >= RECORD) {
                out.putLong(key.device).putLong(key.inode).putLong(value.size).putLong(value.modified);
                out.putLong(value.changed).putLong(value.high).putLong(value.low);
            }
        });
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFiles.write(file, bytes, false);
            changed = false;
        } catch (IOException e) {
            changed = true;
        }
    }
}
