package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.Endpoint;
import io.slipway.http.Permission;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is one workspace: no route, whatever it is, does in it what was asked for another. */
class WorkspacesOverHttpTest {
    @TempDir
    Path home;

    @Test
    void everyRouteRefusesACallForAnotherWorkspace() {
        try (TrackingServer server = TrackingServer.start(home)) {
            var calls = new Calls(server.url());
            List<Endpoint> guarded = server.role().endpoints().stream()
                    .filter(endpoint -> endpoint.permission() != Permission.PUBLIC)
                    .toList();
            assertThat(guarded).hasSizeGreaterThan(200);
            for (Endpoint endpoint : guarded) {
                String path = endpoint.path().replaceAll("\\{[^}]*}", "x");
                var answer = calls.send(
                        endpoint.method().name(), path, "application/json", new byte[0], "X-MLFLOW-WORKSPACE", "other");
                assertThat(answer.status())
                        .as(endpoint.method() + " " + path + ": " + answer.text())
                        .isEqualTo(400);
                assertThat(answer.text()).as(path).contains("There is no workspace");
            }
        }
    }
}
