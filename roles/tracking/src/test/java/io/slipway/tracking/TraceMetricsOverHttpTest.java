package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What MLflow's own tests of traces do not reach: spans, their models and costs; the rest is in the differential corpus. */
final class TraceMetricsOverHttpTest {
    @TempDir
    static Path home;

    private static TrackingServer server;
    private static Calls calls;
    private static String experiment;

    @BeforeAll
    static void start() {
        server = TrackingServer.start(home);
        calls = new Calls(server.url());
        experiment = calls.experiment("metrics of traces");
        span(
                experiment,
                1,
                1,
                "ask",
                "LLM",
                100,
                "{\"model\":\"small\",\"cost\":{\"input_cost\":1.5,\"output_cost\":2.0}}");
        span(
                experiment,
                1,
                2,
                "ask",
                "LLM",
                300,
                "{\"model\":\"large\",\"cost\":{\"input_cost\":3.0,\"output_cost\":4.0}}");
        span(experiment, 2, 3, "look up", "TOOL", 40, "{}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void span(String to, int trace, int id, String name, String type, int millis, String more) {
        JsonNode numbers = Json.parse(more);
        var attributes = new StringBuilder(attribute("mlflow.spanType", type));
        if (numbers.has("model")) {
            attributes
                    .append(',')
                    .append(attribute("mlflow.llm.model", numbers.get("model").asText()));
            attributes
                    .append(',')
                    .append(attribute("mlflow.llm.cost", numbers.get("cost").toString()));
        }
        long start = (1_790_000_000_000L + trace * 60_000L) * 1_000_000;
        String json = """
                {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%032x","spanId":"%016x","name":"%s",
                "startTimeUnixNano":"%d","endTimeUnixNano":"%d","status":{"code":1},"attributes":[%s]}]}]}]}""".formatted(trace, id, name, start, start + millis * 1_000_000L, attributes);
        assertThat(calls.send(
                                "POST",
                                "/v1/traces",
                                "application/json",
                                json.getBytes(StandardCharsets.UTF_8),
                                "x-mlflow-experiment-id",
                                to)
                        .status())
                .isEqualTo(200);
    }

    private static String attribute(String key, String json) {
        return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":" + Json.write(json) + "}}";
    }

    private static Calls.Answer ask(String view, String metric, String more) {
        return ask(experiment, view, metric, more);
    }

    private static Calls.Answer ask(String of, String view, String metric, String more) {
        String question = "{\"experiment_ids\":[\"" + of + "\"],\"view_type\":\"" + view + "\",\"metric_name\":\""
                + metric + "\"," + more + "}";
        return send("/api/3.0/mlflow/traces/metrics", question);
    }

    private static Calls.Answer send(String path, String json) {
        return calls.send("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void spansAreCountedByWhatTheyAre() {
        String by = "\"aggregations\":[{\"aggregation_type\":\"COUNT\"}],\"dimensions\":";
        assertThat(ask("SPANS", "span_count", by + "[\"span_type\",\"span_name\"]")
                        .ok()
                        .toString())
                .isEqualTo(
                        "{\"data_points\":[{\"metric_name\":\"span_count\",\"dimensions\":{\"span_type\":\"LLM\","
                                + "\"span_name\":\"ask\"},\"values\":{\"COUNT\":2.0}},{\"metric_name\":\"span_count\","
                                + "\"dimensions\":{\"span_type\":\"TOOL\",\"span_name\":\"look up\"},\"values\":{\"COUNT\":1.0}}]}");
        assertThat(ask("SPANS", "span_count", by + "[\"span_model_name\"]").ok().findValuesAsText("span_model_name"))
                .containsExactly("large", "small");
        assertThat(ask("SPANS", "span_count", by + "[\"span_status\"],\"filters\":[\"span.type = 'TOOL'\"]")
                        .ok()
                        .findValuesAsText("COUNT"))
                .containsExactly("1.0");
    }

    @Test
    void latencyAndCostOverTime() {
        String minutes = "\"time_interval_seconds\":60,\"start_time_ms\":1790000000000,\"end_time_ms\":1790000600000,";
        JsonNode points = ask("SPANS", "latency", minutes + """
                "aggregations":[{"aggregation_type":"AVG"},{"aggregation_type":"PERCENTILE","percentile_value":50}]""").ok().path("data_points");
        assertThat(points.findValuesAsText("time_bucket"))
                .containsExactly("2026-09-21T14:14:00+00:00", "2026-09-21T14:15:00+00:00");
        assertThat(points.findValuesAsText("P50.0")).containsExactly("200.0", "40.0");
        assertThat(ask("SPANS", "input_cost", "\"aggregations\":[{\"aggregation_type\":\"SUM\"}]")
                        .ok()
                        .findValuesAsText("SUM"))
                .containsExactly("4.5");
    }

    @Test
    void whatExportersWroteWrongCountsForNothing() {
        String other = calls.experiment("odd metrics of traces");
        String info =
                "{\"trace\":{\"trace_info\":{\"trace_id\":\"tr-odd\",\"state\":\"OK\",\"trace_location\":{\"type\":"
                        + "\"MLFLOW_EXPERIMENT\",\"mlflow_experiment\":{\"experiment_id\":\"" + other
                        + "\"}},\"trace_metadata\":{\"mlflow.trace.tokenUsage\":\"{no JSON\"}}}}";
        assertThat(send("/api/3.0/mlflow/traces", info).status()).isEqualTo(200);
        assertThat(ask(other, "TRACES", "total_tokens", "\"aggregations\":[{\"aggregation_type\":\"SUM\"}]")
                        .ok()
                        .toString())
                .isEqualTo("{}");
        span(other, 3, 4, "odd", "PARSER", 1, "{\"model\":\"\\\"a\\\"b\\\"\",\"cost\":{}}");
        assertThat(ask(other, "SPANS", "span_count", """
                        "aggregations":[{"aggregation_type":"COUNT"}],"dimensions":["span_model_name"],
                        "filters":["span.type = 'PARSER'"]""").ok().findValuesAsText("span_model_name"))
                .containsExactly("\"a\"b\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"aggregations\":[{}] | aggregation_type",
                "\"aggregations\":[{\"aggregation_type\":\"PERCENTILE\"}] | required for PERCENTILE",
                "\"aggregations\":[{\"aggregation_type\":\"PERCENTILE\",\"percentile_value\":101}] | between 0 and 100",
                "\"aggregations\":[{\"aggregation_type\":\"COUNT\",\"percentile_value\":1}] | only allowed for PERCENTILE",
                "\"aggregations\":[{\"aggregation_type\":\"COUNT\"}],\"time_interval_seconds\":-1 | above 0",
                "\"aggregations\":[{\"aggregation_type\":\"COUNT\"}],\"filters\":[\"'; DROP TABLE runs --\"] | Write one comparison",
                "\"aggregations\":[{\"aggregation_type\":\"COUNT\"}],\"filters\":[\"span.name = 'a' OR 1 = 1\"] | Write one comparison",
            })
    void mistakesAreNamed(String more, String says) {
        Calls.Answer answer = ask("SPANS", "span_count", more);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").asText()).contains(says);
    }

    @Test
    void aLongFilterIsRefusedAtOnce() {
        String filter = "trace.tag." + "a".repeat(200_000) + " = 'x";
        assertThat(ask(
                                "SPANS",
                                "span_count",
                                "\"aggregations\":[{\"aggregation_type\":\"COUNT\"}],\"filters\":[\"" + filter + "\"]")
                        .status())
                .isEqualTo(400);
    }
}
