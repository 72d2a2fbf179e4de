package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Actor;
import io.slipway.kernel.Json;
import io.slipway.storage.EventLog;
import io.slipway.tracking.api.ModelSource;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryOverHttpTest {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

    @TempDir
    static Path home;

    private static TrackingServer server;
    private static Calls calls;
    private static String run;

    @BeforeAll
    static void start() {
        server = TrackingServer.start(home);
        calls = new Calls(server.url());
        run = calls.run("0");
        put("0/" + run + "/artifacts/model/MLmodel", "flavors: {}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void put(String path, String content) {
        calls.send("PUT", PROXY + path, "application/octet-stream", content.getBytes(StandardCharsets.UTF_8))
                .ok();
    }

    private static void model(String name, int versions) {
        calls.post("registered-models/create", "{\"name\":\"" + name + "\"}").ok();
        for (int i = 0; i < versions; i++) {
            version(name, "runs:/" + run + "/model").ok();
        }
    }

    private static Calls.Answer version(String name, String source) {
        var body = Json.object().put("name", name).put("source", source).put("run_id", run);
        return calls.post("model-versions/create", body.toString());
    }

    @Test
    void numbersOfVersionsAreDenseAndNeverGivenAgain() throws Exception {
        model("dense", 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.submit(() -> version("dense", "runs:/" + run + "/model").ok());
            }
        }
        calls.json("DELETE", "model-versions/delete", "{\"name\":\"dense\",\"version\":\"20\"}")
                .ok();
        assertThat(version("dense", "runs:/" + run + "/model")
                        .ok()
                        .at("/model_version/version")
                        .asText())
                .isEqualTo("21");
    }

    @Test
    void aMovedAliasIsToldAndServed() throws Exception {
        model("served", 2);
        ModelSource source = server.role().modelSource();
        long before = source.served(0, 0).sequence();
        calls.post("registered-models/alias", "{\"name\":\"served\",\"alias\":\"champion\",\"version\":\"1\"}")
                .ok();
        server.role().aliases().move("served", "champion", 2, Actor.system("test"), "newer");
        ModelSource.Served served = source.served(before, 5000);
        assertThat(served.sequence()).isEqualTo(before + 2);
        assertThat(served.versions())
                .contains(new ModelSource.ServedVersion("served", 2, List.of("champion"), run, null));
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            var events = server.storage()
                    .events()
                    .search(new EventLog.Filter("model.alias_moved", "models/served", null, null, null), 10, null)
                    .items();
            assertThat(events).hasSize(2);
            JsonNode data = events.getFirst().data();
            assertThat(data.path("previous_version").asInt()).isEqualTo(1);
            assertThat(data.path("reason").asText()).isEqualTo("newer");
        });
        List<ModelSource.ModelFile> files = source.files("served", 2);
        assertThat(files).extracting(ModelSource.ModelFile::path).containsExactly("MLmodel");
        try (InputStream in = source.open("served", 2, "MLmodel")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("flavors: {}");
        }
    }

    @Test
    void waitingForAChangeEndsWhenItComes() throws Exception {
        model("waited", 1);
        long now = server.role().modelSource().served(0, 0).sequence();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(() -> calls.send(
                            "GET",
                            "/api/slipway/v1/served?after=" + now + "&wait_ms=20000",
                            "application/json",
                            new byte[0])
                    .ok());
            server.role().aliases().move("waited", "champion", 1, Actor.ANONYMOUS, "first");
            assertThat(answer.get().path("sequence").asLong()).isGreaterThan(now);
        }
    }

    @Test
    void rollingBackWithoutAPastIsRefused() {
        model("young", 1);
        server.role().aliases().move("young", "champion", 1, Actor.ANONYMOUS, "first");
        var answer = calls.send(
                "POST",
                "/api/slipway/v1/models/young/aliases/champion/rollback",
                "application/json",
                "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("detail").asText()).contains("nothing to go back to");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "file:///etc",
                "FILE:/etc",
                "//proc/self/root/etc",
                "C:\\windows",
                "http://169.254.169.254/",
                "ftp://h/m",
                "mlflow-artifacts:/",
                "mlflow-artifacts://host/0",
                "mlflow-artifacts:/0/../../etc",
                "mlflow-artifacts:/0/%252e%252e/%252e%252e/etc",
                "mlflow-artifacts:/0/someone-else/artifacts",
                "runs:/someone-else/model",
                "runs:///etc",
                "models:/m-unknown",
                "s3://bucket/../x",
                "s3://bucket/a\u0000b",
                "nonsense"
            })
    void aSourceThatIsNotTheCallersIsRefused(String source) {
        String name = "refused-" + Math.abs(source.hashCode());
        model(name, 0);
        assertThat(version(name, source).status()).isBetween(400, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2f..%2fslipway.db",
                "..%252f..%252fslipway.db",
                "%2fetc%2fpasswd",
                "..%5c..%5cslipway.db",
                "a/%2e%2e/%2e%2e/%2e%2e/slipway.db",
                "a/..;/..;/b",
                "a%00b",
                "a%23b"
            })
    void noArtifactPathLeavesTheStore(String path) {
        boolean there = Files.exists(home.resolve("slipway.db"));
        for (String method : List.of("GET", "PUT", "DELETE")) {
            var answer = calls.send(method, PROXY + path, "application/octet-stream", new byte[0]);
            assertThat(answer.status()).as(method).isBetween(400, 404);
        }
        assertThat(Files.exists(home.resolve("slipway.db"))).isEqualTo(there);
    }

    @Test
    void filesAreAnsweredInPartsAndNeverRun() {
        put("0/" + run + "/artifacts/page.html", "<script>alert(1)</script>");
        var answer = calls.send(
                "GET",
                "/get-artifact?path=page.html&run_id=" + run,
                "application/json",
                new byte[0],
                "Range",
                "bytes=0-7");
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.text()).isEqualTo("<script>");
        assertThat(answer.response().headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=page.html");
        assertThat(answer.response().headers().firstValue("X-Content-Type-Options"))
                .hasValue("nosniff");
        var beyond = calls.send(
                "GET", "/get-artifact?path=page.html&run_id=" + run, "text/plain", new byte[0], "Range", "bytes=99-");
        assertThat(beyond.status()).isEqualTo(416);
    }

    @Test
    void versionsComeNewestFirstWhereNoOrderIsAsked() {
        model("order-a", 0);
        model("order-b", 0);
        long first = version("order-a", "runs:/" + run + "/model")
                .ok()
                .at("/model_version/last_updated_timestamp")
                .asLong();
        await().until(() -> System.currentTimeMillis() > first);
        version("order-b", "runs:/" + run + "/model").ok();
        JsonNode found = calls.get("model-versions/search", "filter", "name LIKE 'order-%'")
                .ok();
        assertThat(found.path("model_versions").findValuesAsText("name")).containsExactly("order-b", "order-a");
    }

    @Test
    void multipartIsRefusedInTheWordsThatClientsFallBackOn() {
        var answer = calls.send(
                "POST",
                "/api/2.0/mlflow-artifacts/mpu/create/x",
                "application/json",
                "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.json().path("message").asText())
                .isEqualTo("Multipart upload is not supported for the current artifact repository");
    }
}
