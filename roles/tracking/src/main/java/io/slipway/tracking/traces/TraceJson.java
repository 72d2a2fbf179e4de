package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces and assessments as MLflow's messages: times in RFC 3339, durations in seconds, absent parts left out. */
final class TraceJson {
    private static final String SERIALIZED = "JSON_FORMAT";

    private TraceJson() {}

    static ObjectNode info(TraceInfo info) {
        TraceRow row = info.row();
        ObjectNode json = Json.object().put("trace_id", row.traceId());
        put(json, "client_request_id", row.clientRequestId());
        json.putObject("trace_location")
                .put("type", "MLFLOW_EXPERIMENT")
                .putObject("mlflow_experiment")
                .put("experiment_id", Long.toString(row.experiment()));
        json.put("request_time", time(row.requestTime()));
        if (row.duration() != null) {
            json.put("execution_duration", duration(row.duration()));
        }
        json.put("state", row.state());
        json.set("trace_metadata", texts(info.metadata()));
        if (!info.assessments().isEmpty()) {
            ArrayNode assessments = json.putArray("assessments");
            info.assessments().forEach(each -> assessments.add(assessment(each)));
        }
        json.set("tags", texts(info.tags()));
        put(json, "request_preview", row.requestPreview());
        put(json, "response_preview", row.responsePreview());
        return json;
    }

    /** Version 2 of the same: lists of keys with values, times in milliseconds. */
    static ObjectNode infoV2(TraceInfo info) {
        TraceRow row = info.row();
        ObjectNode json = Json.object()
                .put("request_id", row.traceId())
                .put("experiment_id", Long.toString(row.experiment()))
                .put("timestamp_ms", row.requestTime());
        if (row.duration() != null) {
            json.put("execution_time_ms", row.duration());
        }
        json.put("status", row.state().equals("STATE_UNSPECIFIED") ? "TRACE_STATUS_UNSPECIFIED" : row.state());
        keyValues(json.putArray("request_metadata"), info.metadata());
        keyValues(json.putArray("tags"), info.tags());
        return json;
    }

    private static void keyValues(ArrayNode into, Map<String, String> map) {
        map.forEach((key, value) -> into.addObject().put("key", key).put("value", value));
    }

    static ObjectNode trace(TraceInfo info, List<String> spans) {
        ObjectNode json = Json.object();
        json.set("trace_info", info(info));
        ArrayNode all = json.putArray("spans");
        spans.forEach(content -> all.add(SpanContent.otlp(content)));
        return json;
    }

    private static ObjectNode texts(Map<String, String> map) {
        ObjectNode json = Json.object();
        map.forEach(json::put);
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    /** Seconds with none or three decimals, as protobuf writes them. */
    static String duration(long millis) {
        return BigDecimal.valueOf(millis, 3)
                        .setScale(millis % 1000 == 0 ? 0 : 3)
                        .toPlainString() + "s";
    }

    static ObjectNode assessment(Assessment a) {
        ObjectNode json = Json.object()
                .put("assessment_id", a.assessmentId())
                .put("assessment_name", a.name())
                .put("trace_id", a.traceId());
        put(json, "span_id", a.spanId());
        json.putObject("source").put("source_type", a.sourceType()).put("source_id", a.sourceId());
        json.put("create_time", time(a.created())).put("last_update_time", time(a.updated()));
        JsonNode value = Json.parse(a.value());
        ObjectNode held = json.putObject(a.kind());
        if (a.kind().equals(Assessment.EXPECTATION) && value.isContainerNode()) {
            held.putObject("serialized_value")
                    .put("serialization_format", SERIALIZED)
                    .put("value", a.value());
        } else if (a.kind().equals(Assessment.ISSUE)) {
            held.setAll((ObjectNode) value);
        } else {
            held.set("value", value);
        }
        if (a.error() != null) {
            held.set("error", Json.parse(a.error()));
        }
        put(json, "rationale", a.rationale());
        if (a.metadata() != null) {
            json.set("metadata", Json.parse(a.metadata()));
        }
        put(json, "overrides", a.overrides());
        return json.put("valid", a.valid());
    }
}
