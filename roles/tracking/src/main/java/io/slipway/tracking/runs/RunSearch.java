package io.slipway.tracking.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.tracking.search.Comparison;
import io.slipway.tracking.search.Entity;
import io.slipway.tracking.search.FilterParser;
import io.slipway.tracking.search.Grammar;
import io.slipway.tracking.search.Keyset;
import io.slipway.tracking.search.Order;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.Names;
import io.slipway.tracking.wire.PageTokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds runs by filter, in order. There are three ways to the same answer, and the cheapest is taken: from the few rows
 * of a clause that is rare; along the index of the metric that the answer is ordered by, first its numbers, then its
 * NaNs, then the runs without it; or along the start times.
 */
final class RunSearch {
    private final Database database;
    private final KeyIds keys;
    private final RunReader reader;

    RunSearch(Database database, KeyIds keys) {
        this.database = database;
        this.keys = keys;
        this.reader = new RunReader(keys);
    }

    /** @param lifecycles those to look at */
    record Question(
            String workspace,
            List<String> experimentIds,
            String filter,
            List<String> orderBy,
            List<String> lifecycles) {}

    /** @param key position in the order, for the token */
    private record Found(RunRow row, List<Object> key) {}

    Page<Run> search(Question question, int max, String token) {
        List<Comparison> filter = FilterParser.filter(Grammar.RUNS, question.filter);
        List<Order> order = order(question.orderBy);
        List<JsonNode> last = PageTokens.read(question, token);
        List<Long> experiments = question.experimentIds.stream()
                .map(Names::experimentId)
                .distinct()
                .toList();
        return database.read(query -> {
            var search = new Search(query, question, experiments, new RunConditions(query, keys, filter), order);
            List<Found> found = search.run(max + 1, last);
            String next = null;
            if (found.size() > max) {
                found = found.subList(0, max);
                next = PageTokens.make(question, found.getLast().key);
            }
            return new Page<>(reader.all(query, found.stream().map(Found::row).toList()), next);
        });
    }

    private static List<Order> order(List<String> texts) {
        List<Order> order = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            Order each = FilterParser.order(Grammar.RUNS, text);
            if (!seen.add(each.entity() + "." + each.key())) {
                throw SlipwayException.invalid(
                        "`order_by` contains duplicate fields: " + Names.shown(String.join(", ", texts)));
            }
            order.add(each);
        }
        return order;
    }

    /** One search on one snapshot. */
    private final class Search {
        private static final int NUMBERS = 0;
        private static final int NANS = 1;
        private static final int ABSENT = 2;

        private final Query query;
        private final Question question;
        private final List<Long> experiments;
        private final RunConditions conditions;
        private final List<Order> order;

        Search(Query query, Question question, List<Long> experiments, RunConditions conditions, List<Order> order) {
            this.query = query;
            this.question = question;
            this.experiments = experiments;
            this.conditions = conditions;
            this.order = order;
        }

        List<Found> run(int limit, @Nullable List<JsonNode> last) {
            Optional<Sql> rare = conditions.rarest(experiments);
            boolean byMetric = !order.isEmpty() && order.getFirst().entity() == Entity.METRIC && rare.isEmpty();
            return byMetric ? alongMetric(limit, last) : plain(limit, last, rare);
        }

        private List<Found> plain(int limit, @Nullable List<JsonNode> last, Optional<Sql> rare) {
            var joins = new RunOrder(query, keys);
            Keyset keyset = joins.keyset(order);
            var from = new Sql();
            rare.ifPresentOrElse(
                    rows -> from.add("(").add(rows).add(") rare CROSS JOIN runs r"), () -> from.add("runs r"));
            Sql where = new Sql()
                    .add(rare.isPresent() ? "r.id = rare.run AND " : "")
                    .add(scope())
                    .add(conditions.all("r.id", Set.of()));
            return rows(keyset, from.add(joins.joins()), where, after(keyset, last), limit, List.of());
        }

        private List<Found> alongMetric(int limit, @Nullable List<JsonNode> last) {
            Order first = order.getFirst();
            int begin = last == null ? NUMBERS : last.getFirst().asInt();
            var found = new ArrayList<Found>();
            for (int phase = begin; phase <= ABSENT && found.size() < limit; phase++) {
                if (conditions.admits(first.key(), phase == NUMBERS, phase == NANS)) {
                    List<JsonNode> from = last == null || phase != begin ? null : last.subList(1, last.size());
                    found.addAll(phase(first, phase, limit - found.size(), from));
                }
            }
            return found;
        }

        private List<Found> phase(Order first, int phase, int limit, @Nullable List<JsonNode> last) {
            long key = keys.find(query, first.key()).orElse(-1L);
            var joins = new RunOrder(query, keys);
            var keyset = new Keyset();
            if (phase == NUMBERS) {
                keyset.by("o.value", Keyset.Type.REAL, first.ascending());
            }
            joins.keyset(keyset, order.subList(1, order.size()));
            var where = new Sql();
            Sql from = new Sql();
            if (phase == ABSENT) {
                from.add("runs r");
                where.add(scope())
                        .add(" AND NOT EXISTS (SELECT 1 FROM latest_metrics o WHERE o.run = r.id AND o.key = ?)", key);
            } else {
                // In SQLite a cross join keeps its order; PostgreSQL wants its condition among the others.
                from.add("latest_metrics o CROSS JOIN runs r");
                where.add("r.id = o.run AND ")
                        .in("o.experiment", experiments)
                        .add(" AND o.key = ? AND o.nan = ? AND ", key, phase);
                where.add(scope());
                if (phase == NUMBERS) {
                    where.add(conditions.onColumn(first.key(), "o.value"));
                    if (last != null) {
                        where.add(
                                " AND o.value " + (first.ascending() ? ">=" : "<=") + " ?",
                                last.getFirst().asDouble());
                    }
                }
            }
            where.add(
                    phase == ABSENT ? conditions.all("r.id", Set.of()) : conditions.all("o.run", Set.of(first.key())));
            return rows(keyset, from.add(joins.joins()), where, after(keyset, last), limit, List.of(phase));
        }

        private Sql scope() {
            return new Sql()
                    .add("r.workspace = ? AND ", question.workspace)
                    .in("r.experiment", experiments)
                    .add(" AND ")
                    .in("r.lifecycle", question.lifecycles);
        }

        private static Sql after(Keyset keyset, @Nullable List<JsonNode> last) {
            return last == null ? new Sql() : new Sql().add(" AND ").add(keyset.after(last));
        }

        private List<Found> rows(Keyset keyset, Sql from, Sql where, Sql after, int limit, List<Object> prefix) {
            var sql = new Sql()
                    .add("SELECT " + RunRow.COLUMNS + ", ")
                    .add(keyset.select())
                    .add(" FROM ")
                    .add(from)
                    .add(" WHERE ")
                    .add(where)
                    .add(after)
                    .add(keyset.orderBy())
                    .add(" LIMIT ?", limit);
            return query.list(
                    sql.text(),
                    row -> {
                        var key = new ArrayList<>(prefix);
                        key.addAll(keyset.read(row, RunRow.WIDTH + 1));
                        return new Found(RunRow.read(row), key);
                    },
                    sql.parameters());
        }
    }
}
