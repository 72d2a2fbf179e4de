package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import io.slipway.tracking.wire.Names;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** MLflow's {@code traces/metrics}. */
final class TraceMetricsResource {
    private static final int MAX_RESULTS = 1000;
    private static final List<String> VIEWS = List.of("TRACES", "SPANS", "ASSESSMENTS");
    private static final List<String> TYPES = List.of("COUNT", "SUM", "AVG", "PERCENTILE", "MIN", "MAX");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'");
    /** The year 9999 ends: later times cannot be written. */
    private static final long LAST = 253_402_300_799_999L;

    private final TraceMetrics metrics;

    TraceMetricsResource(TraceMetrics metrics) {
        this.metrics = metrics;
    }

    void addTo(MlflowRoutes routes) {
        routes.json(
                Method.POST,
                "3.0/mlflow/traces/metrics",
                "queryTraceMetrics",
                "Counts, latencies, tokens and costs of traces over time",
                Permission.EXPERIMENT_READ,
                this::query);
    }

    private Object query(Message message, Request request) {
        for (String required : List.of("experiment_ids", "view_type", "metric_name", "aggregations")) {
            if (!message.has(required)) {
                throw message.missing(required);
            }
        }
        var view = MetricView.valueOf(message.choice("view_type", VIEWS).orElse("TRACES"));
        long interval = message.integerOr("time_interval_seconds", 0);
        if (interval < 0 || interval > LAST / 1000) {
            throw SlipwayException.invalid("time_interval_seconds must be a number of seconds above 0");
        }
        if (interval > 0 && !(message.has("start_time_ms") && message.has("end_time_ms"))) {
            throw SlipwayException.invalid(
                    "start_time_ms and end_time_ms are required if time_interval_seconds is set");
        }
        List<String> dimensions = message.texts("dimensions");
        var question = new TraceMetrics.Question(
                request.workspace(),
                message.texts("experiment_ids").stream()
                        .map(Names::experimentId)
                        .distinct()
                        .toList(),
                view,
                message.text("metric_name"),
                message.messages("aggregations").stream()
                        .map(TraceMetricsResource::aggregation)
                        .toList(),
                dimensions,
                message.texts("filters"),
                interval * 1000,
                message.integerOr("start_time_ms", 0),
                Math.min(LAST, message.integerOr("end_time_ms", LAST)));
        ObjectNode json = Json.object();
        ArrayNode points = json.putArray("data_points");
        for (TraceMetrics.Point point : metrics.query(question, message.pageSize(MAX_RESULTS, MAX_RESULTS))) {
            ObjectNode each = points.addObject().put("metric_name", question.metric());
            ObjectNode at = Json.object();
            Long bucket = point.group().bucket();
            if (bucket != null) {
                at.put(
                        "time_bucket",
                        SECONDS.format(Instant.ofEpochMilli(bucket).atOffset(ZoneOffset.UTC)));
            }
            for (int i = 0; i < dimensions.size(); i++) {
                at.put(dimensions.get(i), point.group().dimensions().get(i));
            }
            if (!at.isEmpty()) {
                each.set("dimensions", at);
            }
            ObjectNode values = each.putObject("values");
            point.values().forEach(values::put);
        }
        return points.isEmpty() ? Json.object() : json;
    }

    private static TraceMetrics.Aggregation aggregation(Message message) {
        String type = message.choice("aggregation_type", TYPES).orElseThrow(() -> message.missing("aggregation_type"));
        boolean percentile = type.equals("PERCENTILE");
        if (percentile != message.has("percentile_value")) {
            throw SlipwayException.invalid(
                    percentile
                            ? "Percentile value is required for PERCENTILE aggregation"
                            : "Percentile value is only allowed for PERCENTILE aggregation type, got " + type);
        }
        double value = percentile ? message.real("percentile_value") : 0;
        if (!(value >= 0 && value <= 100)) {
            throw SlipwayException.invalid("Percentile value must be between 0 and 100, got " + value);
        }
        return new TraceMetrics.Aggregation(type, value);
    }
}
