package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Blobs;
import io.slipway.storage.Database;
import io.slipway.storage.EventLog;
import io.slipway.storage.Leases;
import io.slipway.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Everything below one home folder: {@code slipway.db}, {@code blobs/}, {@code events/}, {@code leases/}. One process
 * at a time.
 */
public final class EmbeddedStorage implements Storage {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Path home;
    private final SqliteDatabase database;
    private final FileBlobs blobs;
    private final ChainedEventLog events;
    private final FileLeases leases;

    private EmbeddedStorage(Path home, InstantSource clock, Options options, Engine tables)
            throws IOException, SQLException {
        this.home = home;
        boolean whole = false;
        try {
            Files.createDirectories(home);
            opened.push(HomeLock.take(home));
            leases = opened(new FileLeases(home.resolve("leases")));
            blobs = FileBlobs.open(home.resolve("blobs"), home.resolve("tmp"));

            SqlEngine engine = tables.below(home.toRealPath());
            Session write = opened(new Session(engine, true));
            Migrations migrations = new Migrations(engine);
            migrations.run("storage");

            Path folder = home.resolve("events");
            EventSegments segments = EventSegments.open(folder, storedHead(write), options.segmentBytes());
            long last = Math.max(lastSequence(write), segments.head().sequence());
            EventProgress progress = new EventProgress(last, segments.head());
            RecentEvents recent = new RecentEvents();
            Outbox outbox = new Outbox(clock, progress, recent);
            WriterThread writer = new WriterThread(write.withOutbox(outbox), outbox, options.groupSize());
            ReaderPool readers = new ReaderPool(engine, options.readers());
            EventRelay relay = new EventRelay(readers, recent, segments, progress);
            database = opened(new SqliteDatabase(writer, readers, migrations));
            events = opened(new ChainedEventLog(folder, writer, readers, progress, relay, outbox, engine, options));
            writer.start();
            readers.start();
            relay.start();
            whole = true;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private static long lastSequence(Session session) {
        return session.one("SELECT coalesce(max(sequence), 0) FROM events", row -> row.integer(1))
                .orElse(0L);
    }

    private static ChainHead storedHead(Session session) {
        return session.one(
                        "SELECT sequence, hash, file, line_end FROM event_chain",
                        row -> new ChainHead(row.integer(1), row.text(2), row.text(3), row.integer(4)))
                .orElse(ChainHead.START);
    }

    /** Opens a home with the usual sizes. */
    public static EmbeddedStorage open(Path home, InstantSource clock) {
        return open(home, clock, Options.DEFAULT);
    }

    /**
     * Opens a home, making what is missing.
     *
     * @param clock gives events their time
     * @throws SlipwayException UNAVAILABLE if another process has it or it cannot be written, DATA_CORRUPT if the
     *     database is damaged or newer than this Slipway
     */
    public static EmbeddedStorage open(Path home, InstantSource clock, Options options) {
        Engine sqlite = folder -> new Sqlite(folder.resolve("slipway.db"), options.maxDatabaseBytes());
        try {
            return open(home, clock, options, sqlite);
        } catch (SQLException e) {
            throw SqliteErrors.translate(e);
        }
    }

    /** Gives the database of a home. */
    @FunctionalInterface
    public interface Engine {
        SqlEngine below(Path home) throws SQLException;
    }

    /**
     * Opens a home whose tables lie in the given database; blobs and the chain of events are files of the home all the
     * same.
     *
     * @throws SQLException if the database cannot be opened
     * @throws SlipwayException as above
     */
    public static EmbeddedStorage open(Path home, InstantSource clock, Options options, Engine tables)
            throws SQLException {
        try {
            return new EmbeddedStorage(home, clock, options, tables);
        } catch (IOException e) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE,
                    "cannot use the home " + home + ": " + reason(e)
                            + "; give this user the right to write there, or choose another home",
                    e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "no permission for " + denied.getFile();
            case java.nio.file.FileAlreadyExistsException taken -> taken.getFile() + " is not a folder";
            default -> String.valueOf(e.getMessage());
        };
    }

    /** The folder that holds everything. */
    public Path home() {
        return home;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public EventLog events() {
        return events;
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public void close() {
        SlipwayException failed = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                if (failed == null) {
                    failed = new SlipwayException(ErrorCode.UNAVAILABLE, "the storage did not close cleanly", e);
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
