package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import io.slipway.tracking.wire.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MLflow's assessment calls. */
final class AssessmentsResource {
    private static final String ALL = "3.0/mlflow/traces/{trace_id}/assessments";
    private static final String ONE = ALL + "/{assessment_id}";
    private static final int MAX_NAME = 250;
    private static final int MAX_TEXT = 100_000;
    private static final List<String> SOURCES =
            List.of("HUMAN", "LLM_JUDGE", "CODE", "AI_JUDGE", "SOURCE_TYPE_UNSPECIFIED");

    private final Assessments assessments;
    private final InstantSource clock;

    AssessmentsResource(Assessments assessments, InstantSource clock) {
        this.assessments = assessments;
        this.clock = clock;
    }

    void addTo(MlflowRoutes routes) {
        Permission read = Permission.EXPERIMENT_READ;
        Permission write = Permission.EXPERIMENT_WRITE;
        routes.json(Method.POST, ALL, "createAssessment", "Say something about a trace", write, this::create);
        routes.json(
                Method.GET,
                ONE,
                "getAssessment",
                "An assessment",
                read,
                (m, r) -> one(assessments.get(r.workspace(), r.path("trace_id"), r.path("assessment_id"))));
        routes.json(Method.PATCH, ONE, "updateAssessment", "Change an assessment", write, this::update);
        routes.json(Method.DELETE, ONE, "deleteAssessment", "Delete an assessment", write, (m, r) -> {
            assessments.delete(Caller.of(r), r.path("trace_id"), r.path("assessment_id"));
            return MlflowRoutes.NOTHING;
        });
    }

    private static Object one(Assessment assessment) {
        return Map.of("assessment", TraceJson.assessment(assessment));
    }

    private Object create(Message message, Request request) {
        if (!message.has("assessment")) {
            throw message.missing("assessment");
        }
        return one(assessments.create(
                Caller.of(request), read(message.message("assessment"), request.path("trace_id"), clock.millis())));
    }

    /** An assessment as it comes, with a new id. */
    static Assessment read(Message message, String traceId, long now) {
        String kind = kind(message);
        Message source = message.message("source");
        return new Assessment(
                Assessments.newId(),
                traceId,
                kind,
                name(message.text("assessment_name")),
                value(message, kind),
                error(message, kind),
                source.choice("source_type", SOURCES).orElse("SOURCE_TYPE_UNSPECIFIED"),
                Names.longest("source_id", source.textOr("source_id", ""), MAX_NAME),
                text(message, "rationale"),
                metadata(message) == null ? null : String.valueOf(metadata(message)),
                text(message, "span_id"),
                message.time("create_time").orElse(now),
                message.time("last_update_time").orElse(now),
                text(message, "overrides"),
                message.flagOr("valid", true));
    }

    private static String name(String name) {
        return Names.longest("assessment_name", name, MAX_NAME);
    }

    private static @Nullable String text(Message message, String name) {
        String text = message.textOr(name, "");
        return text.isEmpty() ? null : Names.longest(name, text, MAX_TEXT);
    }

    private static String kind(Message message) {
        for (String kind : List.of(Assessment.EXPECTATION, Assessment.FEEDBACK, Assessment.ISSUE)) {
            if (message.has(kind)) {
                return kind;
            }
        }
        throw SlipwayException.invalid(
                "An assessment needs one of 'feedback', 'expectation' or 'issue' with its value.");
    }

    private static String value(Message message, String kind) {
        Message held = message.message(kind);
        if (kind.equals(Assessment.ISSUE)) {
            return Json.object()
                    .put("issue_name", held.textOr("issue_name", ""))
                    .toString();
        }
        if (held.has("serialized_value")) {
            Message serialized = held.message("serialized_value");
            String format = serialized.textOr("serialization_format", "");
            if (!format.equals("JSON_FORMAT")) {
                throw SlipwayException.invalid(
                        "Unknown serialization format: " + Names.shown(format) + ". Only JSON_FORMAT is supported.");
            }
            return bounded(Json.parse(serialized.textOr("value", "null")));
        }
        return bounded(held.tree("value").orElse(Json.tree(new Object[0]).path("none")));
    }

    private static String bounded(JsonNode value) {
        String json = value.isMissingNode() ? "null" : value.toString();
        return Names.longest("value", json, MAX_TEXT);
    }

    private static @Nullable String error(Message message, String kind) {
        return message.message(kind)
                .tree("error")
                .filter(JsonNode::isObject)
                .map(AssessmentsResource::bounded)
                .orElse(null);
    }

    private static @Nullable ObjectNode metadata(Message message) {
        if (!message.has("metadata")) {
            return null;
        }
        ObjectNode json = Json.object();
        message.map("metadata").forEach(json::put);
        bounded(json);
        return json;
    }

    private Object update(Message message, Request request) {
        if (!message.has("assessment")) {
            throw message.missing("assessment");
        }
        Set<String> mask = mask(message);
        Message a = message.message("assessment");
        @Nullable
        String kind = mask.contains(Assessment.FEEDBACK)
                ? Assessment.FEEDBACK
                : mask.contains(Assessment.EXPECTATION) ? Assessment.EXPECTATION : null;
        var change = new Assessments.Change(
                mask.contains("assessment_name") ? name(a.text("assessment_name")) : null,
                kind,
                kind == null ? null : value(a, kind),
                kind == null ? null : error(a, kind),
                mask.contains("rationale") ? Names.longest("rationale", a.textOr("rationale", ""), MAX_TEXT) : null,
                mask.contains("metadata") ? metadata(a) : null);
        return one(assessments.update(
                Caller.of(request), request.path("trace_id"), request.path("assessment_id"), change));
    }

    /** Protobuf's JSON writes a field mask as one text of camelCase names between commas. */
    private static Set<String> mask(Message message) {
        List<String> names = message.tree("update_mask")
                .filter(JsonNode::isObject)
                .map(node -> message.message("update_mask").texts("paths"))
                .orElseGet(() -> List.of(message.text("update_mask").split(",", -1)));
        return names.stream().map(AssessmentsResource::snakeCase).collect(Collectors.toSet());
    }

    private static String snakeCase(String name) {
        return name.strip().equals("assessmentName") ? "assessment_name" : name.strip();
    }
}
