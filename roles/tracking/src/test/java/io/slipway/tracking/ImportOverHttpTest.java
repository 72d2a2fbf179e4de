package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportOverHttpTest {
    private static final String EXPERIMENT =
            "{\"type\":\"experiment\",\"id\":\"812345678901234567\",\"name\":\"moved\","
                    + "\"lifecycle\":\"active\",\"created\":5,\"updated\":6,\"tags\":{\"a\":\"b\"}}";
    private static final String RUN_ID = "0123456789abcdef0123456789abcdef";
    private static final String RUN = "{\"type\":\"run\",\"run_id\":\"" + RUN_ID
            + "\",\"experiment_id\":\"812345678901234567\",\"name\":\"r\",\"status\":\"FINISHED\",\"user_id\":\"ada\","
            + "\"start_time\":10,\"end_time\":20,\"lifecycle\":\"active\",\"params\":{\"p\":\"1\"},\"tags\":{\"t\":\"x\"}}";

    @TempDir
    Path home;

    private TrackingServer server;
    private Calls calls;

    @BeforeEach
    void start() {
        server = TrackingServer.start(home);
        calls = new Calls(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode send(String... lines) {
        return calls.send(
                        "POST",
                        "/api/slipway/v1/imports",
                        "application/x-ndjson",
                        String.join("\n", lines).getBytes(StandardCharsets.UTF_8))
                .ok()
                .path("results");
    }

    private List<String> states(String... lines) {
        return send(lines).findValuesAsText("state");
    }

    @Test
    void idsTimesAndUsersStay() {
        assertThat(states(EXPERIMENT, RUN)).containsExactly("added", "added");
        JsonNode run = calls.get("runs/get", "run_id", RUN_ID).ok().path("run");
        assertThat(run.at("/info/experiment_id").asText()).isEqualTo("812345678901234567");
        assertThat(run.at("/info/user_id").asText()).isEqualTo("ada");
        assertThat(run.at("/info/end_time").asLong()).isEqualTo(20);
        assertThat(calls.experiment("next"))
                .as("ids drawn at random are not counted on")
                .isEqualTo("1");
    }

    @Test
    void theSameAgainChangesNothingAndEditsStay() {
        send(EXPERIMENT, RUN);
        calls.post("runs/set-tag", "{\"run_id\":\"" + RUN_ID + "\",\"key\":\"t\",\"value\":\"edited\"}")
                .ok();
        assertThat(states(EXPERIMENT, RUN)).containsExactly("unchanged", "unchanged");
        assertThat(calls.get("runs/get", "run_id", RUN_ID).text()).contains("edited");
        assertThat(states(RUN.replace("\"end_time\":20", "\"end_time\":21"))).containsExactly("updated");
    }

    @Test
    void aRunThatWasMadeHereStays() {
        String id = calls.run("0");
        assertThat(states(RUN.replace(RUN_ID, id), EXPERIMENT)).containsExactly("kept", "added");
        String points = "{\"type\":\"metrics\",\"run_id\":\"" + id + "\",\"key\":\"m\",\"points\":[[1,2,3]]}";
        assertThat(states(points)).containsExactly("refused");
        assertThat(calls.get("runs/get", "run_id", id)
                        .ok()
                        .at("/run/info/status")
                        .asText())
                .isEqualTo("RUNNING");
    }

    @Test
    void pointsOfAnyValueAreTakenOnce() {
        send(EXPERIMENT, RUN);
        String points = "{\"type\":\"metrics\",\"run_id\":\"" + RUN_ID
                + "\",\"key\":\"m\",\"points\":[[1,0,\"NaN\"],[2,1,\"-Infinity\"],[3,2,0.5]]}";
        send(points);
        send(points);
        JsonNode history = calls.get("metrics/get-history", "run_id", RUN_ID, "metric_key", "m")
                .ok();
        assertThat(history.path("metrics")).hasSize(3);
    }

    @Test
    void whatIsNoRecordIsRefusedAndTheOthersAreTaken() {
        JsonNode results = send(
                "garbage",
                "[1]",
                "{\"type\":\"cat\"}",
                EXPERIMENT.replace("\"moved\"", "null"),
                EXPERIMENT.replace("active", "asleep"),
                RUN.replace("812345678901234567", "99"),
                RUN.replace("\"p\":\"1\"", "\"../p\":\"1\""),
                RUN.replace(RUN_ID, "../../x"),
                "{\"type\":\"metrics\",\"run_id\":\"" + RUN_ID + "\",\"key\":\"m\",\"points\":[[1,2]]}",
                "[".repeat(5000),
                EXPERIMENT);
        assertThat(results.findValuesAsText("state"))
                .containsExactly(
                        "refused", "refused", "refused", "refused", "refused", "refused", "refused", "refused",
                        "refused", "refused", "added");
        assertThat(results.findValuesAsText("reason"))
                .allSatisfy(r -> assertThat(r).isNotBlank().doesNotContain("Exception"));
    }

    @Test
    void aVersionNamesNoLocalFile() {
        String model = "{\"type\":\"model\",\"name\":\"m\",\"created\":1,\"updated\":1}";
        String version = "{\"type\":\"version\",\"model\":\"m\",\"version\":1,\"created\":1,\"updated\":1,"
                + "\"stage\":\"None\",\"deleted\":false,\"source\":\"%s\"%s}";
        for (String source : List.of("/etc/passwd", "file:///etc", "FILE:/etc", "mlflow-artifacts:/a/../../b", "x")) {
            assertThat(states(model, version.formatted(source, "")).getLast())
                    .as(source)
                    .isEqualTo("refused");
        }
        assertThat(states(version.formatted("s3://b/m", ",\"location\":\"mlflow-artifacts:/../x\"")))
                .containsExactly("refused");
        assertThat(states(version.formatted("s3://b/m", ""))).containsExactly("added");
        String other = version.formatted("s3://other/m", "").replace("\"created\":1", "\"created\":2");
        assertThat(states(other)).as("of another source").containsExactly("kept");
        String alias = "{\"type\":\"alias\",\"model\":\"m\",\"alias\":\"champion\",\"version\":1,\"created\":2}";
        assertThat(states(alias)).containsExactly("kept");
        assertThat(states(alias.replace("\"created\":2", "\"created\":1"))).containsExactly("added");
    }
}
