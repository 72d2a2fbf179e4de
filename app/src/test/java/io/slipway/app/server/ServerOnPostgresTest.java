package io.slipway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.app.config.ServerConfig;
import io.slipway.app.server.SlipwayServer.Guard;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.config.ConfigLoader;
import io.slipway.storage.postgres.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All roles on PostgreSQL: their tables are made there and their calls answered. A migration whose SQL only SQLite
 * takes fails here; the remedy is words that both take, or db/postgresql/(role)/V(same number)__….sql for the rest.
 */
@Tag("slow")
@Timeout(180)
class ServerOnPostgresTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path home;

    private SlipwayServer start(String... more) {
        List<String> flags =
                new ArrayList<>(List.of("--home=" + home, "--port=0", "--serving-http-port=0", "--host=127.0.0.1"));
        flags.addAll(List.of(more));
        var config = new ConfigLoader<>(ServerConfig.class).flags(flags).load();
        return SlipwayServer.start(config, Guard.LOCAL, Installation.current());
    }

    private JsonNode get(SlipwayServer server, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server.controlUrl() + path)));
    }

    private JsonNode post(SlipwayServer server, String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server.controlUrl() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    @Test
    void everyRoleKeepsItsTablesThereAndFindsThemAgain() throws Exception {
        var address = PostgresServer.freshDatabase();
        String url = "--storage-database-url=" + address.url();
        String run;
        try (var server = start(url, "--storage-database-user=" + address.user())) {
            run = post(server, "/api/2.0/mlflow/runs/create", "{\"experiment_id\":\"0\"}")
                    .at("/run/info/run_id")
                    .asText();
            String value = "long value ".repeat(500);
            post(
                    server,
                    "/api/2.0/mlflow/runs/log-batch",
                    "{\"run_id\":\"" + run + "\",\"metrics\":[{\"key\":\"auc\",\"value\":0.5,\"timestamp\":1}],"
                            + "\"params\":[{\"key\":\"note\",\"value\":\"" + value + "\"}]}");
            post(server, "/api/2.0/mlflow/registered-models/create", "{\"name\":\"flights\"}");
            for (String list : List.of("datasets", "pipelines", "monitors", "endpoints", "events")) {
                assertThat(get(server, "/api/slipway/v1/" + list).isObject()).isTrue();
            }
            assertThat(get(server, "/api/slipway/v1/models/flights/comparisons").isObject())
                    .isTrue();
        }
        assertThatThrownBy(this::start)
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("storage.database.url");
        try (var server = start(url, "--storage-database-user=" + address.user())) {
            JsonNode found = post(
                    server,
                    "/api/2.0/mlflow/runs/search",
                    "{\"experiment_ids\":[\"0\"],\"filter\":\"metrics.auc > 0.4 AND params.note LIKE 'long%'\"}");
            assertThat(found.at("/runs/0/info/run_id").asText()).isEqualTo(run);
            assertThat(get(server, "/api/slipway/v1/events/verify")
                            .path("intact")
                            .asBoolean())
                    .isTrue();
        }
    }
}
