package io.slipway.tracking.traces;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.tracking.otlp.JsonText;
import io.slipway.tracking.search.Comparison;
import io.slipway.tracking.search.Entity;
import io.slipway.tracking.search.Operator;
import io.slipway.tracking.search.Sql;
import java.util.List;

/** What the clauses of a filter mean in SQL, on the row {@code t} of a trace. All clauses about spans hold of one span. */
final class TraceConditions {
    private static final String ATTRIBUTES = "attributes.";

    private final Query query;
    private final List<Comparison> clauses;

    TraceConditions(Query query, List<Comparison> clauses) {
        this.query = query;
        this.clauses = clauses;
    }

    /** Each preceded by AND. */
    Sql all() {
        var sql = new Sql();
        var spans = new Sql();
        for (Comparison clause : clauses) {
            if (clause.entity() == Entity.SPAN || clause.key().equals("text") && clause.entity() == Entity.ATTRIBUTE) {
                spans.add(" AND ").add(span(clause));
            } else {
                sql.add(" AND ").add(condition(clause));
            }
        }
        return spans.text().isEmpty()
                ? sql
                : sql.add(" AND EXISTS (SELECT 1 FROM spans s WHERE s.trace = t.id")
                        .add(spans)
                        .add(")");
    }

    private Sql condition(Comparison clause) {
        return switch (clause.entity()) {
            case ATTRIBUTE -> attribute(clause);
            case TAG -> keyed("trace_tags", clause.key(), clause);
            case METADATA -> keyed("trace_metadata", clause.key(), clause);
            case FEEDBACK -> assessment(Assessment.FEEDBACK, clause);
            case EXPECTATION -> assessment(Assessment.EXPECTATION, clause);
            case ISSUE ->
                new Sql()
                        .add(
                                "EXISTS (SELECT 1 FROM assessments a WHERE a.trace = t.id AND a.kind = 'issue' AND"
                                        + " a.name = ?)",
                                clause.text());
            default -> throw new IllegalStateException("the grammar of traces has no " + clause.entity());
        };
    }

    private Sql attribute(Comparison clause) {
        return switch (clause.key()) {
            case "timestamp_ms" -> new Sql().compare("t.request_time", clause);
            case "execution_time_ms" -> new Sql().compare("t.duration", clause);
            case "end_time_ms" -> new Sql().compare("(t.request_time + COALESCE(t.duration, 0))", clause);
            case "name" -> keyed("trace_tags", TraceInfo.NAME, clause);
            case "run_id" -> run(clause);
            case "prompt" -> prompt(clause);
            case "status" -> column("t.state", clause);
            case "request_id" -> column("t.trace_id", clause);
            case "experiment_id" -> column("CAST(t.experiment AS TEXT)", clause);
            default -> column("t.client_request_id", clause);
        };
    }

    private Sql column(String column, Comparison clause) {
        return clause.operator() == Operator.RLIKE
                ? new Sql()
                        .in(
                                column,
                                Patterns.matching(
                                        query,
                                        new Sql()
                                                .add("SELECT DISTINCT " + column + " FROM traces t WHERE " + column
                                                        + " IS NOT NULL"),
                                        clause.text()))
                : new Sql().compare(column, clause);
    }

    private Sql keyed(String table, String key, Comparison clause) {
        String rows = "(SELECT 1 FROM " + table + " f WHERE f.trace = t.id AND f.key = ?";
        return switch (clause.operator()) {
            case IS_NULL -> new Sql().add("NOT EXISTS " + rows + ")", key);
            case IS_NOT_NULL -> new Sql().add("EXISTS " + rows + ")", key);
            case RLIKE ->
                new Sql()
                        .add("EXISTS " + rows + " AND ", key)
                        .in(
                                "f.value",
                                Patterns.matching(
                                        query,
                                        new Sql().add("SELECT DISTINCT value FROM " + table + " WHERE key = ?", key),
                                        clause.text()))
                        .add(")");
            default ->
                new Sql()
                        .add("EXISTS " + rows + " AND ", key)
                        .compare("f.value", clause)
                        .add(")");
        };
    }

