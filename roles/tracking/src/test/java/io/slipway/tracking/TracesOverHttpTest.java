package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TracesOverHttpTest {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final long START = 1_790_000_000_000_000_000L;
    private static final Random RANDOM = new Random(20_261_125);

    @TempDir
    static Path home;

    private static TrackingServer server;
    private static Calls calls;

    @BeforeAll
    static void start() {
        server = TrackingServer.start(home);
        calls = new Calls(server.url());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String newId(int bytes) {
        byte[] id = new byte[bytes];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static ByteString id(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static KeyValue attribute(String key, String value) {
        return attribute(key, AnyValue.newBuilder().setStringValue(value).build());
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static Span.Builder span(String traceId, String spanId, String parent, String name) {
        return Span.newBuilder()
                .setTraceId(id(traceId))
                .setSpanId(id(spanId))
                .setParentSpanId(id(parent))
                .setName(name)
                .setStartTimeUnixNano(START)
                .setEndTimeUnixNano(START + 250_000_000);
    }

    private static byte[] request(Span... spans) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(attribute("service.name", "shop"))
                                .addAttributes(attribute("telemetry.sdk.name", "opentelemetry"))
                                .addAttributes(attribute("mlflow.artifactLocation", "file:///etc")))
                        .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
                .build()
                .toByteArray();
    }

    private static Calls.Answer export(String experiment, byte[] body, String... headers) {
        var all = new ArrayList<>(List.of("x-mlflow-experiment-id", experiment));
        all.addAll(List.of(headers));
        return calls.send("POST", "/v1/traces", PROTOBUF, body, all.toArray(String[]::new));
    }

    private static JsonNode v3(String method, String path, String json) {
        return calls.send(
                        method,
                        "/api/3.0/mlflow/traces" + path,
                        "application/json",
                        json.getBytes(StandardCharsets.UTF_8))
                .ok();
    }

    private static JsonNode search(String experiment, String filter) {
        String json = "{\"locations\":[{\"mlflow_experiment\":{\"experiment_id\":\"" + experiment + "\"}}],\"filter\":"
                + io.slipway.kernel.Json.write(filter) + "}";
        return v3("POST", "/search", json).path("traces");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void spansOfAnyExporterMakeATrace() {
        String experiment = calls.experiment("otlp");
        String traceId = newId(16);
        String root = newId(8);
        var inputs = AnyValue.newBuilder()
                .setKvlistValue(KeyValueList.newBuilder()
                        .addValues(attribute(
                                "n", AnyValue.newBuilder().setIntValue(7).build()))
                        .addValues(attribute(
                                "list",
                                AnyValue.newBuilder()
                                        .setArrayValue(ArrayValue.newBuilder()
                                                .addValues(AnyValue.newBuilder().setDoubleValue(0.5))
                                                .addValues(AnyValue.newBuilder().setBoolValue(true))
                                                .addValues(AnyValue.getDefaultInstance()))
                                        .build())))
                .build();
        Span parent = span(traceId, root, "", "checkout \"x\"")
                .addAttributes(attribute("mlflow.spanInputs", inputs))
                .addAttributes(attribute("session.id", "s-1"))
                .setStatus(Status.newBuilder()
                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                        .setMessage("no stock"))
                .build();
        Span child = span(traceId, newId(8), root, "ask")
                .addAttributes(attribute("gen_ai.operation.name", "chat"))
                .addAttributes(attribute(
                        "gen_ai.usage.input_tokens",
                        AnyValue.newBuilder().setIntValue(3).build()))
                .addAttributes(attribute(
                        "gen_ai.usage.output_tokens",
                        AnyValue.newBuilder().setIntValue(4).build()))
                .addEvents(Span.Event.newBuilder().setName("first token").addAttributes(attribute("k", "v")))
                .addLinks(Span.Link.newBuilder().setTraceId(id(newId(16))).setSpanId(id(newId(8))))
                .build();
        assertThat(export(experiment, request(parent, child)).status()).isEqualTo(200);

        JsonNode trace = v3("GET", "/get?trace_id=tr-" + traceId, "").path("trace");
        JsonNode info = trace.path("trace_info");
        assertThat(info.path("state").asText()).isEqualTo("ERROR");
        assertThat(info.path("execution_duration").asText()).isEqualTo("0.250s");
        assertThat(info.path("request_time").asText()).isEqualTo("2026-09-21T14:13:20Z");
        assertThat(info.path("request_preview").asText()).isEqualTo("{\"n\": 7, \"list\": [0.5, true, null]}");
        assertThat(info.at("/tags/service.name").asText()).isEqualTo("shop");
        assertThat(info.path("tags").has("telemetry.sdk.name")).isFalse();
        assertThat(info.at("/tags/mlflow.artifactLocation").asText())
                .isEqualTo("mlflow-artifacts:/" + experiment + "/traces/tr-" + traceId + "/artifacts");
        assertThat(info.at("/trace_metadata/mlflow.trace.session").asText()).isEqualTo("s-1");
        assertThat(info.at("/trace_metadata/mlflow.trace.tokenUsage").asText())
                .contains("\"input_tokens\":3", "\"output_tokens\":4", "\"total_tokens\":7");
        assertThat(trace.path("spans")).hasSize(2);
        assertThat(search(experiment, "span.name = 'ask' AND span.type = 'CHAT_MODEL'"))
                .hasSize(1);
        assertThat(search(experiment, "span.name = 'ask' AND span.status = 'ERROR'"))
                .isEmpty();
        assertThat(search(experiment, "span.attributes.`gen_ai.usage.input_tokens` = '3'"))
                .hasSize(1);
    }

    @Test
    void theSameSpanTwiceIsOneSpan() {
        String experiment = calls.experiment("twice");
        String traceId = newId(16);
        String root = newId(8);
        byte[] body = request(span(traceId, root, "", "once").build());
        export(experiment, body);
        export(experiment, body);
        assertThat(v3("GET", "/get?trace_id=tr-" + traceId, "").at("/trace/spans"))
                .hasSize(1);
    }

    @Test
    void aTraceDescribedLaterKeepsItsSpans() {
        String experiment = calls.experiment("later");
        String traceId = newId(16);
        export(experiment, request(span(traceId, newId(8), "", "f").build()));
        v3(
                "POST",
                "",
                description(
                        experiment,
                        "tr-" + traceId,
                        "\"tags\":{\"fruit\":\"apple\",\"mlflow.artifactLocation\":\"file:///\"}"));
        export(
                experiment,
                request(span(traceId, newId(8), newId(8), "late")
                        .setEndTimeUnixNano(START * 2)
                        .build()));
        JsonNode trace = v3("GET", "/get?trace_id=tr-" + traceId, "").path("trace");
        assertThat(trace.path("spans")).hasSize(2);
        assertThat(trace.at("/trace_info/execution_duration").asText()).isEqualTo("6s");
        assertThat(trace.at("/trace_info/tags/fruit").asText()).isEqualTo("apple");
        assertThat(trace.at("/trace_info/tags/mlflow.artifactLocation").asText())
                .startsWith("mlflow-artifacts:/");
    }

    private static String description(String experiment, String traceId, String more) {
        return "{\"trace\":{\"trace_info\":{\"trace_id\":\"" + traceId
                + "\",\"trace_location\":{\"type\":\"MLFLOW_EXPERIMENT\",\"mlflow_experiment\":{\"experiment_id\":\""
                + experiment + "\"}},\"request_time\":\"2026-09-21T14:13:20.070Z\",\"execution_duration\":\"6s\","
                + "\"state\":\"OK\"," + more + "}}}";
    }

    @Test
    void otlpInJsonAndGzipIsTaken() throws IOException {
        String experiment = calls.experiment("json");
        String traceId = newId(16);
        String json = "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                + "{\"stringValue\":\"gemini-cli\"}}]},\"scopeSpans\":[{\"spans\":[{\"traceId\":\""
                + traceId.toUpperCase(java.util.Locale.ROOT)
                + "\",\"spanId\":\"" + newId(8) + "\",\"name\":\"GET /\",\"startTimeUnixNano\":\"" + START
                + "\",\"endTimeUnixNano\":" + (START + 1_000_000) + ",\"attributes\":[{\"key\":\"n\",\"value\":"
                + "{\"intValue\":\"9007199254740993\"}}],\"status\":{\"code\":1}}]}]}]}";
        var answer = calls.send(
                "POST",
                "/v1/traces",
                "application/json; charset=utf-8",
                gzip(json.getBytes(StandardCharsets.UTF_8)),
                "x-mlflow-experiment-id",
                experiment,
                "Content-Encoding",
                "gzip");
        assertThat(answer.ok()).isEmpty();
        JsonNode span = v3("GET", "/get?trace_id=tr-" + traceId, "").at("/trace/spans/0");
        assertThat(span.path("name").asText()).isEqualTo("GET /");
        assertThat(span.path("attributes").toString()).contains("9007199254740993", "service.name", "gemini-cli");
    }

    @Test
    void hostileBodiesAreRefusedAndLeaveNothing() throws IOException {
        String experiment = calls.experiment("hostile");
        String traceId = newId(16);
        Span good = span(traceId, newId(8), "", "good").build();
        AnyValue deep = AnyValue.newBuilder().setIntValue(1).build();
        for (int i = 0; i < 500; i++) {
            deep = AnyValue.newBuilder()
                    .setArrayValue(ArrayValue.newBuilder().addValues(deep))
                    .build();
        }
        byte[] whole = request(good);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 3);
        var many = good.toBuilder();
        IntStream.range(0, 20_000).forEach(i -> many.addEvents(Span.Event.getDefaultInstance()));
        List<byte[]> bodies = List.of(
                "nonsense".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                cut,
                request(
                        good,
                        span(traceId, newId(8), "", "deep")
                                .addAttributes(attribute("d", deep))
                                .build()),
                request(
                        good,
                        span(traceId, newId(8), "", "long id")
                                .setTraceId(ByteString.copyFrom(new byte[17]))
                                .build()),
                request(good, many.build()),
                request(
                        good,
                        span(traceId, newId(8), "", "late")
                                .setStartTimeUnixNano(-1)
                                .build()));
        for (byte[] body : bodies) {
            var answer = export(experiment, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("INVALID_PARAMETER_VALUE");
        }
        byte[] withoutId =
                request(good, span(traceId, newId(8), "", "no id").clearSpanId().build());
        assertThat(export(experiment, withoutId).status()).isEqualTo(422);
        assertThat(search(experiment, "")).isEmpty();
        assertThat(export(experiment, whole, "Content-Encoding", "gzip").status())
                .isEqualTo(400);
        byte[] bomb = gzip(new byte[200 << 20]);
        assertThat(export(experiment, bomb, "Content-Encoding", "gzip").status())
                .isEqualTo(413);
        assertThat(search(experiment, "")).isEmpty();
    }

    @Test
    void spansNeedAnExperimentThatIsThere() {
        byte[] body = request(span(newId(16), newId(8), "", "lost").build());
        assertThat(calls.send("POST", "/v1/traces", PROTOBUF, body).status()).isEqualTo(422);
        assertThat(export("987654", body).status()).isEqualTo(404);
        assertThat(export("../1", body).status()).isEqualTo(400);
        assertThat(calls.send("POST", "/v1/traces", "text/plain", body, "x-mlflow-experiment-id", "0")
                        .status())
                .isEqualTo(400);
        String experiment = calls.experiment("closed");
        calls.post("experiments/delete", "{\"experiment_id\":\"" + experiment + "\"}")
                .ok();
        assertThat(export(experiment, body).status()).isEqualTo(400);
    }

    @Test
    void hostileTraceIdsAndValuesAreRefused() {
        String experiment = calls.experiment("ids");
        for (String id : List.of("../../etc", "tr/1", "", "a b", "%2e%2e", "x".repeat(500))) {
            var answer = calls.send(
                    "POST",
                    "/api/3.0/mlflow/traces",
                    "application/json",
                    description(experiment, id, "\"tags\":{}").getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(id).isEqualTo(400);
        }
        var duration = calls.send(
                "POST",
                "/api/3.0/mlflow/traces",
                "application/json",
                description(experiment, "tr-1", "\"execution_duration\":\"1e999999999s\"")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(duration.status()).as(duration.text()).isEqualTo(400);
        assertThat(search(experiment, "")).isEmpty();
    }

    @Test
    void filtersAreCheckedAndPatternsCannotRunForYears() {
        String experiment = calls.experiment("filters");
        v3("POST", "", description(experiment, "tr-slow", "\"tags\":{\"a\":\"" + "a".repeat(60) + "!\"}"));
        for (String filter : List.of(
                "tag.a RLIKE '(a|aa)+\\1!!'",
                "tag.a RLIKE '" + "(".repeat(400) + "a" + ")*".repeat(400) + "b'",
                "tag.a RLIKE '('",
                "span.nothing = 'x'",
                "span.attributes. = 'x'",
                "feedback.ok > 'x'",
                "metadata.a > '1'",
                "prompt = 'a'",
                "issue.name = 'x'",
                "text = 'x'",
                "nonsense = 1",
                "tag.a = 'x' OR tag.b = 'y'")) {
            String json = "{\"locations\":[{\"mlflow_experiment\":{\"experiment_id\":\"" + experiment
                    + "\"}}],\"filter\":" + io.slipway.kernel.Json.write(filter) + "}";
            var answer = calls.send(
                    "POST", "/api/3.0/mlflow/traces/search", "application/json", json.getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(filter + answer.text()).isEqualTo(400);
        }
        assertThat(search(experiment, "tag.a RLIKE '^a+!$' AND metadata.x IS NULL AND request_id IN ('tr-slow', 'b')"))
                .hasSize(1);
    }

    @Test
    void assessmentsOverrideAndComeBack() {
        String experiment = calls.experiment("assessed");
        v3("POST", "", description(experiment, "tr-assessed", "\"tags\":{}"));
        String first = v3("POST", "/tr-assessed/assessments", feedback("0.4", ""))
                .at("/assessment/assessment_id")
                .asText();
        String second = v3("POST", "/tr-assessed/assessments", feedback("0.9", ",\"overrides\":\"" + first + "\""))
                .at("/assessment/assessment_id")
                .asText();
        assertThat(v3("GET", "/tr-assessed/assessments/" + first, "")
                        .at("/assessment/valid")
                        .asBoolean())
                .isFalse();
        assertThat(search(experiment, "feedback.score > 0.5")).hasSize(1);
        assertThat(search(experiment, "feedback.score < 0.5")).isEmpty();
        v3("DELETE", "/tr-assessed/assessments/" + second, "{}");
        assertThat(v3("GET", "/tr-assessed/assessments/" + first, "")
                        .at("/assessment/valid")
                        .asBoolean())
                .isTrue();
        assertThat(search(experiment, "feedback.score < 0.5")).hasSize(1);
        assertThat(calls.send(
                                "GET",
                                "/api/3.0/mlflow/traces/tr-assessed/assessments/a-1",
                                "application/json",
                                new byte[0])
                        .status())
                .isEqualTo(404);
    }

    private static String feedback(String value, String more) {
        return "{\"assessment\":{\"assessment_name\":\"score\",\"source\":{\"source_type\":\"HUMAN\",\"source_id\":\"me\"},"
                + "\"feedback\":{\"value\":" + value + "}" + more + "}}";
    }

    @Test
    void pagesCoverEveryTraceOnceAndDeletionTakesAll() {
        String experiment = calls.experiment("pages");
        for (int i = 0; i < 7; i++) {
            v3("POST", "", description(experiment, "tr-page-" + i, "\"tags\":{\"n\":\"" + i + "\"}"));
        }
        var seen = new ArrayList<String>();
        String token = "";
        do {
            JsonNode page = v3(
                    "POST",
                    "/search",
                    "{\"locations\":[{\"mlflow_experiment\":{\"experiment_id\":\"" + experiment
                            + "\"}}],\"max_results\":3,\"order_by\":[\"tag.n DESC\"],\"page_token\":\"" + token
                            + "\"}");
            page.path("traces").forEach(t -> seen.add(t.path("trace_id").asText()));
            token = page.path("next_page_token").asText();
        } while (!token.isEmpty());
        assertThat(seen).hasSize(7).doesNotHaveDuplicates().startsWith("tr-page-6", "tr-page-5");
        String two = "{\"experiment_id\":\"" + experiment + "\",\"request_ids\":[\"tr-page-0\",\"tr-page-1\"]}";
        assertThat(v3("POST", "/delete-traces", two).path("traces_deleted").asInt())
                .isEqualTo(2);
        String rest = "{\"experiment_id\":\"" + experiment
                + "\",\"max_timestamp_millis\":\"9000000000000\",\"max_traces\":4}";
        assertThat(v3("POST", "/delete-traces", rest).path("traces_deleted").asInt())
                .isEqualTo(4);
        assertThat(search(experiment, "")).hasSize(1);
        var both = calls.post("traces/delete-traces", "{\"experiment_id\":\"" + experiment + "\"}");
        assertThat(both.status()).isEqualTo(400);
    }

    @Test
    void aLinkToARunHoldsWhenTheTraceComesLater() {
        String experiment = calls.experiment("links");
        String run = calls.run(experiment);
        String traceId = newId(16);
        String link = "{\"trace_ids\":[\"tr-" + traceId + "\"],\"run_id\":\"" + run + "\"}";
        for (int twice = 0; twice < 2; twice++) {
            calls.post("traces/link-to-run", link).ok();
        }
        String ofRun = "run_id = '" + run + "'";
        assertThat(search(experiment, ofRun)).isEmpty();
        export(experiment, request(span(traceId, newId(8), "", "root").build())).ok();
        assertThat(search(experiment, ofRun)).hasSize(1);
        assertThat(search(experiment, ofRun).get(0).path("trace_id").asText()).isEqualTo("tr-" + traceId);
        calls.post("traces/link-to-run", link).ok();
        assertThat(search(experiment, ofRun)).hasSize(1);
        assertThat(calls.post("traces/link-to-run", link.replace(run, newId(16)))
                        .status())
                .isEqualTo(404);
    }
}
