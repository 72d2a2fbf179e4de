package io.slipway.storage.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;

/** Opens connections to the one database file. */
final class Sqlite {
    private static final int BUSY_MILLIS = 10_000;
    private static final int WRITER_CACHE_KIB = 8192;
    private static final int READER_CACHE_KIB = 4096;

    private final Path file;

    Sqlite(Path file) {
        this.file = file;
    }

    String url() {
        return JDBC.PREFIX + file;
    }

    /** @param maxBytes of the whole database; 0 for no limit */
    Connection writer(long maxBytes) throws SQLException {
        Connection connection = open(WRITER_CACHE_KIB);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = 4000");
            statement.execute("PRAGMA journal_size_limit = 67108864");
            if (maxBytes > 0) {
                statement.execute("PRAGMA max_page_count = " + Math.max(1, maxBytes / 4096));
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    Connection reader() throws SQLException {
        Connection connection = open(READER_CACHE_KIB);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        }
        return connection;
    }

    private Connection open(int cacheKib) throws SQLException {
        Connection connection = JDBC.createConnection(url(), new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            statement.execute("PRAGMA cache_size = -" + cacheKib);
            statement.execute("PRAGMA foreign_keys = ON");
            statement.execute("PRAGMA temp_store = MEMORY");
        }
        return connection;
    }
}
