package io.slipway.tracking.traces;

import io.slipway.kernel.SlipwayException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What is counted and measured: traces, their spans or their assessments. Rows are {@code t} for the trace, {@code s}
 * for the span and {@code a} for the assessment.
 */
enum MetricView {
    TRACES("traces t", "t.request_time"),
    SPANS("traces t JOIN spans s ON s.trace = t.id", "s.start_nanos / 1000000"),
    ASSESSMENTS("traces t JOIN assessments a ON a.trace = t.id AND a.valid = 1", "t.request_time");

    private static final List<String> COUNT = List.of("COUNT");
    private static final List<String> SPREAD = List.of("AVG", "MIN", "MAX", "PERCENTILE");
    private static final List<String> AMOUNT = List.of("SUM", "AVG", "MIN", "MAX", "PERCENTILE");
    private static final Map<String, String> NO_DIMENSIONS = Map.of();

    private static final String TRACE_NAME =
            "(SELECT f.value FROM trace_tags f WHERE f.trace = t.id AND f.key = '" + TraceInfo.NAME + "')";
    private static final String JUDGED = "CASE lower(a.value) WHEN 'true' THEN 1.0 WHEN 'false' THEN 0.0"
            + " WHEN '\"yes\"' THEN 1.0 WHEN '\"no\"' THEN 0.0 ELSE a.number END";
    private static final Map<String, String> BY_NAME = Map.of("trace_name", TRACE_NAME);
    private static final Map<String, String> BY_MODEL =
            Map.of("span_model_name", Metric.MODEL, "span_model_provider", Metric.PROVIDER);

    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private final String rows;
    private final String time;

    MetricView(String rows, String time) {
        this.rows = rows;
        this.time = time;
    }

    /**
     * @param value the SQL of what is measured
     * @param member of the JSON object that the value is, or empty
     * @param dimensions the SQL of each, by its name
     */
    record Metric(String value, String member, List<String> aggregations, Map<String, String> dimensions) {
        /** Stand for the model of a span, which is in its content. */
        static final String MODEL = "mlflow.llm.model";

        static final String PROVIDER = "mlflow.llm.provider";
    }

    static {
        String metadata = "(SELECT f.value FROM trace_metadata f WHERE f.trace = t.id AND f.key = '%s')";
        TRACES.metrics.put(
                "trace_count", new Metric("1", "", COUNT, Map.of("trace_name", TRACE_NAME, "trace_status", "t.state")));
        TRACES.metrics.put(
                "session_count", new Metric(metadata.formatted(TraceInfo.SESSION), "", COUNT, NO_DIMENSIONS));
        TRACES.metrics.put("latency", new Metric("t.duration", "", SPREAD, BY_NAME));
        for (String tokens : List.of(
                "input_tokens",
                "output_tokens",
                "total_tokens",
                "cache_read_input_tokens",
                "cache_creation_input_tokens")) {
            TRACES.metrics.put(tokens, new Metric(metadata.formatted(TraceInfo.USAGE), tokens, AMOUNT, BY_NAME));
        }
        Map<String, String> ofSpan = new LinkedHashMap<>(BY_MODEL);
        ofSpan.putAll(Map.of("span_name", "s.name", "span_type", "s.type", "span_status", "s.status"));
        SPANS.metrics.put("span_count", new Metric("1", "", COUNT, ofSpan));
        SPANS.metrics.put(
                "latency",
                new Metric(
                        "(s.end_nanos - s.start_nanos) / 1000000",
                        "",
                        SPREAD,
                        Map.of("span_name", "s.name", "span_status", "s.status")));
        for (String cost : List.of("input_cost", "output_cost", "total_cost")) {
            SPANS.metrics.put(cost, new Metric("s.cost", cost, AMOUNT, BY_MODEL));
        }
        ASSESSMENTS.metrics.put(
                "assessment_count",
                new Metric("1", "", COUNT, Map.of("assessment_name", "a.name", "assessment_value", "a.value")));
        ASSESSMENTS.metrics.put(
                "assessment_value", new Metric(JUDGED, "", SPREAD, Map.of("assessment_name", "a.name")));
    }

    String rows() {
        return rows;
    }

    /** Epoch milliseconds by which rows fall into intervals. */
    String time() {
        return time;
    }

    /** What bounds of time are about: costs by the span, everything else by its trace. */
    String boundedTime(Metric metric) {
        return this == SPANS && metric.value().equals("s.cost") ? time : "t.request_time";
    }

    /** The metric of that name, if it has these dimensions and aggregations; told as MLflow tells it. */
    Metric metric(String name, List<String> aggregations, List<String> dimensions) {
        Metric metric = metrics.get(name);
        if (metric == null) {
            throw SlipwayException.invalid(
                    "metric_name must be one of " + quoted(metrics.keySet()) + ", got '" + name + "'");
        }
        var wrong = new TreeSet<>(aggregations);
        metric.aggregations.forEach(wrong::remove);
        if (!wrong.isEmpty()) {
            throw SlipwayException.invalid("Found invalid aggregation_type(s): " + quoted(wrong)
                    + ". Supported aggregation types: " + quoted(new TreeSet<>(metric.aggregations)));
        }
        var unknown = new TreeSet<>(dimensions);
        unknown.removeAll(metric.dimensions.keySet());
        if (!unknown.isEmpty()) {
            throw SlipwayException.invalid("Found invalid dimension(s): " + quoted(unknown) + ". Supported dimensions: "
                    + quoted(new TreeSet<>(metric.dimensions.keySet())));
        }
        return metric;
    }

    private static String quoted(Iterable<String> names) {
        return "['" + String.join("', '", names) + "']";
    }
}
