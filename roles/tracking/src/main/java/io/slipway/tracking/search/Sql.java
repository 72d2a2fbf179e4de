package io.slipway.tracking.search;

import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SQL text and its parameters, grown together so that they never get out of step. */
public final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    public Sql add(String sql, @Nullable Object... values) {
        text.append(sql);
        parameters.addAll(Arrays.asList(values));
        return this;
    }

    public Sql add(Sql other) {
        text.append(other.text);
        parameters.addAll(other.parameters);
        return this;
    }

    /** {@code column IN (?, …)}; matches nothing for no values. */
    public Sql in(String column, Collection<?> values) {
        if (values.isEmpty()) {
            return add("1 = 0");
        }
        if (values.size() == 1) {
            return add(column + " = ?", values.iterator().next());
        }
        text.append(column).append(" IN (");
        text.append(String.join(", ", Collections.nCopies(values.size(), "?"))).append(')');
        parameters.addAll(values);
        return this;
    }

    /** {@link #in(String, Collection)} for an expression with parameters. */
    public Sql in(Sql expression, Collection<?> values) {
        if (!values.isEmpty()) {
            parameters.addAll(expression.parameters);
        }
        return in(expression.text(), values);
    }

    /** A comparison of {@code column}, which holds text or numbers as the clause wants. */
    public Sql compare(String column, Comparison clause) {
        return compare(new Sql().add(column), clause);
    }

    /** {@link #compare(String, Comparison)} for an expression with parameters. */
    public Sql compare(Sql column, Comparison clause) {
        return switch (clause.operator()) {
            case LIKE -> add("glob(?, ", glob(clause.text())).add(column).add(")");
            case ILIKE ->
                add("glob(?, lower(", glob(lower(clause.text()))).add(column).add("))");
            case IN -> in(column, clause.values());
            case NOT_IN -> add("NOT (").in(column, clause.values()).add(")");
            case IS_NULL, IS_NOT_NULL, RLIKE ->
                throw SlipwayException.invalid(clause.operator().text() + " is not supported for " + clause.key());
            default ->
                add(column)
                        .add(
                                " " + clause.operator().text() + " ?",
                                clause.values().getFirst());
        };
    }

    /** The letters that SQL's lower() knows in both databases: those of ASCII. */
    private static String lower(String text) {
        var lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }

    /**
     * SQLite's LIKE ignores case and PostgreSQL's does not; glob(pattern, text), which SQLite calls GLOB and which
     * Slipway adds to PostgreSQL, is the same in both: the pattern in its letters.
     */
    static String glob(String like) {
        var glob = new StringBuilder(like.length() + 8);
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            switch (c) {
                case '%' -> glob.append('*');
                case '_' -> glob.append('?');
                case '*', '?', '[' -> glob.append('[').append(c).append(']');
                default -> glob.append(c);
            }
        }
        return glob.toString();
    }

    public String text() {
        return text.toString();
    }

    public @Nullable Object[] parameters() {
        return parameters.toArray();
    }
}
