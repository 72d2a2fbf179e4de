package io.slipway.monitoring.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.Authorizer;
import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.http.HttpServer;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.serving.api.InstanceReports.EndpointReport;
import io.slipway.serving.api.InstanceReports.InstanceReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to a serving instance by hand, and what never does. */
class InferenceForwardingTest {
    private static final String ROW =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[1.5]}]}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Optional<String>> credentials = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EndpointHistory history = new EndpointHistory(InstantSource.system());
    private volatile Response instanceAnswer = Response.bytes(200, "application/json", utf8("{\"outputs\":[]}"));
    private volatile String ownUrl = "";
    private HttpServer instance;
    private HttpServer control;
    private InferenceForwarding forwarding;

    @BeforeEach
    void start() {
        var rows = new EndpointTable(ErrorFormat.PROBLEM);
        rows.post("/v2/models/{model}/infer", "infer", "infer")
                .needs(Permission.PUBLIC)
                .limits(Limits.SMALL)
                .takesBytes()
                .answersBytes()
                .by(r -> noted(r, new String(r.body().readAllBytes(), StandardCharsets.UTF_8)));
        rows.get("/v2/models/{model}", "metadata", "metadata")
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(r -> noted(r, ""));
        instance = HttpServer.builder()
                .drainLimit(Duration.ofSeconds(2))
                .port(0)
                .endpoints(rows.rows())
                .start();

        forwarding = new InferenceForwarding(history, () -> ownUrl);
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        forwarding.addTo(table);
        control = HttpServer.builder()
                .drainLimit(Duration.ofSeconds(2))
                .port(0)
                .authorizer(Authorizer.OPEN)
                .endpoints(table.rows())
                .start();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        forwarding.close();
        control.close();
        instance.close();
    }

    private Response noted(Request request, String body) {
        asked.add(request.rawPath() + " " + body);
        credentials.add(request.header("Authorization"));
        return instanceAnswer;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String instanceUrl() {
        return "http://127.0.0.1:" + instance.port();
    }

    private void reported(String model, String url) {
        history.report(new InstanceReport(
                "a",
                url,
                InstantSource.system().millis(),
                1000,
                List.of(new EndpointReport(model, 3, List.of(), 0, 0, 0, 0, 0))));
    }

    private HttpResponse<String> call(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + control.port() + "/api/slipway/v1/endpoints/" + path))
                .header("Authorization", "Basic c2VjcmV0")
                .header("Cookie", "session=secret");
        return client.send(
                (body.isEmpty() ? request.GET() : request.POST(BodyPublishers.ofString(body))).build(),
                BodyHandlers.ofString());
    }

    @Test
    void anInferenceGoesToTheInstanceAndItsAnswerComesBack() throws Exception {
        reported("late flights/x", instanceUrl());
        var answer = call("late%20flights%2Fx/infer", ROW);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"outputs\":[]}");
        assertThat(asked).containsExactly("/v2/models/late%20flights%2Fx/infer " + ROW);
        assertThat(credentials).containsExactly(Optional.empty());
    }

    @Test
    void metadataTellsTheInputs() throws Exception {
        instanceAnswer = Response.bytes(200, "application/json", utf8("{\"name\":\"late\",\"inputs\":[]}"));
        reported("late", instanceUrl());
        assertThat(call("late/metadata", "").body()).contains("\"inputs\":[]");
    }

    @Test
    void credentialsGoToThisProcessAlone() throws Exception {
        reported("late", instanceUrl());
        ownUrl = instanceUrl();
        call("late/infer", ROW);
        ownUrl = instanceUrl() + "0";
        call("late/infer", ROW);
        assertThat(credentials).containsExactly(Optional.of("Basic c2VjcmV0"), Optional.empty());
    }

    @Test
    void refusalsOfTheInstanceAreTold() throws Exception {
        reported("late", instanceUrl());
        instanceAnswer = Response.bytes(400, "application/json", utf8("{\"error\":\"input x is missing\"}"));
        var answer = call("late/infer", ROW);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("input x is missing");
        instanceAnswer = Response.bytes(401, "application/json", utf8("{\"error\":\"who?\"}"));
        assertThat(call("late/infer", ROW).body()).contains("login of its own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/html | <h1>the neighbour's secrets</h1>",
                "200 | application/json | {\"secret\":\"s3cr3t\"}",
                "200 | application/json | [1]",
                "500 | text/plain | secret trace",
                "404 | application/json | {\"secret\":1}",
            })
    void whatIsNoAnswerOfTheProtocolIsNotShown(int status, String type, String body) throws Exception {
        reported("late", instanceUrl());
        instanceAnswer = Response.bytes(status, type, utf8(body));
        var answer = call("late/infer", ROW);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("no serving instance")
                .doesNotContain("secret")
                .doesNotContain("s3cr3t");
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        reported("late", instanceUrl());
        instanceAnswer = Response.empty(307).with("Location", instanceUrl() + "/v2/models/other");
        assertThat(call("late/infer", ROW).statusCode()).isEqualTo(503);
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254",
                "http://[fe80::1]:80",
                "http://0.0.0.0:8000",
                "http://224.0.0.1",
                "file:///etc/passwd",
                "ftp://127.0.0.1",
                "http://user:pass@127.0.0.1:%d",
                "http://127.0.0.1:%d/admin?x=",
                "http://127.0.0.1:%d#",
                "http://127.0.0.1:%d/admin",
                "127.0.0.1",
                "http://a b",
                "",
            })
    void reportedAddressesThatAreNoServersAreNotAsked(String url) throws Exception {
        reported("late", url.formatted(instance.port()));
        var answer = call("late/infer", ROW);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("nothing is sent there");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "\"x\"", "{} {}", "nonsense"})
    void bodiesThatAreNoRequestsAreRefusedHere(String body) throws Exception {
        reported("late", instanceUrl());
        assertThat(call("late/infer", body).statusCode()).isEqualTo(400);
        assertThat(asked).isEmpty();
    }

    @Test
    void unknownModelsAndSilentInstancesAreNotFound() throws Exception {
        assertThat(call("late/infer", ROW).statusCode()).isEqualTo(404);
        reported("late", instanceUrl());
        assertThat(call("..%2f..%2fmetrics/infer", ROW).statusCode()).isIn(400, 404);
        assertThat(call("other/infer", ROW).statusCode()).isEqualTo(404);
        assertThat(asked).isEmpty();
    }

    @Test
    void anInstanceThatIsGoneIsTold() throws Exception {
        reported("late", instanceUrl());
        instance.close();
        var answer = call("late/infer", ROW);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("cannot be reached");
    }
}
