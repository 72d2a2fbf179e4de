package io.slipway.http;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The rows that every port of Slipway has: {@code /livez}, {@code /readyz} (with {@code ?verbose}), {@code /health},
 * {@code /version}, {@code /metrics}.
 */
public final class ServiceRows {
    /** The operation that is answered whatever the Host header says, for probes that go by address. */
    static final String HEALTH = "health";

    private ServiceRows() {}

    /** {@code /livez}: the process runs. {@code /readyz} and {@code /health}: all checks are well, or 503 with names. */
    public static List<Endpoint> health(Health health, Handler version) {
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        get(table, "/livez", "livez", "Whether the process runs", Permission.PUBLIC, r -> Response.text(200, "ok\n"));
        get(
                table,
                "/readyz",
                "readyz",
                "Whether requests can be served; ?verbose lists the checks",
                Permission.PUBLIC,
                r -> ready(health, r.query("verbose").isPresent()));
        get(table, "/health", HEALTH, "The same as /readyz, in one word", Permission.PUBLIC, r -> overall(health));
        get(table, "/version", "version", "What is running", Permission.PUBLIC, version);
        return table.rows();
    }

    /** {@code /metrics} in Prometheus' or OpenMetrics' text form, as the Accept header asks. */
    public static List<Endpoint> metrics(PrometheusRegistry registry) {
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        get(table, "/metrics", "metrics", "Figures for Prometheus", Permission.METRICS_READ, r -> scrape(registry, r));
        return table.rows();
    }

    private static void get(
            EndpointTable table, String path, String operation, String summary, Permission needs, Handler handler) {
        table.get(path, operation, summary)
                .needs(needs)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(handler);
    }

    private static Response ready(Health health, boolean verbose) {
        Map<String, String> results = health.results();
        boolean well = results.values().stream().allMatch(String::isEmpty);
        var text = new StringBuilder();
        results.forEach((name, problem) -> {
            if (verbose || !problem.isEmpty()) {
                text.append(problem.isEmpty() ? "[+] " : "[-] ").append(name);
                text.append(problem.isEmpty() ? " ok" : ": " + problem).append('\n');
            }
        });
        text.append(well ? "ok\n" : "not ready\n");
        Response answer = Response.text(well ? 200 : 503, text.toString());
        return (well ? answer : answer.with("Retry-After", "1")).with("Cache-Control", "no-store");
    }

    private static Response overall(Health health) {
        boolean well = health.results().values().stream().allMatch(String::isEmpty);
        return Response.text(well ? 200 : 503, well ? "OK" : "NOT READY");
    }

    private static Response scrape(PrometheusRegistry registry, Request request) throws IOException {
        String accept = request.header("Accept").orElse("");
        ExpositionFormatWriter writer = accept.contains("application/openmetrics-text")
                ? OpenMetricsTextFormatWriter.create()
                : PrometheusTextFormatWriter.create();
        var out = new ByteArrayOutputStream(16 << 10);
        writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        return Response.bytes(200, writer.getContentType(), out.toByteArray());
    }
}
