package io.slipway.tracking.registry;

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
import io.slipway.tracking.search.Operator;
import io.slipway.tracking.search.Order;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.PageTokens;
import java.util.ArrayList;
import java.util.List;

/** Finds registered models and versions. Prompts, which are kept as models, are found only if asked for. */
final class RegistrySearch {
    /** The order of versions where none is asked for, before name and version. */
    private static final List<String> NEWEST_FIRST = List.of("last_updated_timestamp DESC");

    private final Database database;

    RegistrySearch(Database database) {
        this.database = database;
    }

    record Question(String workspace, String filter, List<String> orderBy) {}

    private record Found<T>(T value, List<Object> key) {}

    Page<RegisteredModel> models(Question question, int max, String token) {
        List<Comparison> filter = FilterParser.filter(Grammar.REGISTERED_MODELS, question.filter);
        var keyset = new Keyset();
        boolean byName = false;
        for (String text : question.orderBy) {
            Order order = attribute(FilterParser.order(Grammar.REGISTERED_MODELS, text));
            byName |= order.key().equals("name");
            keyset.by(
                    modelColumn(order.key()), order.key().equals("name") ? Type.TEXT : Type.INTEGER, order.ascending());
        }
        if (!byName) {
            keyset.by("m.name", Type.TEXT, true);
        }
        List<JsonNode> last = PageTokens.read(question, token);
        return database.read(query -> {
            var sql = new Sql()
                    .add("SELECT m.id, ")
                    .add(keyset.select())
                    .add(" FROM registered_models m WHERE m.workspace = ?", question.workspace);
            boolean prompts = false;
            for (Comparison clause : filter) {
                prompts |= isPromptClause(clause);
                sql.add(" AND ")
                        .add(condition(clause, modelColumn(clause.key()), "registered_model_tags", "t.model = m.id"));
            }
            if (!prompts) {
                sql.add(" AND NOT ").add(promptModel());
            }
            if (last != null) {
                sql.add(" AND ").add(keyset.after(last));
            }
            sql.add(keyset.orderBy()).add(" LIMIT ?", max + 1);
            List<Found<Long>> found = new ArrayList<>(
                    query.list(sql.text(), row -> new Found<>(row.integer(1), keyset.read(row, 2)), sql.parameters()));
            return page(found, max, question).map(id -> RegistryRows.model(query, id));
        });
    }

    Page<ModelVersion> versions(Question question, int max, String token) {
        List<Comparison> filter = FilterParser.filter(Grammar.MODEL_VERSIONS, question.filter);
        var keyset = new Keyset();
        boolean byName = false;
        boolean byVersion = false;
        for (String text : question.orderBy.isEmpty() ? NEWEST_FIRST : question.orderBy) {
            Order order = attribute(FilterParser.order(Grammar.MODEL_VERSIONS, text));
            byName |= order.key().equals("name");
            byVersion |= order.key().equals("version_number");
            keyset.by(
                    versionColumn(order.key()),
                    order.key().equals("name") ? Type.TEXT : Type.INTEGER,
                    order.ascending());
        }
        if (!byName) {
            keyset.by("m.name", Type.TEXT, true);
        }
        if (!byVersion) {
            keyset.by("v.version", Type.INTEGER, false);
        }
        List<JsonNode> last = PageTokens.read(question, token);
        return database.read(query -> {
            var sql = new Sql()
                    .add("SELECT " + ModelVersion.COLUMNS + ", ")
                    .add(keyset.select())
                    .add(ModelVersion.FROM + "WHERE m.workspace = ? AND v.deleted = 0", question.workspace);
            boolean prompts = false;
            for (Comparison clause : filter) {
                prompts |= isPromptClause(clause);
                sql.add(" AND ")
                        .add(condition(
                                clause,
                                versionColumn(clause.key()),
                                "model_version_tags",
                                "t.model = v.model AND t.version = v.version"));
            }
            if (!prompts) {
                sql.add(" AND NOT ").add(promptModel());
            }
            if (last != null) {
                sql.add(" AND ").add(keyset.after(last));
            }
            sql.add(keyset.orderBy()).add(" LIMIT ?", max + 1);
            List<Found<ModelVersion.Stored>> found = new ArrayList<>(query.list(
                    sql.text(),
                    row -> new Found<>(ModelVersion.Stored.read(row), keyset.read(row, ModelVersion.WIDTH + 1)),
                    sql.parameters()));
            return page(found, max, question).map(stored -> stored.listed(query));
        });
    }

    private static <T> Page<T> page(List<Found<T>> found, int max, Question question) {
        String next = null;
        List<Found<T>> shown = found;
        if (found.size() > max) {
            shown = found.subList(0, max);
            next = PageTokens.make(question, found.get(Math.max(0, max - 1)).key);
        }
        return new Page<>(shown.stream().map(Found::value).toList(), next);
    }

    private static Order attribute(Order order) {
        if (order.entity() != Entity.ATTRIBUTE) {
            throw SlipwayException.invalid(
                    "Invalid order by key '" + order.key() + "' specified. Order by attributes only.");
        }
        return order;
    }

    private static Sql promptModel() {
        return new Sql()
                .add(
                        "EXISTS (SELECT 1 FROM registered_model_tags p WHERE p.model = m.id AND p.key = ? AND lower(p.value) = 'true')",
                        RegistryRows.PROMPT_TAG);
    }

    private static boolean isPromptClause(Comparison clause) {
        return clause.entity() == Entity.TAG && clause.key().equals(RegistryRows.PROMPT_TAG);
    }

    private static String modelColumn(String attribute) {
        return attribute.equals("last_updated_timestamp") ? "m.updated" : "m.name";
    }

    private static String versionColumn(String attribute) {
        return switch (attribute) {
            case "version_number" -> "v.version";
            case "creation_timestamp" -> "v.created";
            case "last_updated_timestamp" -> "v.updated";
            case "run_id" -> "COALESCE(v.run_id, '')";
            case "source_path" -> "v.source";
            default -> "m.name";
        };
    }

    /** {@code mlflow.prompt.is_prompt != 'true'} and {@code = 'false'} mean that the tag is not there. */
    private static Sql condition(Comparison clause, String column, String tags, String joined) {
        if (clause.entity() == Entity.ATTRIBUTE) {
            return new Sql().compare(column, clause);
        }
        String rows = "(SELECT 1 FROM " + tags + " t WHERE " + joined + " AND t.key = ?";
        boolean lacksPrompt = isPromptClause(clause)
                && ((clause.operator() == Operator.NOT_EQUAL && clause.text().equals("true"))
                        || (clause.operator() == Operator.EQUAL && clause.text().equals("false")));
        if (lacksPrompt || clause.operator() == Operator.IS_NULL) {
            return new Sql().add("NOT EXISTS " + rows + ")", clause.key());
        }
        if (clause.operator() == Operator.IS_NOT_NULL) {
            return new Sql().add("EXISTS " + rows + ")", clause.key());
        }
        return new Sql()
                .add("EXISTS " + rows + " AND ", clause.key())
                .compare("t.value", clause)
                .add(")");
    }
}
