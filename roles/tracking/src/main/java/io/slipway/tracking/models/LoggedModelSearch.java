package io.slipway.tracking.models;

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
import io.slipway.tracking.wire.Names;
import io.slipway.tracking.wire.PageTokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds logged models by filter and dataset, in order; what a model lacks comes last. */
final class LoggedModelSearch {
    private final Database database;

    LoggedModelSearch(Database database) {
        this.database = database;
    }

    /** A dataset that metrics must have been measured on; an empty digest takes any. */
    record DatasetFilter(String name, String digest) {}

    /** @param field with its prefix, e.g. {@code metrics.auc} */
    record OrderBy(String field, boolean ascending, String datasetName, String datasetDigest) {}

    record Question(
            String workspace,
            List<String> experimentIds,
            String filter,
            List<DatasetFilter> datasets,
            List<OrderBy> orderBy) {}

    private record Found(LoggedModelRow row, List<Object> key) {}

    Page<LoggedModel> search(Question question, int max, String token) {
        List<Comparison> filter = FilterParser.filter(Grammar.LOGGED_MODELS, question.filter);
        Keyset order = order(question.orderBy);
        List<JsonNode> last = PageTokens.read(question, token);
        return database.read(query -> page(query, question, filter, order, last, max));
    }

    private static Page<LoggedModel> page(
            Query query,
            Question question,
            List<Comparison> filter,
            Keyset order,
            @Nullable List<JsonNode> last,
            int max) {
        var sql = new Sql()
                .add("SELECT " + LoggedModelRow.COLUMNS + ", ")
                .add(order.select())
                .add(" FROM logged_models m WHERE m.workspace = ? AND m.lifecycle = 'active' AND ", question.workspace)
                .in(
                        "m.experiment",
                        question.experimentIds.stream().map(Names::experimentId).toList());
        filter.forEach(clause -> sql.add(" AND ").add(condition(clause, question.datasets)));
        boolean measured = filter.stream().anyMatch(c -> c.entity() == Entity.METRIC);
        if (!question.datasets.isEmpty() && !measured) {
            sql.add(" AND EXISTS (SELECT 1 FROM logged_model_metrics f WHERE f.model = m.id")
                    .add(onAny(question.datasets))
                    .add(")");
        }
        if (last != null) {
            sql.add(" AND ").add(order.after(last));
        }
        sql.add(order.orderBy()).add(" LIMIT ?", max + 1);
        List<Found> found = new ArrayList<>(query.list(
                sql.text(),
                row -> new Found(LoggedModelRow.read(row), order.read(row, LoggedModelRow.WIDTH + 1)),
                sql.parameters()));
        String next = null;
        if (found.size() > max) {
            found.removeLast();
            next = PageTokens.make(question, found.isEmpty() ? List.of() : found.getLast().key);
        }
        return new Page<>(found.stream().map(each -> each.row.whole(query)).toList(), next);
    }

    private static Sql onAny(List<DatasetFilter> datasets) {
        var sql = new Sql().add(" AND (");
        for (int i = 0; i < datasets.size(); i++) {
            DatasetFilter dataset = datasets.get(i);
            sql.add(i == 0 ? "(f.dataset_name = ?" : " OR (f.dataset_name = ?", dataset.name);
            if (!dataset.digest.isEmpty()) {
                sql.add(" AND f.dataset_digest = ?", dataset.digest);
            }
            sql.add(")");
        }
        return sql.add(")");
    }

    private static Sql condition(Comparison clause, List<DatasetFilter> datasets) {
        return switch (clause.entity()) {
            case METRIC -> {
                var sql = new Sql()
                        .add(
                                "EXISTS (SELECT 1 FROM logged_model_metrics f WHERE f.model = m.id AND f.key = ? AND f.nan = 0 AND ",
                                clause.key())
                        .compare("f.value", clause);
                yield (datasets.isEmpty() ? sql : sql.add(onAny(datasets))).add(")");
            }
            case PARAM -> keyed("logged_model_params", clause);
            case TAG -> keyed("logged_model_tags", clause);
            default -> {
                String column = column(clause.key());
                yield clause.key().equals("status")
                        ? new Sql().compare("REPLACE(" + column + ", 'LOGGED_MODEL_', '')", clause)
                        : new Sql().compare(column, clause);
            }
        };
    }

    private static Sql keyed(String table, Comparison clause) {
        String rows = "(SELECT 1 FROM " + table + " f WHERE f.model = m.id AND f.key = ?";
        return switch (clause.operator()) {
            case Operator.IS_NULL -> new Sql().add("NOT EXISTS " + rows + ")", clause.key());
            case Operator.IS_NOT_NULL -> new Sql().add("EXISTS " + rows + ")", clause.key());
            default ->
                new Sql()
                        .add("EXISTS " + rows + " AND ", clause.key())
                        .compare("f.value", clause)
                        .add(")");
        };
    }

    private static String column(String attribute) {
        return switch (attribute) {
            case "creation_timestamp" -> "m.created";
            case "last_updated_timestamp" -> "m.updated";
            case "experiment_id" -> "CAST(m.experiment AS TEXT)";
            default -> "m." + attribute;
        };
    }

    private static Keyset order(List<OrderBy> orderBy) {
        var keyset = new Keyset();
        for (OrderBy each : orderBy) {
            Order order = FilterParser.order(Grammar.LOGGED_MODELS, each.field);
            if (order.entity() == Entity.ATTRIBUTE) {
                boolean number = order.key().endsWith("_timestamp");
                keyset.by(
                        number ? column(order.key()) : "COALESCE(" + column(order.key()) + ", '')",
                        number ? Type.INTEGER : Type.TEXT,
                        each.ascending);
            } else {
                byValue(keyset, order, each);
            }
        }
        return keyset.by("m.created", Type.INTEGER, false).by("m.model_id", Type.TEXT, true);
    }

    private static void byValue(Keyset keyset, Order order, OrderBy wanted) {
        boolean metric = order.entity() == Entity.METRIC;
        String table = metric
                ? "logged_model_metrics"
                : order.entity() == Entity.PARAM ? "logged_model_params" : "logged_model_tags";
        var value =
                new Sql().add("(SELECT f.value FROM " + table + " f WHERE f.model = m.id AND f.key = ?", order.key());
        if (metric && !wanted.datasetName.isEmpty()) {
            value.add(onAny(List.of(new DatasetFilter(wanted.datasetName, wanted.datasetDigest))));
        }
        value.add(metric ? " ORDER BY f.time DESC, f.step DESC, f.run_id LIMIT 1)" : ")");
        keyset.by(new Sql().add("CASE WHEN ").add(value).add(" IS NULL THEN 1 ELSE 0 END"), Type.INTEGER, true);
        keyset.by(
                new Sql().add("COALESCE(").add(value).add(metric ? ", 0.0)" : ", '')"),
                metric ? Type.REAL : Type.TEXT,
                wanted.ascending);
    }
}
