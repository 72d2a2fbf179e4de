package io.slipway.tracking.runs;

import io.slipway.storage.Query;
import io.slipway.tracking.search.Comparison;
import io.slipway.tracking.search.Entity;
import io.slipway.tracking.search.Operator;
import io.slipway.tracking.search.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The clauses of a run filter as conditions on {@code runs r}, or, where the search walks along another table, on that
 * table's column of run numbers: so a run that does not match is passed over before its row is read.
 */
final class RunConditions {
    /** A clause with at most this many rows is a good place to start from. */
    private static final int RARE = 2000;

    /** Two clauses with at most this many rows each are worth meeting. */
    private static final int SELECTIVE = 20_000;

    private final Query query;
    private final KeyIds keys;
    private final List<Comparison> clauses;

    RunConditions(Query query, KeyIds keys, List<Comparison> clauses) {
        this.query = query;
        this.keys = keys;
        this.clauses = clauses;
    }

    static String column(String attribute) {
        return attribute.equals("run_name") ? "r.name" : "r." + attribute;
    }

    /**
     * {@code AND …} for every clause but those on the metrics {@code without}.
     *
     * @param run the column of run numbers, {@code r.id} or another table's
     */
    Sql all(String run, Set<String> without) {
        var sql = new Sql();
        for (Comparison clause : clauses) {
            if (clause.entity() != Entity.METRIC || !without.contains(clause.key())) {
                sql.add(" AND ").add(condition(run, clause));
            }
        }
        return sql;
    }

    /** {@code AND …} for the clauses on one metric, whose numbers are in {@code column}. */
    Sql onColumn(String metric, String column) {
        var sql = new Sql();
        onMetric(metric).forEach(clause -> sql.add(" AND ").compare(column, clause));
        return sql;
    }

    /** Whether runs whose {@code metric} is a number, a NaN or (neither) absent can match at all. */
    boolean admits(String metric, boolean number, boolean nan) {
        List<Comparison> on = onMetric(metric);
        return on.isEmpty() || number || (nan && on.stream().allMatch(c -> c.operator() == Operator.NOT_EQUAL));
    }

    private List<Comparison> onMetric(String metric) {
        return clauses.stream()
                .filter(c -> c.entity() == Entity.METRIC && c.key().equals(metric))
                .toList();
    }

    private Sql condition(String run, Comparison clause) {
        return switch (clause.entity()) {
            case ATTRIBUTE -> new Sql().compare(column(clause.key()), clause);
            case METRIC ->
                new Sql()
                        .add(
                                "EXISTS (SELECT 1 FROM latest_metrics f WHERE f.run = " + run + " AND f.key = ? AND ",
                                key(clause))
                        .add(metric(clause))
                        .add(")");
            case PARAM -> keyed(run, "params", clause);
            case TAG -> keyed(run, "tags", clause);
            case DATASET -> dataset(run, clause);
            default -> throw new IllegalStateException("the grammar of runs has no " + clause.entity());
        };
    }

    private long key(Comparison clause) {
        return keys.find(query, clause.key()).orElse(-1L);
    }

    private static Sql metric(Comparison clause) {
        return clause.operator() == Operator.NOT_EQUAL
                ? new Sql().add("(f.nan = 1 OR f.value != ?)", clause.number())
                : new Sql().add("f.nan = 0 AND ").compare("f.value", clause);
    }

    private Sql keyed(String run, String table, Comparison clause) {
        String rows = "(SELECT 1 FROM " + table + " f WHERE f.run = " + run + " AND f.key = ?";
        return switch (clause.operator()) {
            case IS_NULL -> new Sql().add("NOT EXISTS " + rows + ")", key(clause));
            case IS_NOT_NULL -> new Sql().add("EXISTS " + rows + ")", key(clause));
            default ->
                new Sql()
                        .add("EXISTS " + rows + " AND ", key(clause))
                        .compare("f.value", clause)
                        .add(")");
        };
    }

    private static Sql dataset(String run, Comparison clause) {
        if (clause.key().equals("context")) {
            return new Sql()
                    .add("EXISTS (SELECT 1 FROM run_dataset_tags f WHERE f.run = " + run
                            + " AND f.key = 'mlflow.data.context' AND ")
                    .compare("f.value", clause)
                    .add(")");
        }
        return new Sql()
                .add("EXISTS (SELECT 1 FROM run_datasets i JOIN logged_datasets d ON d.id = i.dataset WHERE i.run = "
                        + run + " AND ")
                .compare("d." + clause.key(), clause)
                .add(")");
    }

    /**
     * A query for the {@code run}s to start from: those of the clause with the fewest rows if they are few, or those in
     * which two clauses meet if each has not too many. Empty if the filter selects too little for that.
     */
    Optional<Sql> rarest(List<Long> experiments) {
        List<Counted> counted = new ArrayList<>();
        for (Comparison clause : clauses) {
            rowsOf(clause, experiments)
                    .ifPresent(rows -> counted.add(new Counted(rows, countUpTo(rows, SELECTIVE + 1L))));
        }
        counted.sort(Comparator.comparingLong(Counted::count));
        if (!counted.isEmpty() && counted.getFirst().count <= RARE) {
            return Optional.of(counted.getFirst().rows);
        }
        if (counted.size() >= 2 && counted.get(1).count <= SELECTIVE) {
            return Optional.of(
                    new Sql().add(counted.get(0).rows).add(" INTERSECT ").add(counted.get(1).rows));
        }
        return Optional.empty();
    }

    private record Counted(Sql rows, long count) {}

    private long countUpTo(Sql rows, long limit) {
        var sql = new Sql().add("SELECT COUNT(*) FROM (").add(rows).add(" LIMIT ?) counted", limit);
        return query.one(sql.text(), row -> row.integer(1), sql.parameters()).orElse(0L);
    }

    private Optional<Sql> rowsOf(Comparison clause, List<Long> experiments) {
        if (clause.entity() == Entity.PARAM && clause.operator() == Operator.EQUAL) {
            return Optional.of(new Sql()
                    .add("SELECT f.run AS run FROM params f WHERE ")
                    .in("f.experiment", experiments)
                    .add(
                            " AND f.key = ? AND substr(f.value, 1, 64) = substr(?, 1, 64) AND f.value = ?",
                            key(clause),
                            clause.text(),
                            clause.text()));
        }
        if (clause.entity() == Entity.TAG && clause.operator() == Operator.EQUAL) {
            return Optional.of(new Sql()
                    .add(
                            "SELECT f.run AS run FROM tags f WHERE f.key = ? AND substr(f.value, 1, 64) = substr(?, 1, 64) AND f.value = ?",
                            key(clause),
                            clause.text(),
                            clause.text()));
        }
        if (clause.entity() == Entity.METRIC && clause.operator() != Operator.NOT_EQUAL) {
            return Optional.of(new Sql()
                    .add("SELECT f.run AS run FROM latest_metrics f WHERE ")
                    .in("f.experiment", experiments)
                    .add(" AND f.key = ? AND ", key(clause))
                    .add(metric(clause)));
        }
        return Optional.empty();
    }
}
