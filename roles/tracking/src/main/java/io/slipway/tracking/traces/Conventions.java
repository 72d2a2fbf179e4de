package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.tracking.otlp.JsonText;
import io.slipway.tracking.otlp.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Gives spans of other libraries the attributes that MLflow's clients look for: type, inputs, outputs, model and token
 * counts, from OpenTelemetry's GenAI conventions (https://opentelemetry.io/docs/specs/semconv/gen-ai/), OpenInference
 * and OpenLLMetry. What a span has already is left alone.
 */
final class Conventions {
    static final String TYPE = "mlflow.spanType";
    static final String INPUTS = "mlflow.spanInputs";
    static final String OUTPUTS = "mlflow.spanOutputs";
    static final String USAGE = "mlflow.chat.tokenUsage";
    static final String COST = "mlflow.llm.cost";
    private static final String MODEL = "mlflow.llm.model";

    private static final Map<String, List<String>> SAME = Map.of(
            INPUTS,
            List.of("gen_ai.input.messages", "gen_ai.tool.call.arguments", "input.value", "traceloop.entity.input"),
            OUTPUTS,
            List.of("gen_ai.output.messages", "gen_ai.tool.call.result", "output.value", "traceloop.entity.output"),
            MODEL,
            List.of("gen_ai.response.model", "gen_ai.request.model", "llm.model_name"),
            "mlflow.llm.provider",
            List.of("gen_ai.provider.name", "gen_ai.system", "llm.provider"));

    private static final Map<String, List<String>> COUNTS = new LinkedHashMap<>(Map.of(
            "input_tokens",
            List.of("gen_ai.usage.input_tokens", "llm.token_count.prompt", "gen_ai.usage.prompt_tokens"),
            "output_tokens",
            List.of("gen_ai.usage.output_tokens", "llm.token_count.completion", "gen_ai.usage.completion_tokens")));

    private static final Map<String, String> OPERATIONS = Map.of(
            "chat", "CHAT_MODEL",
            "create_agent", "AGENT",
            "invoke_agent", "AGENT",
            "embeddings", "EMBEDDING",
            "execute_tool", "TOOL",
            "generate_content", "LLM",
            "text_completion", "LLM");
    private static final List<String> KINDS = List.of("openinference.span.kind", "traceloop.span.kind");
    private static final List<String> TYPES = List.of(
            "LLM",
            "CHAIN",
            "AGENT",
            "TOOL",
            "RETRIEVER",
            "EMBEDDING",
            "RERANKER",
            "GUARDRAIL",
            "EVALUATOR",
            "WORKFLOW",
            "TASK");

    private Conventions() {}

    static Span applied(Span span) {
        var more = new LinkedHashMap<String, String>();
        Map<String, String> given = span.attributes();
        if (!given.containsKey(TYPE)) {
            type(given).ifPresent(type -> more.put(TYPE, JsonText.quoted(type)));
        }
        SAME.forEach((key, names) -> {
            if (!given.containsKey(key)) {
                first(given, names).ifPresent(value -> more.put(key, value));
            }
        });
        if (!given.containsKey(USAGE)) {
            usage(given).ifPresent(usage -> more.put(USAGE, usage));
        }
        if (more.isEmpty()) {
            return span;
        }
        var all = new LinkedHashMap<>(given);
        all.putAll(more);
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentId(),
                span.name(),
                span.startNanos(),
                span.endNanos(),
                span.status(),
                all,
                span.events(),
                span.links(),
                span.resource());
    }

    private static Optional<String> first(Map<String, String> attributes, List<String> names) {
        return names.stream()
                .filter(attributes::containsKey)
                .map(attributes::get)
                .findFirst();
    }

    private static Optional<String> type(Map<String, String> attributes) {
        Optional<String> operation = text(attributes, "gen_ai.operation.name").map(OPERATIONS::get);
        if (operation.isPresent()) {
            return operation;
        }
        return first(attributes, KINDS)
                .flatMap(Conventions::text)
                .map(kind -> kind.toUpperCase(Locale.ROOT))
                .filter(TYPES::contains);
    }

    private static Optional<String> usage(Map<String, String> attributes) {
        ObjectNode usage = Json.object();
        COUNTS.forEach((name, keys) -> first(attributes, keys)
                .map(SpanContent::parsed)
                .filter(JsonNode::canConvertToLong)
                .ifPresent(count -> usage.put(name, count.longValue())));
        if (usage.isEmpty()) {
            return Optional.empty();
        }
        usage.put(
                "total_tokens",
                usage.path("input_tokens").asLong()
                        + usage.path("output_tokens").asLong());
        return Optional.of(usage.toString());
    }

    /** The text of an attribute that is a JSON string; empty if there is none or it is none. */
    static Optional<String> text(Map<String, String> attributes, String key) {
        return Optional.ofNullable(attributes.get(key)).flatMap(Conventions::text);
    }

    private static Optional<String> text(String json) {
        JsonNode value = SpanContent.parsed(json);
        return value.isTextual() && !value.textValue().isEmpty() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** An object of numbers, as usage and cost are; also one that was sent as text. */
    static Optional<ObjectNode> numbers(Map<String, String> attributes, String key) {
        String json = attributes.get(key);
        if (json == null) {
            return Optional.empty();
        }
        JsonNode value = SpanContent.parsed(json);
        if (value.isTextual()) {
            value = SpanContent.parsed(value.textValue());
        }
        return value instanceof ObjectNode object && !object.isEmpty() ? Optional.of(object) : Optional.empty();
    }
}
