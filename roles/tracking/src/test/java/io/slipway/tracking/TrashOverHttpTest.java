package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashOverHttpTest {
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

    private JsonNode empty(boolean dryRun, long olderThanMillis) {
        String body = "{\"dry_run\":" + dryRun + ",\"older_than_ms\":" + olderThanMillis + "}";
        return calls.send(
                        "POST",
                        "/api/slipway/v1/trash/empty",
                        "application/json",
                        body.getBytes(StandardCharsets.UTF_8))
                .ok();
    }

    private String runWithFile(String experiment) {
        String run = calls.run(experiment);
        upload(experiment + "/" + run + "/artifacts/f.bin");
        calls.post("runs/log-metric", "{\"run_id\":\"" + run + "\",\"key\":\"m\",\"value\":1,\"timestamp\":1}")
                .ok();
        return run;
    }

    private void upload(String path) {
        calls.send("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + path, "application/octet-stream", new byte[100])
                .ok();
    }

    private void delete(String run) {
        calls.post("runs/delete", "{\"run_id\":\"" + run + "\"}").ok();
    }

    private boolean hasFile(String experiment, String run) throws IOException {
        return server.storage()
                .blobs()
                .stat("artifacts/" + experiment + "/" + run + "/artifacts/f.bin")
                .isPresent();
    }

    @Test
    void aDeletedRunGoesWithItsFilesAfterItsTimeAndNotBefore() throws IOException {
        String gone = runWithFile("0");
        String living = runWithFile("0");
        delete(gone);
        assertThat(empty(false, 3_600_000).path("runs").asLong()).isZero();
        assertThat(empty(true, 0).toString()).contains("\"runs\":1", "\"files\":1", "\"bytes\":100");
        assertThat(hasFile("0", gone)).isTrue();
        assertThat(empty(false, 0).toString()).contains("\"runs\":1", "\"files\":1", "\"bytes\":100");
        assertThat(hasFile("0", gone)).isFalse();
        assertThat(hasFile("0", living)).isTrue();
        assertThat(calls.get("runs/get", "run_id", gone).status()).isEqualTo(404);
        assertThat(calls.get("metrics/get-history", "run_id", living, "metric_key", "m")
                        .ok()
                        .path("metrics"))
                .hasSize(1);
        assertThat(server.storage()
                        .database()
                        .<Long>read(q -> q.one("SELECT COUNT(*) FROM metrics", row -> row.integer(1))
                                .orElse(-1L)))
                .isEqualTo(1);
    }

    @Test
    void aRestoredRunStays() throws IOException {
        String run = runWithFile("0");
        delete(run);
        calls.post("runs/restore", "{\"run_id\":\"" + run + "\"}").ok();
        assertThat(empty(false, 0).path("runs").asLong()).isZero();
        assertThat(hasFile("0", run)).isTrue();
    }

    @Test
    void whatAVersionNamesStaysUntilTheVersionGoes() throws IOException {
        String run = runWithFile("0");
        calls.post("registered-models/create", "{\"name\":\"m\"}").ok();
        calls.post(
                        "model-versions/create",
                        "{\"name\":\"m\",\"run_id\":\"" + run + "\",\"source\":\"mlflow-artifacts:/0/" + run
                                + "/artifacts\"}")
                .ok();
        delete(run);
        assertThat(empty(false, 0).at("/held/0/id").asText()).isEqualTo(run);
        assertThat(hasFile("0", run)).isTrue();
        calls.json("DELETE", "model-versions/delete", "{\"name\":\"m\",\"version\":\"1\"}")
                .ok();
        assertThat(empty(false, 0).path("runs").asLong()).isEqualTo(1);
        assertThat(hasFile("0", run)).isFalse();
    }

    @Test
    void anExperimentGoesWithAllThatIsInItAndItsNameIsFree() throws IOException {
        String experiment = calls.experiment("short-lived");
        String run = runWithFile(experiment);
        upload(experiment + "/stray.bin");
        calls.post("experiments/delete", "{\"experiment_id\":\"" + experiment + "\"}")
                .ok();
        assertThat(empty(true, 0).path("experiments").asLong()).isEqualTo(1);
        assertThat(empty(false, 0).path("experiments").asLong()).isEqualTo(1);
        assertThat(hasFile(experiment, run)).isFalse();
        assertThat(server.storage().blobs().list("artifacts/" + experiment + "/", null, 10))
                .isEmpty();
        calls.experiment("short-lived");
    }

    @Test
    void anExperimentInsideOfADeletedRunsFolderKeepsItsFiles() throws IOException {
        String run = runWithFile("0");
        String inside = "mlflow-artifacts:/0/" + run + "/artifacts/nested";
        String nested = calls.post(
                        "experiments/create", "{\"name\":\"nested\",\"artifact_location\":\"" + inside + "\"}")
                .ok()
                .path("experiment_id")
                .asText();
        String other = calls.run(nested);
        upload("0/" + run + "/artifacts/nested/" + other + "/artifacts/f.bin");
        delete(run);
        empty(false, 0);
        assertThat(server.storage()
                        .blobs()
                        .stat("artifacts/0/" + run + "/artifacts/nested/" + other + "/artifacts/f.bin"))
                .isPresent();
    }

    @Test
    void theSpaceIsCountedByExperimentAndModel() {
        String run = runWithFile("0");
        String gone = runWithFile("0");
        delete(gone);
        calls.post("registered-models/create", "{\"name\":\"m\"}").ok();
        calls.post(
                        "model-versions/create",
                        "{\"name\":\"m\",\"run_id\":\"" + run + "\",\"source\":\"mlflow-artifacts:/0/" + run
                                + "/artifacts\"}")
                .ok();
        JsonNode space = calls.send("GET", "/api/slipway/v1/storage?fresh=true", "application/json", new byte[0])
                .ok();
        assertThat(space.path("bytes").asLong()).isEqualTo(200);
        assertThat(space.at("/experiments/0/trash_bytes").asLong()).isEqualTo(100);
        assertThat(space.at("/experiments/0/deleted_runs").asLong()).isEqualTo(1);
        assertThat(space.at("/models/0/bytes").asLong()).isEqualTo(100);
        JsonNode trash = calls.send("GET", "/api/slipway/v1/trash", "application/json", new byte[0])
                .ok();
        assertThat(trash.at("/entries/0/id").asText()).isEqualTo(gone);
    }

    @Test
    void anAgeBelowZeroIsRefused() {
        byte[] body = "{\"older_than_ms\":-1}".getBytes(StandardCharsets.UTF_8);
        assertThat(calls.send("POST", "/api/slipway/v1/trash/empty", "application/json", body)
                        .status())
                .isEqualTo(400);
    }
}
