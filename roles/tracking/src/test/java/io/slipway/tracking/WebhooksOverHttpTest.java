package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.slipway.kernel.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks against a real receiver. */
final class WebhooksOverHttpTest {
    private record Received(String id, String time, String signature, String body) {}

    @TempDir
    Path home;

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private TrackingServer server;
    private Calls calls;
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        server = TrackingServer.start(home);
        calls = new Calls(server.url());
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            var headers = exchange.getRequestHeaders();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean refuse = refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
            if (!refuse) {
                received.add(new Received(
                        headers.getFirst("X-MLflow-Delivery-Id"),
                        headers.getFirst("X-MLflow-Timestamp"),
                        String.valueOf(headers.getFirst("X-MLflow-Signature")),
                        body));
            }
            exchange.sendResponseHeaders(refuse ? 503 : 204, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
        server.close();
    }

    private JsonNode hook(String events, String more) {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
        return calls.post(
                        "webhooks",
                        "{\"name\":\"hook\",\"url\":\"" + url + "\",\"events\":[" + events + "]" + more + "}")
                .ok()
                .path("webhook");
    }

    private Received next() throws InterruptedException {
        Received one = received.poll(20, TimeUnit.SECONDS);
        assertThat(one).as("a delivery").isNotNull();
        return one;
    }

    @Test
    void aNewModelIsToldSigned() throws Exception {
        JsonNode hook = hook("{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}", ",\"secret\":\"geheim\"");
        assertThat(hook.toString()).doesNotContain("geheim");
        calls.post("registered-models/create", "{\"name\":\"told\",\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]}")
                .ok();
        Received got = next();
        JsonNode body = Json.parse(got.body);
        assertThat(body.path("entity").asText()).isEqualTo("registered_model");
        assertThat(body.path("action").asText()).isEqualTo("created");
        assertThat(body.at("/data/name").asText()).isEqualTo("told");
        assertThat(body.at("/data/tags/a").asText()).isEqualTo("b");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("geheim".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signed = (got.id + "." + got.time + "." + got.body).getBytes(StandardCharsets.UTF_8);
        assertThat(got.signature).isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed)));
    }

    @Test
    void secretsAreEncryptedInTheDatabaseAndOlderOnesToo() throws Exception {
        hook("{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}", ",\"secret\":\"geheim\"");
        String select = "SELECT secret FROM webhooks";
        String stored = server.storage()
                .database()
                .read(q -> q.list(select, row -> row.text(1)))
                .getFirst();
        assertThat(stored).startsWith("aes-gcm:").doesNotContain("geheim");
        server.storage().database().write(tx -> tx.update("UPDATE webhooks SET secret = 'older'"));
        calls.post("registered-models/create", "{\"name\":\"older\"}").ok();
        assertThat(next().signature).startsWith("v1,");
        server.close();
        server = TrackingServer.start(home);
        calls = new Calls(server.url());
        assertThat(server.storage()
                        .database()
                        .read(q -> q.list(select, row -> row.text(1)))
                        .getFirst())
                .startsWith("aes-gcm:");
        calls.post("registered-models/create", "{\"name\":\"after\"}").ok();
        assertThat(next().signature).startsWith("v1,");
    }

    @Test
    void withoutItsKeyNothingIsSentUnsigned() throws Exception {
        JsonNode hook = hook("{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}", ",\"secret\":\"geheim\"");
        server.close();
        Files.delete(home.resolve("webhooks.key"));
        server = TrackingServer.start(home);
        calls = new Calls(server.url());
        String id = hook.path("webhook_id").asText();
        JsonNode tried = calls.post("webhooks/" + id + "/test", "{}").ok().path("result");
        assertThat(tried.path("success").asBoolean()).isFalse();
        assertThat(tried.path("error_message").asText()).contains("another key").contains("set the secret anew");
        assertThat(received).isEmpty();
        calls.json("PATCH", "webhooks/" + id, "{\"secret\":\"new\"}").ok();
        assertThat(calls.post("webhooks/" + id + "/test", "{}")
                        .ok()
                        .at("/result/success")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aReceiverThatIsDownIsAskedAgain() throws Exception {
        hook("{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}", "");
        refusals.set(2);
        calls.post("registered-models/create", "{\"name\":\"patience\"}").ok();
        assertThat(next().body).contains("patience");
        assertThat(received.poll(500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void whatWasNotAskedForIsNotTold() throws Exception {
        hook("{\"entity\":\"MODEL_VERSION\",\"action\":\"CREATED\"}", "");
        hook("{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}", ",\"status\":\"DISABLED\"");
        calls.post("registered-models/create", "{\"name\":\"quiet\"}").ok();
        calls.post("model-versions/create", "{\"name\":\"quiet\",\"source\":\"s3://b/x\"}")
                .ok();
        assertThat(Json.parse(next().body).at("/data/source").asText()).isEqualTo("s3://b/x");
        assertThat(received.poll(500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void tagsOfPromptsAreToldAndThoseOfModelsAreNot() throws Exception {
        hook("{\"entity\":\"PROMPT_TAG\",\"action\":\"SET\"},{\"entity\":\"PROMPT_TAG\",\"action\":\"DELETED\"}", "");
        calls.post("registered-models/create", "{\"name\":\"model\"}").ok();
        calls.post(
                        "registered-models/create",
                        "{\"name\":\"prompt\",\"tags\":[{\"key\":\"mlflow.prompt.is_prompt\",\"value\":\"true\"}]}")
                .ok();
        calls.post("registered-models/set-tag", "{\"name\":\"model\",\"key\":\"k\",\"value\":\"v\"}")
                .ok();
        calls.post("registered-models/set-tag", "{\"name\":\"prompt\",\"key\":\"k\",\"value\":\"v\"}")
                .ok();
        JsonNode set = Json.parse(next().body);
        assertThat(set.path("entity").asText()).isEqualTo("prompt_tag");
        assertThat(set.path("data").toString()).isEqualTo("{\"name\":\"prompt\",\"key\":\"k\",\"value\":\"v\"}");
        calls.json("DELETE", "registered-models/delete-tag", "{\"name\":\"prompt\",\"key\":\"k\"}")
                .ok();
        assertThat(Json.parse(next().body).path("action").asText()).isEqualTo("deleted");
    }

    @Test
    void aTestSendsAnExampleAndTellsTheAnswer() {
        JsonNode hook = hook("{\"entity\":\"MODEL_VERSION_ALIAS\",\"action\":\"CREATED\"}", "");
        JsonNode result = calls.post("webhooks/" + hook.path("webhook_id").asText() + "/test", "{}")
                .ok()
                .path("result");
        assertThat(result.path("success").asBoolean()).isTrue();
        assertThat(result.path("response_status").asInt()).isEqualTo(204);
    }
}
