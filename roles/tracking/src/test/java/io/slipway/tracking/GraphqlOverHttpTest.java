package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphqlOverHttpTest {
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

    private static Calls.Answer ask(String query, String variables) {
        String body = "{\"query\":" + Json.write(query) + ",\"variables\":" + variables + "}";
        return calls.send("POST", "/graphql", "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static String error(String query) {
        JsonNode answer = ask(query, "{}").ok();
        assertThat(answer.path("data").isNull()).as(answer.toString()).isTrue();
        return answer.path("errors").path(0).asText();
    }

    @Test
    void aRunComesWithItsExperimentAndWhatItHolds() {
        String experiment = calls.experiment("graphql");
        String run = calls.run(experiment);
        calls.post(
                        "runs/log-batch",
                        "{\"run_id\":\"" + run
                                + "\",\"metrics\":[{\"key\":\"auc\",\"value\":0.5,\"timestamp\":1,\"step\":"
                                + "9007199254740993},{\"key\":\"bad\",\"value\":\"NaN\",\"timestamp\":1}],\"params\":[{"
                                + "\"key\":\"p\",\"value\":\"1\"}]}")
                .ok();
        JsonNode data = ask(
                        "query GetRun($data: MlflowGetRunInput!) @component(name: \"x\") { mlflowGetRun(input: $data) {"
                                + " apiError { code } run { info { runName runUuid startTime endTime status }"
                                + " experiment { name lastUpdateTime tags { key } } modelVersions { name }"
                                + " data { metrics { key value step } params { key value } }"
                                + " inputs { datasetInputs { dataset { schema } } } outputs { modelOutputs { modelId } } } } }",
                        "{\"data\":{\"runId\":\"" + run + "\"}}")
                .ok();
        assertThat(data.path("errors").isNull()).as(data.toString()).isTrue();
        JsonNode found = data.at("/data/mlflowGetRun/run");
        assertThat(found.at("/info/runUuid").asText()).isEqualTo(run);
        assertThat(found.at("/info/startTime").asText()).isEqualTo("1700000000000");
        assertThat(found.at("/info/startTime").isTextual()).isTrue();
        assertThat(found.at("/info/endTime").asText()).isEqualTo("0");
        assertThat(found.at("/experiment/name").asText()).isEqualTo("graphql");
        assertThat(found.path("modelVersions")).isEmpty();
        assertThat(found.at("/data/metrics/0/step").asText()).isEqualTo("9007199254740993");
        assertThat(found.at("/data/metrics/1/value").isNull()).isTrue();
        JsonNode searched = ask(
                        "mutation { mlflowSearchRuns(input: {experimentIds: [\"" + experiment
                                + "\"], runViewType: ACTIVE_ONLY, filter: \"metrics.auc > 0.4\"}) { runs { info { runId } } } }",
                        "{}")
                .ok();
        assertThat(searched.at("/data/mlflowSearchRuns/runs/0/info/runId").asText())
                .isEqualTo(run);
    }

    @Test
    void datasetsAndFilesAreToldWithTheDefaultsOfProtobuf() {
        String experiment = calls.experiment("graphql-datasets");
        String run = calls.run(experiment);
        calls.post(
                        "runs/log-inputs",
                        "{\"run_id\":\"" + run
                                + "\",\"datasets\":[{\"dataset\":{\"name\":\"flights\",\"digest\":\"d1\","
                                + "\"source_type\":\"local\",\"source\":\"s\"}}]}")
                .ok();
        calls.send(
                        "PUT",
                        "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + run + "/artifacts/folder/file",
                        "text/plain",
                        new byte[3])
                .ok();
        JsonNode datasets = ask(
                        "mutation { mlflowSearchDatasets(input: {experimentIds: [\"" + experiment
                                + "\"]}) { datasetSummaries { experimentId name digest context } } }",
                        "{}")
                .ok();
        assertThat(datasets.at("/data/mlflowSearchDatasets/datasetSummaries").toString())
                .isEqualTo("[{\"experimentId\":\"" + experiment
                        + "\",\"name\":\"flights\",\"digest\":\"d1\",\"context\":\"\"}]");
        JsonNode files = ask(
                        "{ mlflowListArtifacts(input: {runId: \"" + run + "\"}) { files { path isDir fileSize } } }",
                        "{}")
                .ok();
        assertThat(files.at("/data/mlflowListArtifacts/files").toString())
                .isEqualTo("[{\"path\":\"folder\",\"isDir\":true,\"fileSize\":\"0\"}]");
    }

    @Test
    void whatIsNotThereIsToldWithoutInternals() {
        JsonNode answer = ask(
                        "{ mlflowGetRun(input: {runId: \"" + "0".repeat(32) + "\"}) { run { info { runId } } } }", "{}")
                .ok();
        assertThat(answer.at("/data/mlflowGetRun").isNull()).isTrue();
        assertThat(answer.at("/errors/0").asText()).contains("not found");
    }

    @Test
    void largeQueriesAreRefusedBeforeTheyRun() {
        String root = "mlflowGetExperiment(input: {experimentId: \"0\"}) { experiment { name } }";
        String manyAliases =
                IntStream.range(0, 11).mapToObj(i -> "a" + i + ": " + root).collect(Collectors.joining(" "));
        assertThat(error("{" + manyAliases + "}")).contains("at most 10");
        assertThat(error("{" + String.join(" ", Collections.nCopies(11, root)) + "}"))
                .contains("at most 10 root fields");
        String deep = "{ a".repeat(40) + " }".repeat(40);
        assertThat(error(deep)).contains("maximum depth of ");
        String bomb = "query { ...f0 } "
                + IntStream.range(0, 40)
                        .mapToObj(i -> "fragment f" + i + " on Query { ...f" + (i + 1) + " x: __typename ...f" + (i + 1)
                                + " }")
                        .collect(Collectors.joining(" "))
                + " fragment f40 on Query { __typename }";
        assertThat(error(bomb)).contains("maximum ");
        assertThat(error("query { ...a } fragment a on Query { ...b } fragment b on Query { ...a }"))
                .contains("contains itself");
        assertThat(error("{".repeat(20_000))).isNotEmpty();
        assertThat(error("{ mlflowGetRun(input: " + "[".repeat(15_000) + ") { run { info { runId } } } }"))
                .isNotEmpty();
        assertThat(ask("{ " + "a ".repeat(40_000) + "}", "{}").status()).isEqualTo(400);
    }

    @Test
    void nonsenseIsRefused() {
        for (String body : List.of("", "[]", "{}", "{\"query\":1}", "nonsense", "{\"query\":\"\"}")) {
            var answer = calls.send("POST", "/graphql", "application/json", body.getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(body + answer.text()).isIn(200, 400);
            assertThat(answer.text()).doesNotContain("Exception");
        }
        var form = calls.send(
                "POST", "/graphql", "text/plain", "{\"query\":\"{__typename}\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(form.status()).isEqualTo(400);
        assertThat(ask("{ nothing }", "{}").ok().path("errors").path(0).asText())
                .contains("nothing");
        assertThat(ask("query($a: MlflowGetRunInput!) { mlflowGetRun(input: $a) { apiError { code } } }", "{\"a\":7}")
                        .ok()
                        .path("errors"))
                .isNotEmpty();
    }
}
