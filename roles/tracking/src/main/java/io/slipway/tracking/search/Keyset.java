package io.slipway.tracking.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Row;
import java.util.ArrayList;
import java.util.List;

/** The columns that a result is ordered by, and the condition that continues after a given row. */
public final class Keyset {
    /** How a column's value is read and bound. */
    public enum Type {
        INTEGER,
        REAL,
        TEXT
    }

    /** @param expression SQL that is never NULL */
    private record Column(Sql expression, Type type, boolean ascending) {}

    private final List<Column> columns = new ArrayList<>();

    public Keyset by(String expression, Type type, boolean ascending) {
        return by(new Sql().add(expression), type, ascending);
    }

    public Keyset by(Sql expression, Type type, boolean ascending) {
        columns.add(new Column(expression, type, ascending));
        return this;
    }

    /** The expressions, for the select list. */
    public Sql select() {
        var sql = new Sql();
        for (int i = 0; i < columns.size(); i++) {
            sql.add(i == 0 ? "" : ", ").add(columns.get(i).expression);
        }
        return sql;
    }

    public Sql orderBy() {
        var sql = new Sql();
        for (int i = 0; i < columns.size(); i++) {
            sql.add(i == 0 ? " ORDER BY " : ", ")
                    .add(columns.get(i).expression)
                    .add(columns.get(i).ascending ? " ASC" : " DESC");
        }
        return sql;
    }

    /** True for the rows that come after {@code last}. */
    public Sql after(List<JsonNode> last) {
        if (last.size() != columns.size()) {
            throw SlipwayException.invalid("Invalid page token: it belongs to another order.");
        }
        var sql = new Sql().add("(");
        for (int i = 0; i < columns.size(); i++) {
            sql.add(i == 0 ? "(" : " OR (");
            for (int j = 0; j < i; j++) {
                compare(sql, j, "=", last).add(" AND ");
            }
            compare(sql, i, columns.get(i).ascending ? ">" : "<", last).add(")");
        }
        return sql.add(")");
    }

    private Sql compare(Sql sql, int i, String operator, List<JsonNode> last) {
        Column column = columns.get(i);
        return sql.add(column.expression).add(" " + operator + " ?", value(column, last.get(i)));
    }

    private static Object value(Column column, JsonNode node) {
        return switch (column.type) {
            case INTEGER -> node.asLong();
            case REAL -> node.asDouble();
            case TEXT -> node.asText();
        };
    }

    /** The values of a row, whose select list has them from column {@code first} on. */
    public List<Object> read(Row row, int first) {
        var values = new ArrayList<Object>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(
                    switch (columns.get(i).type) {
                        case INTEGER -> row.integer(first + i);
                        case REAL -> row.real(first + i);
                        case TEXT -> row.text(first + i);
                    });
        }
        return values;
    }
}
