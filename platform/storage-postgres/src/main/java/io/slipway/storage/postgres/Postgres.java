package io.slipway.storage.postgres;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.embedded.SqlEngine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL, 16 or newer. The connection that writes holds an advisory lock of the schema: whoever lost it, by losing
 * the connection, writes no more.
 */
final class Postgres implements SqlEngine {
    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);
    /** Half of the advisory lock's key; the other half is the schema. */
    private static final int LOCK = 0x534c4950;

    private static final int ROWS_AT_ONCE = 500;
    private static final long LOCK_MILLIS = 5_000;
    private static final long LOCK_PAUSE_MILLIS = 100;

    private final PostgresAddress address;

    Postgres(PostgresAddress address) {
        this.address = address;
    }

    @Override
    public Connection writer() throws SQLException {
        Connection connection = open(true);
        try {
            lock(connection);
            try (Statement statement = connection.createStatement()) {
                if (!setting(statement, "fsync").equals("on")) {
                    LOG.warn("the database server runs with fsync=off: what it acknowledged is lost with the power");
                }
                if (setting(statement, "synchronous_commit").equals("off")) {
                    statement.execute("SET synchronous_commit = on");
                }
            }
            connection.setAutoCommit(false);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static String setting(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("SHOW " + name)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /** A predecessor that was just killed, or cut off, still has it for a moment. */
    private static void lock(Connection connection) throws SQLException {
        long until = System.nanoTime() + LOCK_MILLIS * 1_000_000;
        while (!tryLock(connection)) {
            if (System.nanoTime() > until) {
                throw new SQLException("the lock of the database is taken", "55P03");
            }
            try {
                Thread.sleep(LOCK_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while waiting for the lock of the database", "55P03", e);
            }
        }
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_try_advisory_lock(?, hashtext(current_schema()))")) {
            statement.setInt(1, LOCK);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    @Override
    public Connection reader() throws SQLException {
        Connection connection = open(true);
        try {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** @param bounded whether an answer that does not come within a minute ends the connection */
    private Connection open(boolean bounded) throws SQLException {
        Properties properties = new Properties();
        if (address.user() != null) {
            PGProperty.USER.set(properties, address.user());
        }
        if (address.password() != null) {
            PGProperty.PASSWORD.set(properties, address.password());
        }
        PGProperty.APPLICATION_NAME.set(properties, "slipway");
        PGProperty.CONNECT_TIMEOUT.set(properties, 10);
        PGProperty.LOGIN_TIMEOUT.set(properties, 10);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.OPTIONS.set(
                properties, "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3");
        if (bounded) {
            PGProperty.SOCKET_TIMEOUT.set(properties, 60);
        }
        return DriverManager.getConnection(address.url(), properties);
    }

    @Override
    public DataSource migrations() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.url());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setApplicationName("slipway-migrations");
        return source;
    }

    /** The driver sends BEGIN together with the first statement. */
    @Override
    public String begin(boolean writer) {
        return "";
    }

    @Override
    public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setFetchSize(ROWS_AT_ONCE);
        return statement;
    }

    @Override
    public boolean sendsBatches() {
        return true;
    }

    @Override
    public SlipwayException translate(SQLException e) {
        return PostgresErrors.translate(e);
    }

    @Override
    public boolean endsTransaction(SQLException e) {
        return PostgresErrors.endsTransaction(e);
    }

    @Override
    public boolean losesConnection(SQLException e) {
        return PostgresErrors.losesConnection(e);
    }

    @Override
    public boolean abortsOnFailure() {
        return true;
    }

    @Override
    public void failStatementsAlone(Connection connection, boolean alone) throws SQLException {
        connection.unwrap(PGConnection.class).setAutosave(alone ? AutoSave.ALWAYS : AutoSave.NEVER);
    }

    @Override
    public String tableExists() {
        return "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?";
    }

    @Override
    public String definition(String script) {
        return PostgresDefinitions.of(script);
    }

    @Override
    public String additions() {
        return "postgresql";
    }
}
