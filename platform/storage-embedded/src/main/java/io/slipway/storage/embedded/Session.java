package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection in the hands of one thread. Transactions are begun and ended by {@link WriterThread} and
 * {@link ReaderPool}; the closures they run see it as {@link Query} or {@link Tx}.
 */
final class Session implements Tx, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final long RECONNECT_PAUSE_NANOS = 250_000_000;

    private final SqlEngine engine;
    private final boolean writer;
    private Connection connection;
    private Statements statements;
    private @Nullable Outbox outbox;
    private @Nullable Thread owner = Thread.currentThread();
    private @Nullable SlipwayException broken;
    private boolean aborted;
    private boolean lost;
    private long changes;
    private long unreachableSince;
    private @Nullable SlipwayException unreachable;

    Session(SqlEngine engine, boolean writer) throws SQLException {
        this.engine = engine;
        this.writer = writer;
        this.connection = writer ? engine.writer() : engine.reader();
        this.statements = new Statements(engine, connection);
    }

    /** Makes this the session that takes events. */
    Session withOutbox(Outbox to) {
        outbox = to;
        return this;
    }

    /** Lets this thread use the session, and no other. */
    void own() {
        owner = Thread.currentThread();
    }

    /** The failure after which the transaction as a whole is gone, or null. */
    @Nullable
    SlipwayException broken() {
        return broken;
    }

    /** Notes that the transaction as a whole failed; the first reason stays. */
    void breakWith(SlipwayException reason) {
        if (broken == null) {
            broken = reason;
        }
    }

    void mended() {
        broken = null;
    }

    /** How many rows were changed since the session was opened; grows only. */
    long changes() {
        return changes;
    }

    /** True if a statement failed and the transaction can only go on from a savepoint that it does not have. */
    boolean aborted() {
        return aborted;
    }

    /** True if the connection was lost; the next {@link #begin} opens another. */
    boolean lost() {
        return lost;
    }

    /**
     * Begins a transaction, on a new connection if the last one was lost.
     *
     * @return true if the connection is new
     */
    boolean begin() {
        boolean again = lost;
        if (lost) {
            reconnect();
        }
        aborted = false;
        String sql = engine.begin(writer);
        if (!sql.isEmpty()) {
            control(sql);
        }
        return again;
    }

    /** Does not knock at a closed door for each of many that wait. */
    private void reconnect() {
        if (unreachable != null && System.nanoTime() - unreachableSince < RECONNECT_PAUSE_NANOS) {
            throw new SlipwayException(unreachable.code(), unreachable.text(), unreachable);
        }
        try {
            connection = writer ? engine.writer() : engine.reader();
            statements = new Statements(engine, connection);
            lost = false;
            unreachable = null;
        } catch (SQLException e) {
            unreachable = engine.translate(e);
            unreachableSince = System.nanoTime();
            throw unreachable;
        }
    }

    /** Between {@code true} and {@code false} a failed statement leaves the transaction as it was before it. */
    void failStatementsAlone(boolean alone) {
        try {
            engine.failStatementsAlone(connection, alone);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs a statement without parameters or result, such as COMMIT. */
    void control(String sql) {
        with(sql, PreparedStatement::execute);
    }

    @Override
    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        List<T> rows = new ArrayList<>();
        each(sql, row -> rows.add(mapper.map(row)), parameters);
        return rows;
    }

    @Override
    public <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        List<T> rows = list(sql, mapper, parameters);
        if (rows.size() > 1) {
            throw new SlipwayException(ErrorCode.INTERNAL, "one row was expected and " + rows.size() + " were found");
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    @Override
    public void each(String sql, Consumer<Row> row, @Nullable Object... parameters) {
        checkOwner();
        if (writer && !sql.startsWith("SELECT")) {
            changes++; // it may be one that changes rows and returns them
        }
        with(sql, statement -> {
            Statements.bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                ResultRow current = new ResultRow(engine, result);
                while (result.next()) {
                    row.accept(current);
                }
            }
            return true;
        });
    }

    @Override
    public int update(String sql, @Nullable Object... parameters) {
        checkOwner();
        return with(sql, statement -> {
            Statements.bind(statement, parameters);
            int rows = statement.executeUpdate();
            changes += rows;
            return rows;
        });
    }

    @Override
    public void batch(String sql, List<@Nullable Object[]> rows) {
        checkOwner();
        with(sql, statement -> {
            if (engine.sendsBatches()) {
                send(statement, rows);
                return true;
            }
            for (@Nullable Object[] row : rows) {
                Statements.bind(statement, row);
                changes += statement.executeUpdate();
            }
            return true;
        });
    }

    private void send(PreparedStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        for (@Nullable Object[] row : rows) {
            Statements.bind(statement, row);
            statement.addBatch();
        }
        changes += rows.size();
        statement.executeBatch();
    }

    @Override
    public void emit(NewEvent event) {
        checkOwner();
        if (outbox == null) {
            throw new IllegalStateException("an event can only be told in a write");
        }
        outbox.add(this, event);
    }

    /** What is done with a statement while it is taken out of the idle ones. */
    @FunctionalInterface
    private interface Use<R> {
        R of(PreparedStatement statement) throws SQLException;
    }

    private <R> R with(String sql, Use<R> use) {
        try {
            PreparedStatement statement = statements.take(sql);
            boolean whole = false;
            try {
                R result = use.of(statement);
                whole = true;
                return result;
            } finally {
                if (whole) {
                    statements.giveBack(sql, statement);
                } else {
                    statement.close(); // the driver may have ended it with the failure
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void checkOwner() {
        if (owner != Thread.currentThread()) {
            throw new IllegalStateException("a transaction is used outside the work it was given to");
        }
    }

    private SlipwayException failed(SQLException e) {
        SlipwayException translated = engine.translate(e);
        if (engine.losesConnection(e) && !lost) {
            lost = true;
            abandon();
        }
        if (lost || engine.endsTransaction(e)) {
            breakWith(translated);
        }
        aborted |= engine.abortsOnFailure();
        return translated;
    }

    private void abandon() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("a lost connection did not close", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw engine.translate(e);
        }
    }
}
