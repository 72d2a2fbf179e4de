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
import org.junit.jupiter.params.provider.ValueSource;

/** Evaluation datasets and scorers, with what must be refused. */
class EvaluationOverHttpTest {
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

    private static Calls.Answer call(String method, String path, String json) {
        return calls.send(method, "/api/3.0/mlflow/" + path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static String dataset(String body) {
        return call("POST", "datasets/create", body)
                .ok()
                .at("/dataset/dataset_id")
                .asText();
    }

    private static Calls.Answer put(String id, String records) {
        return call(
                "POST",
                "datasets/" + id + "/records",
                Json.object().put("records", records).toString());
    }

    private static JsonNode records(String id, String query) {
        return call("GET", "datasets/" + id + "/records" + query, "").ok();
    }

    @Test
    void theSameInputsAreTheSameRecordWhateverTheOrderOfTheirKeys() {
        String id = dataset("{\"name\":\"same\"}");
        put(id, "[{\"inputs\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}}}]").ok();
        JsonNode again = put(id, "[{\"inputs\":{\"b\":{\"d\":3,\"c\":2},\"a\":1},\"expectations\":{\"x\":1}}]")
                .ok();
        assertThat(again.path("updated_count").asInt()).isEqualTo(1);
        JsonNode stored = Json.parse(records(id, "").path("records").asText());
        assertThat(stored).hasSize(1);
        assertThat(stored.at("/0/expectations/x").asInt()).isEqualTo(1);
    }

    @Test
    void recordsComeInPagesInTheirOrder() {
        String id = dataset("{\"name\":\"pages\"}");
        put(id, "[{\"inputs\":{\"n\":0}},{\"inputs\":{\"n\":1}},{\"inputs\":{\"n\":2}}]")
                .ok();
        JsonNode first = records(id, "?max_results=2");
        JsonNode second = records(
                id,
                "?max_results=2&page_token="
                        + Calls.encoded(first.path("next_page_token").asText()));
        assertThat(Json.parse(first.path("records").asText())).hasSize(2);
        assertThat(Json.parse(second.path("records").asText()).at("/0/inputs/n").asInt())
                .isEqualTo(2);
        assertThat(second.has("next_page_token")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "5",
                "[5]",
                "[{\"inputs\":[]}]",
                "[{\"inputs\":null}]",
                "[{\"inputs\":{},\"tags\":\"x\"}]",
                "[{\"inputs\":{},\"expectations\":[1]}]",
                "[{\"inputs\":{},\"source\":{\"source_type\":\"NOSUCH\"}}]",
                "[{\"inputs\":{\"kept\":1}},{\"inputs\":5}]"
            })
    void oddRecordsAreRefusedAndNothingIsKept(String records) {
        String id = dataset("{\"name\":\"odd\"}");
        Calls.Answer refused = put(id, records);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("INVALID_PARAMETER_VALUE");
        assertThat(records(id, "").path("records").asText()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":{}}",
                "{\"name\":\"x\",\"tags\":\"[]\"}",
                "{\"name\":\"x\",\"tags\":{}}",
                "{\"name\":\"x\",\"experiment_ids\":\"1\"}",
                "{\"name\":\"x\",\"experiment_ids\":[{}]}",
                "{\"name\":\"x\",\"experiment_ids\":[\"../1\"]}"
            })
    void oddDatasetsAreRefused(String body) {
        assertThat(call("POST", "datasets/create", body).status()).isEqualTo(400);
    }

    @Test
    void namesAndTagsAreBounded() {
        String longName = "{\"name\":\"" + "n".repeat(256) + "\"}";
        assertThat(call("POST", "datasets/create", longName).status()).isEqualTo(400);
        String id = dataset("{\"name\":\"bounded\"}");
        String tags = Json.object()
                .put("tags", "{\"k\":\"" + "v".repeat(5001) + "\"}")
                .toString();
        assertThat(call("PATCH", "datasets/" + id + "/tags", tags).status()).isEqualTo(400);
    }

    private static String scorer(String experiment, String name, String serialized) {
        return Json.object()
                .put("experiment_id", experiment)
                .put("name", name)
                .put("serialized_scorer", serialized)
                .toString();
    }

    @Test
    void aScorerThatCarriesCodeIsRefusedHoweverDeep() {
        String experiment = calls.experiment("code");
        String hidden = "{\"ensemble_scorer_data\":{\"scorers\":[{\"a\":{\"call_source\":\"import os\"}}]}}";
        assertThat(call("POST", "scorers/register", scorer(experiment, "s", hidden))
                        .status())
                .isEqualTo(400);
        call("POST", "scorers/register", scorer(experiment, "s", "{\"call_source\":null}"))
                .ok();
    }

    @Test
    void versionsOfAScorerAreNeverGivenAgain() {
        String experiment = calls.experiment("versions");
        String body = scorer(experiment, "s", "{}");
        call("POST", "scorers/register", body).ok();
        call("POST", "scorers/register", body).ok();
        String newest = "{\"experiment_id\":\"" + experiment + "\",\"name\":\"s\",\"version\":2}";
        call("DELETE", "scorers/delete", newest).ok();
        assertThat(call("POST", "scorers/register", body).ok().path("version").asInt())
                .isEqualTo(3);
        assertThat(call("DELETE", "scorers/delete", newest).status()).isEqualTo(404);
    }

    @Test
    void anExperimentThatGoesForGoodTakesItsScorersAndItsPlaceInDatasets() {
        String experiment = calls.experiment("gone");
        String id = dataset("{\"name\":\"stays\",\"experiment_ids\":[\"" + experiment + "\"]}");
        call("POST", "scorers/register", scorer(experiment, "s", "{}")).ok();
        calls.post("experiments/delete", "{\"experiment_id\":\"" + experiment + "\"}")
                .ok();
        byte[] now = "{\"dry_run\":false,\"older_than_ms\":0}".getBytes(StandardCharsets.UTF_8);
        calls.send("POST", "/api/slipway/v1/trash/empty", "application/json", now)
                .ok();
        assertThat(call("GET", "datasets/" + id + "/experiment-ids", "").ok().isEmpty())
                .isTrue();
        assertThat(count("scorers WHERE experiment = " + experiment)).isZero();
        assertThat(count("evaluation_dataset_experiments WHERE experiment = " + experiment))
                .isZero();
        assertThat(count("scorer_versions WHERE scorer NOT IN (SELECT scorer_id FROM scorers)"))
                .isZero();
    }

    @Test
    void aCallForAnotherWorkspaceIsRefusedAndNotDoneHere() {
        byte[] body = "{\"name\":\"elsewhere\"}".getBytes(StandardCharsets.UTF_8);
        String path = "/api/2.0/mlflow/experiments/create";
        assertThat(calls.send("POST", path, "application/json", body, "X-MLFLOW-WORKSPACE", "other")
                        .status())
                .isEqualTo(400);
        assertThat(calls.get("experiments/get-by-name", "experiment_name", "elsewhere")
                        .status())
                .isEqualTo(404);
    }

    private static long count(String rows) {
        return server.storage()
                .database()
                .read(query -> query.one("SELECT COUNT(*) FROM " + rows, row -> row.integer(1)))
                .orElseThrow();
    }
}
