package io.slipway.tracking.evaluation;

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
import io.slipway.tracking.wire.PageTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds evaluation datasets by filter, in order. */
final class EvaluationDatasetSearch {
    private final Database database;

    EvaluationDatasetSearch(Database database) {
        this.database = database;
    }

    /** @param experiments ids of those that use the dataset; empty for all datasets */
    record Question(String workspace, List<String> experiments, String filter, List<String> orderBy) {}

    private record Found(EvaluationDataset dataset, List<Object> key) {}

    Page<EvaluationDataset> search(Question question, int max, String token) {
        List<Comparison> filter = FilterParser.filter(Grammar.EVALUATION_DATASETS, question.filter);
        Keyset order = order(question.orderBy);
        List<JsonNode> last = PageTokens.read(question, token);
        var sql = new Sql()
                .add("SELECT " + EvaluationDataset.COLUMNS + ", ")
                .add(order.select())
                .add(" FROM evaluation_datasets d WHERE d.workspace = ?", question.workspace);
        if (!question.experiments.isEmpty()) {
            sql.add(" AND EXISTS (SELECT 1 FROM evaluation_dataset_experiments x WHERE x.dataset = d.dataset_id AND ")
                    .in("x.experiment", numbers(question.experiments))
                    .add(")");
        }
        filter.forEach(clause -> sql.add(" AND ").add(condition(clause)));
        if (last != null) {
            sql.add(" AND ").add(order.after(last));
        }
        sql.add(order.orderBy()).add(" LIMIT ?", max + 1);
        return database.read(query -> {
            List<Found> found = new ArrayList<>(query.list(
                    sql.text(),
                    row -> new Found(EvaluationDataset.read(row), order.read(row, EvaluationDataset.WIDTH + 1)),
                    sql.parameters()));
            String next = null;
            if (found.size() > max) {
                found.removeLast();
                next = PageTokens.make(question, found.getLast().key);
            }
            return new Page<>(
                    found.stream().map(each -> each.dataset.withTags(query)).toList(), next);
        });
    }

    /** What is not a number is no experiment's id. */
    private static List<Long> numbers(List<String> ids) {
        return ids.stream()
                .map(id -> id.matches("[0-9]{1,18}") ? Long.valueOf(id) : null)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Keyset order(List<String> orderBy) {
        var keyset = new Keyset();
        for (String text : orderBy) {
            Order order = FilterParser.order(Grammar.EVALUATION_DATASETS, text);
            if (order.entity() != Entity.ATTRIBUTE) {
                throw SlipwayException.invalid("Invalid order_by entity: tag");
            }
            keyset.by(column(order.key()), order.key().equals("name") ? Type.TEXT : Type.INTEGER, order.ascending());
        }
        if (orderBy.isEmpty()) {
            keyset.by("d.created", Type.INTEGER, false);
        }
        return keyset.by("d.dataset_id", Type.TEXT, false);
    }

    private static String column(String attribute) {
        return switch (attribute) {
            case "created_time" -> "d.created";
            case "last_update_time" -> "d.updated";
            case "last_updated_by" -> "d.updated_by";
            default -> "d." + attribute;
        };
    }

    private static Sql condition(Comparison clause) {
        if (clause.entity() == Entity.ATTRIBUTE) {
            return new Sql().compare(column(clause.key()), clause);
        }
        String rows = "EXISTS (SELECT 1 FROM evaluation_dataset_tags t WHERE t.dataset = d.dataset_id AND t.key = ?";
        return switch (clause.operator()) {
            case IS_NULL -> new Sql().add("NOT " + rows + ")", clause.key());
            case IS_NOT_NULL -> new Sql().add(rows + ")", clause.key());
            default ->
                new Sql()
                        .add(rows + " AND ", clause.key())
                        .compare("t.value", clause)
                        .add(")");
        };
    }
}
