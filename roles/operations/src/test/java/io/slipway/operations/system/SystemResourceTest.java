package io.slipway.operations.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.http.HttpServer;
import io.slipway.http.Permission;
import io.slipway.kernel.config.LoadedConfig;
import io.slipway.operations.system.SystemResource.RoleState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemResourceTest {
    private final EndpointTable table = new EndpointTable(ErrorFormat.PROBLEM);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() {
        new SystemResource(
                        () -> List.of(
                                new RoleState("data", "RUNNING", "datasets", null),
                                new RoleState("serving", "NOT_READY", "inference", "late v3 is loading")),
                        List.of(
                                new LoadedConfig.Entry("port", "5000", false, "--port"),
                                new LoadedConfig.Entry("admin.password", "hunter2", true, "SLIPWAY_ADMIN_PASSWORD"),
                                new LoadedConfig.Entry("tls.password", null, true, "not set")))
                .addTo(table);
        server = HttpServer.builder()
                .drainLimit(Duration.ofSeconds(2))
                .port(0)
                .endpoints(table.rows())
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        client.shutdownNow();
    }

    private String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/slipway/v1" + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void rolesHaveNameStateAndSummary() throws Exception {
        assertThat(get("/roles"))
                .contains("{\"name\":\"data\",\"state\":\"RUNNING\",\"summary\":\"datasets\"}")
                .contains("\"problem\":\"late v3 is loading\"");
    }

    @Test
    void secretsNeverLeaveTheServer() throws Exception {
        String said = get("/config");
        assertThat(said)
                .contains("{\"key\":\"port\",\"value\":\"5000\",\"source\":\"--port\"}")
                .contains("{\"key\":\"admin.password\",\"value\":\"<hidden>\"")
                .contains("{\"key\":\"tls.password\",\"source\":\"not set\"}")
                .doesNotContain("hunter2");
    }

    @Test
    void theConfigurationIsForAdministrators() {
        assertThat(table.rows())
                .filteredOn(row -> row.operation().equals("getConfiguration"))
                .allMatch(row -> row.permission() == Permission.ADMIN);
    }
}
