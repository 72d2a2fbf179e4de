package io.slipway.storage.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prepared statements of one connection, most recently used kept. A statement in use is not in the map. */
final class Statements {
    private static final int MOST = 256;

    private final SqlEngine engine;
    private final Connection connection;
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

    Statements(SqlEngine engine, Connection connection) {
        this.engine = engine;
        this.connection = connection;
    }

    PreparedStatement take(String sql) throws SQLException {
        PreparedStatement known = idle.remove(sql);
        return known != null ? known : engine.prepare(connection, sql);
    }

    void giveBack(String sql, PreparedStatement statement) throws SQLException {
        PreparedStatement other = idle.put(sql, statement);
        if (other != null) {
            other.close();
        }
        if (idle.size() > MOST) {
            var eldest = idle.entrySet().iterator();
            PreparedStatement dropped = eldest.next().getValue();
            eldest.remove();
            dropped.close();
        }
    }

    static void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            int at = i + 1;
            switch (parameters[i]) {
                case null -> statement.setNull(at, java.sql.Types.NULL);
                case String text -> statement.setString(at, text);
                case Long number -> statement.setLong(at, number);
                case Integer number -> statement.setLong(at, number);
                case Double number -> statement.setDouble(at, number);
                case Boolean flag -> statement.setLong(at, flag ? 1 : 0);
                case byte[] bytes -> statement.setBytes(at, bytes);
                default ->
                    throw new IllegalArgumentException("parameter " + at + " has a type that is not stored: "
                            + parameters[i].getClass().getName());
            }
        }
    }
}