    /** The run in which a trace was made, or one to which it was linked. */
    private Sql run(Comparison clause) {
        Sql made = keyed("trace_metadata", TraceInfo.RUN, clause);
        if (clause.operator() != Operator.EQUAL && clause.operator() != Operator.IN) {
            return made;
        }
        return new Sql()
                .add("(")
                .add(made)
                .add(" OR EXISTS (SELECT 1 FROM trace_runs l WHERE l.trace = t.id AND ")
                .compare("l.run_id", clause)
                .add("))");
    }

    private static Sql prompt(Comparison clause) {
        boolean nameAndVersion =
                clause.operator() == Operator.EQUAL && clause.text().split("/", -1).length == 2;
        if (!nameAndVersion) {
            throw SlipwayException.invalid(
                    "Invalid prompts filter. Only '=' is supported with format: prompt = \"name/version\"");
        }
        return new Sql()
                .add("EXISTS (SELECT 1 FROM trace_prompts l WHERE l.trace = t.id AND l.prompt = ?)", clause.text());
    }

    private Sql assessment(String kind, Comparison clause) {
        var sql = new Sql()
                .add(
                        (clause.operator() == Operator.IS_NULL ? "NOT " : "")
                                + "EXISTS (SELECT 1 FROM assessments a WHERE a.trace = t.id AND a.kind = ? AND"
                                + " a.name = ? AND a.valid = 1",
                        kind,
                        clause.key());
        switch (clause.operator()) {
            case IS_NULL, IS_NOT_NULL -> sql.add(")");
            case EQUAL -> sql.add(" AND a.value IN (?, ?))", clause.text(), JsonText.quoted(clause.text()));
            case NOT_EQUAL -> sql.add(" AND a.value NOT IN (?, ?))", clause.text(), JsonText.quoted(clause.text()));
            case RLIKE ->
                sql.add(" AND ")
                        .in(
                                "a.value",
                                Patterns.matching(
                                        query,
                                        new Sql()
                                                .add(
                                                        "SELECT DISTINCT value FROM assessments WHERE kind = ? AND"
                                                                + " name = ?",
                                                        kind,
                                                        clause.key()),
                                        clause.text()))
                        .add(")");
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                sql.add(" AND ").compare("a.number", clause).add(")");
            default -> sql.add(" AND ").compare("a.value", clause).add(")");
        }
        return sql;
    }

    private Sql span(Comparison clause) {
        String key = clause.entity() == Entity.ATTRIBUTE ? "content" : clause.key();
        if (key.startsWith(ATTRIBUTES)) {
            return spanAttribute(unquoted(key.substring(ATTRIBUTES.length())), clause);
        }
        if (key.equals("content") && clause.operator() != Operator.LIKE && clause.operator() != Operator.ILIKE) {
            throw SlipwayException.invalid("Texts of spans are searched with LIKE or ILIKE.");
        }
        String column = "s." + key;
        if (clause.operator() == Operator.RLIKE) {
            return new Sql()
                    .in(
                            column,
                            Patterns.matching(
                                    query,
                                    new Sql().add("SELECT DISTINCT " + column + " FROM spans s"),
                                    clause.text()));
        }
        return new Sql().compare(column, clause);
    }

    private static String unquoted(String key) {
        boolean quoted = key.length() > 2 && (key.charAt(0) == '`' || key.charAt(0) == '"');
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    /** The value of an attribute as text: of a string what is in the quotes, of others their JSON. */
    private Sql spanAttribute(String name, Comparison clause) {
        if (name.indexOf('"') >= 0) {
            throw SlipwayException.invalid("The name of a span's attribute must not hold a quotation mark.");
        }
        String value = "trim(json_extract(s.content, ?), '\"')";
        String path = "$.attributes.\"" + name + "\"";
        return switch (clause.operator()) {
            case RLIKE -> {
                List<String> matching = Patterns.matching(
                        query,
                        new Sql()
                                .add("SELECT DISTINCT " + value + " AS v FROM spans s WHERE ", path)
                                .add("json_extract(s.content, ?) IS NOT NULL", path),
                        clause.text());
                yield new Sql().in(new Sql().add(value, path), matching);
            }
            default -> new Sql().compare(new Sql().add(value, path), clause);
        };
    }
}
