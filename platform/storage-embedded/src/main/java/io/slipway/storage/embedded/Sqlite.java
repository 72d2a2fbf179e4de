package io.slipway.storage.embedded;

import io.slipway.kernel.SlipwayException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.sqlite.JDBC;
import org.sqlite.SQLiteDataSource;

/** SQLite: one database file. */
final class Sqlite implements SqlEngine {
    private static final int BUSY_MILLIS = 10_000;
    private static final int WRITER_CACHE_KIB = 8192;
    private static final int READER_CACHE_KIB = 4096;

    private final Path file;
    private final long maxBytes;

    Sqlite(Path file) {
        this(file, 0);
    }

    /** @param maxBytes of the whole database; 0 for no limit */
    Sqlite(Path file, long maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
    }

    String url() {
        return JDBC.PREFIX + file;
    }

    @Override
    public Connection writer() throws SQLException {
        Connection connection = open(WRITER_CACHE_KIB);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = 16000");
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

    @Override
    public Connection reader() throws SQLException {
        Connection connection = open(READER_CACHE_KIB);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        }
        return connection;
    }

    @Override
    public DataSource migrations() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl(url());
        return source;
    }

    @Override
    public String begin(boolean writer) {
        return writer ? "BEGIN IMMEDIATE" : "BEGIN";
    }

    @Override
    public SlipwayException translate(SQLException e) {
        return SqliteErrors.translate(e);
    }

    @Override
    public boolean endsTransaction(SQLException e) {
        return SqliteErrors.endsTransaction(e);
    }

    @Override
    public String tableExists() {
        return "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
    }

    @Override
    public String useIndex(String index) {
        return index.isEmpty() ? "NOT INDEXED" : "INDEXED BY " + index;
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
