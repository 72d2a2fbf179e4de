package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Health, version and metrics as probes and Prometheus see them. */
class ServiceRowsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Health health = new Health();
    private final TestServer server = TestServer.of(
            table -> {},
            b -> b.endpoints(ServiceRows.health(health, r -> Response.json(Map.of("version", "1.2.3"))))
                    .endpoints(ServiceRows.metrics(registry))
                    .meter(new HttpMetrics(registry))
                    .onlyForHosts(java.util.Set.of()));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readinessNamesWhatIsNotWell() {
        health.add("database", () -> null);
        assertThat(server.get("/readyz").body()).isEqualTo("ok\n");
        assertThat(server.get("/health").body()).isEqualTo("OK");
        health.add("model", () -> "not loaded");
        health.add("disk", () -> {
            throw new IllegalStateException("secret");
        });
        var answer = server.get("/readyz?verbose");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("[+] database ok\n", "[-] model: not loaded\n", "not ready")
                .doesNotContain("secret");
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        assertThat(server.get("/version").body()).isEqualTo("{\"version\":\"1.2.3\"}");
    }

    @Test
    void metricsCountRequests() {
        server.get("/livez");
        server.get("/nowhere");
        String text = server.get("/metrics").body();
        assertThat(text)
                .contains(
                        "http_server_request_duration_seconds_count{method=\"GET\",operation=\"livez\",status=\"200\"} 1")
                .contains("operation=\"\",status=\"404\"")
                .contains(
                        "http_server_response_body_bytes_total{method=\"GET\",operation=\"livez\",status=\"200\"} 3.0")
                .contains("http_server_active_requests 1.0");
        assertThat(server.send(server.request("/metrics").header("Accept", "application/openmetrics-text"))
                        .body())
                .endsWith("# EOF\n");
    }

    @Test
    void foreignHostsAreRefusedButForHealth() throws java.io.IOException {
        assertThat(server.raw("GET /livez HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(server.raw("GET /health HTTP/1.1\r\nHost: 10.0.0.7\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(server.raw("GET /livez HTTP/1.1\r\nHost: LOCALHOST:1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(server.raw("POST /livez HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                        + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(server.raw("POST /livez HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n"
                        + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }
}
