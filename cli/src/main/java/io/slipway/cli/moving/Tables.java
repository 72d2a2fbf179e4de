package io.slipway.cli.moving;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tables of a database whose schema is not known beforehand: those columns are read that exist. */
final class Tables implements AutoCloseable {
    private static final int FETCH = 1000;

    private final String title;
    private final Connection connection;
    private final Map<String, Boolean> known = new HashMap<>();

    private Tables(String title, Connection connection) {
        this.title = title;
        this.connection = connection;
    }

    /** An SQLite file, opened so that nothing can be written to it. */
    static Tables sqlite(Path file) {
        if (file.toString().indexOf('?') >= 0) {
            throw SlipwayException.invalid("the path of the database holds a '?': rename it first");
        }
        var properties = new Properties();
        properties.setProperty("open_mode", "1");
        Tables tables = open("the SQLite file " + file, "jdbc:sqlite:" + file, properties);
        tables.execute("PRAGMA trusted_schema = OFF", "PRAGMA query_only = ON", "PRAGMA cell_size_check = ON");
        return tables.begin();
    }

    /** @param url {@code postgresql://user:password@host:port/database}, also with SQLAlchemy's driver names */
    static Tables postgresql(String url) {
        URI uri = uri(url.replaceFirst("^postgres(ql)?(\\+\\w+)?:", "postgresql:"));
        var properties = new Properties();
        String user = uri.getUserInfo();
        if (user != null) {
            String[] parts = user.split(":", 2);
            properties.setProperty("user", parts[0]);
            properties.setProperty("password", parts.length > 1 ? parts[1] : "");
        }
        properties.setProperty("readOnly", "true");
        properties.setProperty("loginTimeout", "10");
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
        return open(
                        "the database at " + host + uri.getPath(),
                        "jdbc:postgresql://" + host + uri.getRawPath() + query,
                        properties)
                .begin();
    }

    /** Complaints do not repeat the URL: it may hold a password. */
    private static URI uri(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && uri.getPath().length() > 1) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw SlipwayException.invalid(
                "the address of the database is not postgresql://user:password@host:port/database;"
                        + " write special characters of user and password as %XX");
    }

    private static Tables open(String title, String url, Properties properties) {
        try {
            return new Tables(title, DriverManager.getConnection(url, properties));
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage());
            throw new SlipwayException(
                    ErrorCode.INVALID_ARGUMENT,
                    reason.contains("No suitable driver")
                            ? "this build has no driver for " + url.replaceFirst("^jdbc:(\\w+):.*", "$1")
                                    + ". Import from the running MLflow server instead: give its http:// URL."
                            : "cannot open " + title + ": " + reason,
                    e);
        }
    }

    private void execute(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** One snapshot for the whole of an import, and cursors instead of whole results in memory. */
    private Tables begin() {
        try {
            connection.setAutoCommit(false);
            if (!connection.getMetaData().getURL().startsWith("jdbc:sqlite:")) {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private SlipwayException failed(SQLException e) {
        return new SlipwayException(ErrorCode.INVALID_ARGUMENT, "cannot read " + title + ": " + e.getMessage(), e);
    }

    String title() {
        return title;
    }

    boolean has(String table) {
        return known.computeIfAbsent(table, this::look);
    }

    private boolean look(String table) {
        try (ResultSet found = connection.getMetaData().getTables(null, null, table, new String[] {"TABLE"})) {
            return found.next();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Rows of a table; none where there is no such table. @param where without the word, empty for all */
    void each(String table, String where, Consumer<Row> each, Object... parameters) {
        if (!has(table)) {
            return;
        }
        try (PreparedStatement statement = prepared("SELECT * FROM " + table, where, parameters);
                ResultSet result = statement.executeQuery()) {
            var row = new Row(result);
            while (result.next()) {
                each.accept(row);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    long count(String table, String where, Object... parameters) {
        if (!has(table)) {
            return 0;
        }
        try (PreparedStatement statement = prepared("SELECT COUNT(*) FROM " + table, where, parameters);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? result.getLong(1) : 0;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private PreparedStatement prepared(String select, String where, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(select + (where.isEmpty() ? "" : " WHERE " + where));
        statement.setFetchSize(FETCH);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The current row; a column that this schema does not have reads as null. */
    final class Row {
        private final ResultSet result;
        private final Map<String, Integer> columns = new HashMap<>();

        private Row(ResultSet result) throws SQLException {
            this.result = result;
            ResultSetMetaData is = result.getMetaData();
            for (int i = 1; i <= is.getColumnCount(); i++) {
                columns.put(is.getColumnName(i).toLowerCase(Locale.ROOT), i);
            }
        }

        @Nullable
        String text(String column) {
            Integer index = columns.get(column);
            try {
                return index == null ? null : result.getString(index);
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Nullable
        Long numberOrNull(String column) {
            String text = text(column);
            return text == null ? null : (Long) MlflowValues.whole(text);
        }

        long number(long otherwise, String column) {
            Long value = numberOrNull(column);
            return value == null ? otherwise : value;
        }

        /** A value of a metric: MLflow keeps NaN as 0 with a mark. */
        double value(String column) {
            Integer index = columns.get(column);
            Integer mark = columns.get("is_nan");
            try {
                if (index == null || (mark != null && result.getBoolean(mark))) {
                    return Double.NaN;
                }
                return result.getDouble(index);
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }
}
