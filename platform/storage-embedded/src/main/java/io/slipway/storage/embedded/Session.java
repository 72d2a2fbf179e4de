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
import org.sqlite.SQLiteConnection;

/**
 * One connection in the hands of one thread. Transactions are begun and ended by {@link WriterThread} and
 * {@link ReaderPool}; the closures they run see it as {@link Query} or {@link Tx}.
 */
final class Session implements Tx, AutoCloseable {
    private final Connection connection;
    private final Statements statements;
    private @Nullable Outbox outbox;
    private @Nullable Thread owner = Thread.currentThread();
    private @Nullable SlipwayException broken;

    Session(Connection connection) {
        this.connection = connection;
        this.statements = new Statements(connection);
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

    /** How many rows were changed since the connection was opened; grows only. */
    long changes() {
        try {
            return connection.unwrap(SQLiteConnection.class).getDatabase().total_changes();
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
        with(sql, statement -> {
            Statements.bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                ResultRow current = new ResultRow(result);
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
            return statement.executeUpdate();
        });
    }

    @Override
    public void batch(String sql, List<@Nullable Object[]> rows) {
        checkOwner();
        with(sql, statement -> {
            for (@Nullable Object[] row : rows) {
                Statements.bind(statement, row);
                statement.executeUpdate();
            }
            return true;
        });
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
        SlipwayException translated = SqliteErrors.translate(e);
        if (SqliteErrors.endsTransaction(e)) {
            broken = translated;
        }
        return translated;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e);
        }
    }
}
