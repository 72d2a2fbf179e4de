package io.slipway.tracking.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Page;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.tracking.search.Comparison;
import io.slipway.tracking.search.Entity;
import io.slipway.tracking.search.FilterParser;
import io.slipway.tracking.search.Grammar;
import io.slipway.tracking.search.Keyset;
import io.slipway.tracking.search.Keyset.Type;
import io.slipway.tracking.search.Operator;
import io.slipway.tracking.search.Order;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.PageTokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds experiments by filter, in order. */
final class ExperimentSearch {
    private final Database database;

    ExperimentSearch(Database database) {
        this.database = database;
    }

    /** @param lifecycles those to look at */
    record Question(String workspace, String filter, List<String> orderBy, List<String> lifecycles) {}

    private record Found(Experiment experiment, List<Object> key) {}

    Page<Experiment> search(Question question, int max, String token) {
        List<Comparison> filter = FilterParser.filter(Grammar.EXPERIMENTS, question.filter);
        Keyset order = order(question.orderBy);
        List<JsonNode> last = PageTokens.read(question, token);
        return database.read(query -> page(query, question, filter, order, last, max));
    }

    private static Page<Experiment> page(
            Query query,
            Question question,
            List<Comparison> filter,
            Keyset order,
            @Nullable List<JsonNode> last,
            int max) {
        var sql = new Sql()
                .add("SELECT " + Experiments.columns() + ", ")
                .add(order.select())
                .add(" FROM experiments e WHERE workspace = ? AND ", question.workspace)
                .in("lifecycle", question.lifecycles);
        filter.forEach(clause -> sql.add(" AND ").add(condition(clause)));
        if (last != null) {
            sql.add(" AND ").add(order.after(last));
        }
        sql.add(order.orderBy()).add(" LIMIT ?", max + 1);
        List<Found> found = new ArrayList<>(query.list(
                sql.text(),
                row -> new Found(Experiments.read(row, question.workspace, List.of()), order.read(row, 7)),
                sql.parameters()));
        String next = null;
        if (found.size() > max) {
            found.removeLast();
            next = PageTokens.make(question, found.getLast().key);
        }
        return new Page<>(
                Experiments.withTags(
                        query, found.stream().map(Found::experiment).toList()),
                next);
    }

    private static Keyset order(List<String> orderBy) {
        var keyset = new Keyset();
        boolean byId = false;
        for (String text : orderBy) {
            Order order = FilterParser.order(Grammar.EXPERIMENTS, text);
            if (order.entity() == Entity.TAG) {
                var value = new Sql()
                        .add(
                                "COALESCE((SELECT t.value FROM experiment_tags t WHERE t.experiment = e.id AND t.key = ?), '')",
                                order.key());
                keyset.by(value, Type.TEXT, order.ascending());
            } else {
                byId |= order.key().equals("experiment_id");
                keyset.by(
                        column(order.key()), order.key().equals("name") ? Type.TEXT : Type.INTEGER, order.ascending());
            }
        }
        if (orderBy.isEmpty()) {
            keyset.by("created", Type.INTEGER, false);
        }
        return byId ? keyset : keyset.by("id", Type.INTEGER, orderBy.isEmpty());
    }

    private static String column(String attribute) {
        return switch (attribute) {
            case "experiment_id" -> "id";
            case "creation_time" -> "created";
            case "last_update_time" -> "updated";
            default -> attribute;
        };
    }

    private static Sql condition(Comparison clause) {
        if (clause.entity() == Entity.ATTRIBUTE) {
            String column = clause.key().equals("experiment_id") ? "CAST(id AS TEXT)" : column(clause.key());
            return new Sql().compare(column, clause);
        }
        String rows = "(SELECT 1 FROM experiment_tags t WHERE t.experiment = e.id AND t.key = ?";
        return switch (clause.operator()) {
            case Operator.IS_NULL -> new Sql().add("NOT EXISTS " + rows + ")", clause.key());
            case Operator.IS_NOT_NULL -> new Sql().add("EXISTS " + rows + ")", clause.key());
            default ->
                new Sql()
                        .add("EXISTS " + rows + " AND ", clause.key())
                        .compare("t.value", clause)
                        .add(")");
        };
    }
}
