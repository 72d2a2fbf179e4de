package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.storage.Database;
import io.slipway.storage.Row;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.traces.MetricView.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts, latencies, tokens and costs of traces over time, as the overview pages of MLflow's UI ask for them. */
final class TraceMetrics {
    /** Numbers of judgements are written as those of floating point. */
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,15}");

    private final Database database;

    TraceMetrics(Database database) {
        this.database = database;
    }

    /** @param percentile 0 to 100; only for the type PERCENTILE */
    record Aggregation(String type, double percentile) {
        String label() {
            return type.equals("PERCENTILE") ? "P" + percentile : type;
        }
    }

    /**
     * @param interval milliseconds, 0 for none
     * @param from first time, included, epoch milliseconds
     * @param to last time, included
     */
    record Question(
            String workspace,
            List<Long> experiments,
            MetricView view,
            String metric,
            List<Aggregation> aggregations,
            List<String> dimensions,
            List<String> filters,
            long interval,
            long from,
            long to) {}

    /** @param bucket where the interval starts, epoch milliseconds; null without intervals
     *  @param dimensions the value of each, in the order of the question */
    record Group(@Nullable Long bucket, List<String> dimensions) {
        private static final Comparator<Group> ORDER = Comparator.comparing(
                        Group::bucket, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(group -> String.join("\u0000", group.dimensions));
    }

    /** @param values by the label of their aggregation */
    record Point(Group group, Map<String, Double> values) {}

    List<Point> query(Question question, int max) {
        Metric metric = question.view.metric(
                question.metric,
                question.aggregations.stream().map(Aggregation::type).toList(),
                question.dimensions);
        Sql sql = select(question, metric);
        boolean keeps = question.aggregations.stream().anyMatch(a -> a.type.equals("PERCENTILE"));
        Map<Group, Measure> groups = new HashMap<>();
        if (question.interval == 0 && question.dimensions.isEmpty()) {
            groups.put(new Group(null, List.of()), new Measure(keeps));
        }
        database.read(query -> {
            query.each(sql.text(), row -> take(question, metric, row, groups, keeps), sql.parameters());
            return true;
        });
        List<Point> points = new ArrayList<>();
        groups.entrySet().stream().sorted(Map.Entry.comparingByKey(Group.ORDER)).forEach(entry -> {
            Measure measure = entry.getValue().sorted();
            Map<String, Double> values = new LinkedHashMap<>();
            for (Aggregation aggregation : question.aggregations) {
                OptionalDouble value = measure.get(aggregation);
                value.ifPresent(v -> values.put(aggregation.label(), v));
            }
            if (!values.isEmpty() && points.size() < max) {
                points.add(new Point(entry.getKey(), values));
            }
        });
        return points;
    }

    /** Columns: time, value, then one for each dimension. */
    private static Sql select(Question question, Metric metric) {
        var sql = new Sql().add("SELECT " + question.view.time() + ", " + metric.value());
        for (String dimension : question.dimensions) {
            String column = String.valueOf(metric.dimensions().get(dimension));
            sql.add(", " + (ofContent(column) ? "s.content" : column));
        }
        sql.add(" FROM " + question.view.rows() + " WHERE ")
                .in("t.experiment", question.experiments)
                .add(" AND t.workspace = ?", question.workspace);
        String time = question.view.boundedTime(metric);
        sql.add(" AND " + time + " >= ? AND " + time + " <= ?", question.from, question.to);
        question.filters.forEach(filter -> sql.add(MetricFilter.sql(question.view, filter)));
        return sql;
    }

    private static boolean ofContent(String column) {
        return column.equals(Metric.MODEL) || column.equals(Metric.PROVIDER);
    }

    private static void take(Question question, Metric metric, Row row, Map<Group, Measure> groups, boolean keeps) {
        List<String> dimensions = new ArrayList<>();
        for (int i = 0; i < question.dimensions.size(); i++) {
            String column = String.valueOf(metric.dimensions().get(question.dimensions.get(i)));
            String value = row.textOrNull(i + 3);
            if (value != null && ofContent(column)) {
                value = attribute(value, column);
            }
            if (value == null) {
                return;
            }
            dimensions.add(column.equals("a.value") && WHOLE.matcher(value).matches() ? value + ".0" : value);
        }
        Long bucket =
                question.interval == 0 ? null : Math.floorDiv(row.integer(1), question.interval) * question.interval;
        boolean sessions = question.metric.equals("session_count");
        String session = sessions ? row.textOrNull(2) : null;
        OptionalDouble value = sessions ? OptionalDouble.empty() : number(metric, row);
        if (session == null && value.isEmpty()) {
            return;
        }
        Measure measure = groups.computeIfAbsent(new Group(bucket, dimensions), group -> new Measure(keeps));
        if (session != null) {
            measure.addDistinct(session);
        } else {
            measure.add(value.getAsDouble());
        }
    }

    private static OptionalDouble number(Metric metric, Row row) {
        if (metric.member().isEmpty()) {
            Double value = row.realOrNull(2);
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        }
        String json = row.textOrNull(2);
        JsonNode value = json == null ? null : SpanContent.parsed(json).get(metric.member());
        return value == null || !value.isNumber() ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
    }

    /** An attribute of a span: a text, which MLflow's clients write as JSON in a text. */
    private static @Nullable String attribute(String content, String name) {
        JsonNode value = Json.parse(content).path("attributes").path(name);
        if (!value.isTextual()) {
            return null;
        }
        JsonNode written = SpanContent.parsed(value.textValue());
        return written.isTextual() ? written.textValue() : value.textValue();
    }
}
