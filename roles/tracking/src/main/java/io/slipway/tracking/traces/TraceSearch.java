package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.tracking.search.Comparison;
import io.slipway.tracking.search.Entity;
import io.slipway.tracking.search.FilterParser;
import io.slipway.tracking.search.Grammar;
import io.slipway.tracking.search.Keyset;
import io.slipway.tracking.search.Keyset.Type;
import io.slipway.tracking.search.Order;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.Names;
import io.slipway.tracking.wire.PageTokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds traces by filter, in order, the newest first; what a trace lacks comes last. */
final class TraceSearch {
    private final Database database;

    TraceSearch(Database database) {
        this.database = database;
    }

    record Question(String workspace, List<String> experimentIds, String filter, List<String> orderBy) {}

    private record Found(TraceRow row, List<Object> key) {}

    Page<TraceInfo> search(Question question, int max, String token) {
        List<Comparison> filter = FilterParser.filter(Grammar.TRACES, question.filter);
        Keyset order = order(question.orderBy);
        List<JsonNode> last = PageTokens.read(question, token);
        return database.read(query -> {
            var sql = new Sql()
                    .add("SELECT " + TraceRow.COLUMNS + ", ")
                    .add(order.select())
                    .add(" FROM traces t WHERE ")
                    .in("t.experiment", experiments(question))
                    .add(" AND t.workspace = ?", question.workspace)
                    .add(new TraceConditions(query, filter).all());
            if (last != null) {
                sql.add(" AND ").add(order.after(last));
            }
            sql.add(order.orderBy()).add(" LIMIT ?", max + 1);
            List<Found> found = query.list(
                    sql.text(),
                    row -> new Found(TraceRow.read(row), order.read(row, TraceRow.WIDTH + 1)),
                    sql.parameters());
            String next = null;
            if (found.size() > max) {
                found = found.subList(0, max);
                next = PageTokens.make(question, found.isEmpty() ? List.of() : found.getLast().key);
            }
            return new Page<>(
                    TraceReader.infos(query, found.stream().map(Found::row).toList()), next);
        });
    }

    private static List<Long> experiments(Question question) {
        return question.experimentIds.stream()
                .map(Names::experimentId)
                .distinct()
                .toList();
    }

    /** How many traces of these experiments all the filters select. */
    long count(String workspace, List<String> experimentIds, List<String> filters) {
        var clauses = new ArrayList<Comparison>();
        filters.forEach(filter -> clauses.addAll(FilterParser.filter(Grammar.TRACES, filter)));
        return database.read(query -> {
            var sql = new Sql()
                    .add("SELECT COUNT(*) FROM traces t WHERE ")
                    .in("t.experiment", experiments(new Question(workspace, experimentIds, "", List.of())))
                    .add(" AND t.workspace = ?", workspace)
                    .add(new TraceConditions(query, clauses).all());
            return query.one(sql.text(), row -> row.integer(1), sql.parameters())
                    .orElse(0L);
        });
    }

    private static Keyset order(List<String> texts) {
        var keyset = new Keyset();
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            Order order = FilterParser.order(Grammar.TRACES, text);
            if (!seen.add(order.entity() + "." + order.key())) {
                throw SlipwayException.invalid(
                        "`order_by` contains duplicate fields: " + Names.shown(String.join(", ", texts)));
            }
            by(keyset, order);
        }
        if (!seen.contains("ATTRIBUTE.timestamp_ms")) {
            keyset.by("t.request_time", Type.INTEGER, false);
        }
        return seen.contains("ATTRIBUTE.request_id") ? keyset : keyset.by("t.trace_id", Type.TEXT, true);
    }

    private static void by(Keyset keyset, Order order) {
        if (order.entity() == Entity.TAG) {
            byValue(keyset, "trace_tags", order.key(), order.ascending());
        } else if (order.entity() == Entity.METADATA) {
            byValue(keyset, "trace_metadata", order.key(), order.ascending());
        } else {
            switch (order.key()) {
                case "timestamp_ms" -> keyset.by("t.request_time", Type.INTEGER, order.ascending());
                case "execution_time_ms" ->
                    keyset.by("CASE WHEN t.duration IS NULL THEN 1 ELSE 0 END", Type.INTEGER, true)
                            .by("COALESCE(t.duration, 0)", Type.INTEGER, order.ascending());
                case "end_time_ms" ->
                    keyset.by("(t.request_time + COALESCE(t.duration, 0))", Type.INTEGER, order.ascending());
                case "status" -> keyset.by("t.state", Type.TEXT, order.ascending());
                case "experiment_id" -> keyset.by("t.experiment", Type.INTEGER, order.ascending());
                case "name" -> byValue(keyset, "trace_tags", TraceInfo.NAME, order.ascending());
                case "run_id" -> byValue(keyset, "trace_metadata", TraceInfo.RUN, order.ascending());
                default -> keyset.by("t.trace_id", Type.TEXT, order.ascending());
            }
        }
    }

    private static void byValue(Keyset keyset, String table, String key, boolean ascending) {
        var value = new Sql().add("(SELECT f.value FROM " + table + " f WHERE f.trace = t.id AND f.key = ?)", key);
        keyset.by(new Sql().add("CASE WHEN ").add(value).add(" IS NULL THEN 1 ELSE 0 END"), Type.INTEGER, true);
        keyset.by(new Sql().add("COALESCE(").add(value).add(", '')"), Type.TEXT, ascending);
    }
}
