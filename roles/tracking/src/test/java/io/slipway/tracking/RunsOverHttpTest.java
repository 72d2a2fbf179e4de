package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunsOverHttpTest {
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

    @Test
    void theDefaultExperimentIsThereFromTheStart() {
        JsonNode found = calls.get("experiments/get", "experiment_id", "0").ok().path("experiment");
        assertThat(found.path("name").asText()).isEqualTo("Default");
        assertThat(found.path("artifact_location").asText()).isEqualTo("mlflow-artifacts:/0");
        assertThat(found.path("creation_time").isNumber()).isTrue();
    }

    @Test
    void experimentIdsAreDenseUnderConcurrentCreation() throws Exception {
        List<Long> ids = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var made = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(() -> calls.experiment("dense-" + i)))
                    .toList();
            for (var id : made) {
                ids.add(Long.parseLong(id.get()));
            }
        }
        ids.sort(null);
        assertThat(ids.getLast() - ids.getFirst()).isGreaterThanOrEqualTo(39);
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void aNameIsTakenEvenByADeletedExperiment() {
        String id = calls.experiment("taken");
        calls.post("experiments/delete", "{\"experiment_id\":\"" + id + "\"}").ok();
        var again = calls.post("experiments/create", "{\"name\":\"taken\"}");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.code()).isEqualTo("RESOURCE_ALREADY_EXISTS");
        assertThat(calls.post("experiments/delete", "{\"experiment_id\":\"" + id + "\"}")
                        .status())
                .isEqualTo(404);
        calls.post("experiments/restore", "{\"experiment_id\":\"" + id + "\"}").ok();
    }

    @Test
    void malformedJsonReadsAsAnEmptyMessage() {
        var answer = calls.post("experiments/create", "{\"name\":");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").asText()).startsWith("Missing value for required parameter 'name'.");
    }

    @Test
    void aFormPostedByAPageIsRefused() {
        var answer = calls.send(
                "POST",
                "/api/2.0/mlflow/experiments/create",
                "text/plain",
                "{\"name\":\"csrf\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_PARAMETER_VALUE");
    }

    @Test
    void camelCaseNumbersInStringsAndDoublyEncodedBodiesAreRead() {
        String run = calls.run(calls.experiment("lenient"));
        calls.post(
                        "runs/log-metric",
                        "{\"runId\":\"" + run + "\",\"key\":\"m\",\"value\":\"NaN\",\"timestamp\":\"5\",\"step\":1.5}")
                .ok();
        calls.post(
                        "runs/log-parameter",
                        "\"{\\\"run_id\\\":\\\"" + run + "\\\",\\\"key\\\":\\\"p\\\",\\\"value\\\":\\\"1\\\"}\"")
                .ok();
        JsonNode data = calls.get("runs/get", "run_id", run).ok().at("/run/data");
        assertThat(data.at("/metrics/0/value").asText()).isEqualTo("NaN");
        assertThat(data.at("/metrics/0/step").asLong()).isEqualTo(1);
        assertThat(data.at("/params/0/value").asText()).isEqualTo("1");
    }

    @Test
    void latestIsTheGreatestStepThenTimeThenValue() {
        String run = calls.run(calls.experiment("latest"));
        for (String point : List.of("9,100,1", "5,50,2", "7,60,2", "6,60,2", "1,99,1")) {
            String[] p = point.split(",");
            calls.post("runs/log-metric", metric(run, "m", p[0], p[1], p[2])).ok();
        }
        JsonNode metric = calls.get("runs/get", "run_id", run).ok().at("/run/data/metrics/0");
        assertThat(metric.path("value").asDouble()).isEqualTo(7);
        assertThat(calls.get("metrics/get-history", "run_id", run, "metric_key", "m")
                        .ok()
                        .path("metrics"))
                .hasSize(5);
    }

    private static String metric(String run, String key, String value, String time, String step) {
        return "{\"run_id\":\"%s\",\"key\":\"%s\",\"value\":%s,\"timestamp\":%s,\"step\":%s}"
                .formatted(run, key, value, time, step);
    }

    @Test
    void historyIsPagedInOrder() {
        String run = calls.run(calls.experiment("history"));
        var metrics = new StringBuilder();
        for (int i = 999; i >= 0; i--) {
            metrics.append(i == 999 ? "" : ",")
                    .append("{\"key\":\"m\",\"value\":%d,\"timestamp\":%d,\"step\":%d}".formatted(i, i / 2, i));
        }
        calls.post("runs/log-batch", "{\"run_id\":\"" + run + "\",\"metrics\":[" + metrics + "]}")
                .ok();
        var steps = new ArrayList<Long>();
        String token = "";
        do {
            JsonNode page = calls.get(
                            "metrics/get-history",
                            "run_id",
                            run,
                            "metric_key",
                            "m",
                            "max_results",
                            "300",
                            "page_token",
                            token)
                    .ok();
            page.path("metrics").forEach(m -> steps.add(m.path("step").asLong()));
            token = page.path("next_page_token").asText("");
        } while (!token.isEmpty());
        assertThat(steps).hasSize(1000).isSorted();
        JsonNode sampled = calls.get(
                        "metrics/get-history-bulk-interval", "run_ids", run, "metric_key", "m", "max_results", "10")
                .ok()
                .path("metrics");
        assertThat(sampled).hasSizeBetween(10, 12);
        assertThat(sampled.get(0).path("step").asLong()).isZero();
        assertThat(sampled.get(sampled.size() - 1).path("step").asLong()).isEqualTo(999);
        assertThat(sampled.get(0).path("run_id").asText()).isEqualTo(run);
        for (int later = 5000; later < 5003; later++) {
            calls.post("runs/log-metric", metric(run, "m", "1", "9", Integer.toString(later)))
                    .ok();
            JsonNode again = calls.get(
                            "metrics/get-history-bulk-interval", "run_ids", run, "metric_key", "m", "max_results", "10")
                    .ok()
                    .path("metrics");
            assertThat(again.get(again.size() - 1).path("step").asInt()).isEqualTo(later);
        }
    }

    @Test
    void aBatchIsKeptWholeOrNotAtAll() {
        String run = calls.run(calls.experiment("atomic"));
        calls.post("runs/log-parameter", "{\"run_id\":\"" + run + "\",\"key\":\"p\",\"value\":\"1\"}")
                .ok();
        var refused = calls.post(
                "runs/log-batch",
                "{\"run_id\":\"" + run + "\",\"metrics\":[{\"key\":\"m\",\"value\":1,\"timestamp\":1}],"
                        + "\"params\":[{\"key\":\"q\",\"value\":\"1\"},{\"key\":\"p\",\"value\":\"2\"}]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").asText()).contains("'1'").contains("'2'");
        JsonNode data = calls.get("runs/get", "run_id", run).ok().at("/run/data");
        assertThat(data.path("metrics")).isEmpty();
        assertThat(data.path("params")).hasSize(1);
        calls.post("runs/log-parameter", "{\"run_id\":\"" + run + "\",\"key\":\"p\",\"value\":\"1\"}")
                .ok();
    }

    @Test
    void nothingIsLoggedToADeletedRun() {
        String run = calls.run(calls.experiment("gone"));
        calls.post("runs/delete", "{\"run_id\":\"" + run + "\"}").ok();
        var refused = calls.post("runs/log-metric", metric(run, "m", "1", "1", "1"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").asText()).contains("must be in the 'active' state");
        calls.post("runs/restore", "{\"run_id\":\"" + run + "\"}").ok();
        calls.post("runs/log-metric", metric(run, "m", "1", "1", "1")).ok();
    }

    @Test
    void runNameAndItsTagAreOneThing() {
        String experiment = calls.experiment("names");
        JsonNode run = calls.post("runs/create", "{\"experiment_id\":\"" + experiment + "\"}")
                .ok()
                .path("run");
        String name = run.at("/info/run_name").asText();
        assertThat(name).matches("[a-z]+-[a-z]+-\\d+");
        assertThat(run.at("/data/tags/0/value").asText()).isEqualTo(name);
        String id = run.at("/info/run_id").asText();
        calls.post("runs/set-tag", "{\"run_id\":\"" + id + "\",\"key\":\"mlflow.runName\",\"value\":\"other\"}")
                .ok();
        assertThat(search(experiment, "run_name = 'other'", "")).containsExactly(id);
    }

    @Test
    void searchFiltersOrdersAndPages() {
        String experiment = calls.experiment("search");
        var ids = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            String run = calls.run(experiment);
            ids.add(run);
            String value = i == 8 ? "\"NaN\"" : Integer.toString(i);
            String metrics = i == 9 ? "" : "{\"key\":\"auc\",\"value\":" + value + ",\"timestamp\":1}";
            calls.post(
                            "runs/log-batch",
                            "{\"run_id\":\"%s\",\"metrics\":[%s],\"params\":[{\"key\":\"depth\",\"value\":\"%d\"}],"
                                            .formatted(run, metrics, i % 2)
                                    + "\"tags\":[{\"key\":\"Team\",\"value\":\"Red%d\"}]}".formatted(i))
                    .ok();
        }
        List<String> byAuc = search(experiment, "", "metrics.auc DESC");
        assertThat(byAuc.subList(0, 8))
                .containsExactlyElementsOf(ids.subList(0, 8).reversed());
        assertThat(byAuc.subList(8, 10)).containsExactly(ids.get(8), ids.get(9));
        assertThat(search(experiment, "", "metrics.auc ASC").subList(8, 10)).containsExactly(ids.get(8), ids.get(9));
        assertThat(search(experiment, "metrics.auc >= 3 and params.depth = '1'", "metrics.auc DESC"))
                .containsExactly(ids.get(7), ids.get(5), ids.get(3));
        assertThat(search(experiment, "metrics.auc < 1", "")).containsExactly(ids.get(0));
        assertThat(search(experiment, "metrics.auc != 1", ""))
                .hasSize(8)
                .contains(ids.get(8))
                .doesNotContain(ids.get(9));
        assertThat(search(experiment, "tags.Team LIKE 'red%'", "")).isEmpty();
        assertThat(search(experiment, "tags.Team ILIKE 'red_'", "")).hasSize(10);
        assertThat(search(experiment, "tags.absent IS NULL AND tag.`Team` IS NOT NULL", ""))
                .hasSize(10);
        assertThat(search(experiment, "attributes.run_id IN ('" + ids.get(2) + "', '" + ids.get(4) + "')", ""))
                .containsExactlyInAnyOrder(ids.get(2), ids.get(4));
        assertThat(pages(experiment, "metrics.auc DESC", 3)).containsExactlyElementsOf(byAuc);
        assertThat(pages(experiment, "params.depth ASC", 4))
                .containsExactlyElementsOf(search(experiment, "", "params.depth ASC"));
        assertThat(pages(experiment, "", 10)).hasSize(10);
    }

    private static List<String> search(String experiment, String filter, String order) {
        return ids(answer(experiment, filter, order, 1000, ""));
    }

    private static List<String> pages(String experiment, String order, int size) {
        var all = new ArrayList<String>();
        String token = "";
        do {
            JsonNode page = answer(experiment, "", order, size, token);
            all.addAll(ids(page));
            token = page.path("next_page_token").asText("");
        } while (!token.isEmpty());
        return all;
    }

    private static JsonNode answer(String experiment, String filter, String order, int size, String token) {
        var question = io.slipway.kernel.Json.object()
                .put("filter", filter)
                .put("max_results", size)
                .put("page_token", token);
        question.putArray("experiment_ids").add(experiment);
        if (!order.isEmpty()) {
            question.putArray("order_by").add(order);
        }
        return calls.post("runs/search", question.toString()).ok();
    }

    private static List<String> ids(JsonNode page) {
        return StreamSupport.stream(page.path("runs").spliterator(), false)
                .map(run -> run.at("/info/run_id").asText())
                .toList();
    }

    @Test
    void mistakesInFiltersAreToldWithTheirPosition() {
        for (String filter : List.of(
                "metrics.a > 'x'",
                "params.a = 3",
                "nonsense.a = 'x'",
                "metrics.a > 1 OR metrics.b > 1",
                "params.a > 'x'",
                "status IN ('RUNNING')",
                "attributes.foo = 'x'",
                "metrics.a >",
                "metrics.a = 1 AND",
                "params.a = 'x",
                "= 3",
                "run_id IN ()",
                "(metrics.a > 1)",
                "params.a = 'x'; DROP TABLE runs")) {
            var body = io.slipway.kernel.Json.object().put("filter", filter);
            body.putArray("experiment_ids").add("0");
            var answer = calls.post("runs/search", body.toString());
            assertThat(answer.status()).as(filter).isEqualTo(400);
            assertThat(answer.code()).as(filter).isEqualTo("INVALID_PARAMETER_VALUE");
            assertThat(answer.json().path("message").asText()).as(filter).contains("position");
        }
    }

    @Test
    void datasetsAreInputsOnce() {
        String run = calls.run(calls.experiment("inputs"));
        String body = "{\"run_id\":\"" + run + "\",\"datasets\":[{\"tags\":[{\"key\":\"mlflow.data.context\",\"value\":"
                + "\"training\"}],\"dataset\":{\"name\":\"flights\",\"digest\":\"abc\",\"source_type\":\"local\","
                + "\"source\":\"{}\"}}]}";
        calls.post("runs/log-inputs", body).ok();
        calls.post("runs/log-inputs", body).ok();
        JsonNode inputs = calls.get("runs/get", "run_id", run).ok().at("/run/inputs/dataset_inputs");
        assertThat(inputs).hasSize(1);
        assertThat(inputs.at("/0/dataset/name").asText()).isEqualTo("flights");
        String experiment = calls.get("runs/get", "run_id", run)
                .ok()
                .at("/run/info/experiment_id")
                .asText();
        assertThat(search(experiment, "dataset.name = 'flights' AND datasets.context = 'training'", ""))
                .containsExactly(run);
    }

    @Test
    void theEndOfARunTellsWhatItHolds() {
        String run = calls.run(calls.experiment("events"));
        calls.post("runs/log-metric", metric(run, "m", "1", "1", "1")).ok();
        calls.post("runs/log-metric", metric(run, "m", "2", "2", "2")).ok();
        calls.post("runs/update", "{\"run_id\":\"" + run + "\",\"status\":\"FINISHED\",\"end_time\":\"9\"}")
                .ok();
        var filter = new io.slipway.storage.EventLog.Filter("run.finished", "runs/" + run, null, null, null);
        org.awaitility.Awaitility.await()
                .until(() -> server.storage()
                                .events()
                                .search(filter, 10, null)
                                .items()
                                .size()
                        == 1);
        var events = server.storage().events().search(filter, 10, null);
        JsonNode data = events.items().getFirst().data();
        assertThat(data.path("metric_points").asInt()).isEqualTo(2);
        assertThat(data.path("metrics").asInt()).isEqualTo(1);
        assertThat(data.path("digest").asText()).hasSize(64);
    }

    @Test
    void namesThatClimbOrAreTooLongAreRefused() {
        String run = calls.run(calls.experiment("bad-names"));
        for (String key : List.of("../x", "/x", "a//b", "a/./b", "a\\u0000b", "x".repeat(251), "", "a<b")) {
            var answer = calls.post("runs/log-metric", metric(run, key, "1", "1", "1"));
            assertThat(answer.status()).as(key).isEqualTo(400);
        }
    }
}
