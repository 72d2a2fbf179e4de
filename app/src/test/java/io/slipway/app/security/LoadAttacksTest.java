package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Small requests that want much work or memory. */
final class LoadAttacksTest extends Attack {
    private RawHttp.Answer runs(String filter) {
        return post("runs/search", "{\"experiment_ids\":[\"0\"],\"filter\":" + Json.write(filter) + "}");
    }

    private String graphql(String query) {
        RawHttp.Answer answer = call("POST", "/graphql")
                .json("{\"query\":" + Json.write(query) + "}")
                .send();
        JsonNode json = well(answer).json();
        assertThat(json.path("data").isNull()).as("%s", answer).isTrue();
        return json.path("errors").path(0).asText();
    }

    @Test
    @DisplayName("CVE-2024-6838 giant names and locations")
    void giantNamesAreRefused() {
        String giant = "x".repeat(1 << 20);
        refused(post("experiments/create", "{\"name\":\"" + giant + "\"}"), 400);
        refused(post("experiments/create", "{\"name\":\"y\",\"artifact_location\":\"s3://" + giant + "\"}"), 400);
        refused(post("registered-models/create", "{\"name\":\"" + giant + "\"}"), 400);
        refused(post("runs/create", "{\"experiment_id\":\"0\",\"run_name\":\"" + giant + "\"}"), 400);
        refused(get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + "x".repeat(7000)), 404);
    }

    @Test
    @DisplayName("deeply nested bodies")
    void deepBodiesAreRefused() {
        for (String open : List.of("[", "{\"name\":", "{\"tags\":[")) {
            refused(post("experiments/create", open.repeat(100_000)), 400);
        }
        String variables = "{\"query\":\"{__typename}\",\"variables\":" + "[".repeat(100_000) + "}";
        refused(call("POST", "/graphql").json(variables).send(), 400);
    }

    @Test
    @DisplayName("bodies that are small on the wire and giant in memory")
    void compressedBombsAreCutAtTheLimit() throws IOException {
        byte[] gzip = zeros(GZIPOutputStream::new);
        byte[] deflate = zeros(DeflaterOutputStream::new);
        byte[] bare = zeros(out -> new DeflaterOutputStream(out, new Deflater(9, true)));
        refused(compressed("/api/2.0/mlflow/runs/log-batch", "gzip", gzip), 413);
        refused(compressed("/v1/traces", "gzip", gzip), 413);
        refused(compressed("/v1/traces", "deflate", deflate), 413);
        refused(compressed("/v1/traces", "deflate", bare), 413);
        refused(compressed("/v1/traces", "deflate", gzip), 400);
        refused(compressed("/v1/traces", "gzip", deflate), 400);
        refused(compressed("/v1/traces", "gzip", Arrays.copyOf(gzip, 100)), 400);
        refused(compressed("/v1/traces", "deflate", Arrays.copyOf(deflate, 100)), 400);
        refused(compressed("/v1/traces", "br", gzip), 400, 415);
        refused(compressed("/v1/traces", "gzip, gzip", gzip), 400, 415);
    }

    private RawHttp.Answer compressed(String path, String coding, byte[] body) {
        return call("POST", path)
                .with("Content-Encoding", coding)
                .with("x-mlflow-experiment-id", "0")
                .body("application/json", body)
                .send();
    }

    @FunctionalInterface
    private interface Compressor {
        OutputStream over(OutputStream out) throws IOException;
    }

    /** 40 MiB of zeros in less than 100 kB. */
    private static byte[] zeros(Compressor compressor) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream compressed = compressor.over(bytes)) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 40; i++) {
                compressed.write(block);
            }
        }
        assertThat(bytes.size()).isLessThan(100_000);
        return bytes.toByteArray();
    }

    @Test
    @DisplayName("filters that are long, deep or endless")
    void filterBombsAreRefused() {
        refused(runs("(".repeat(100_000)), 400);
        refused(runs("metrics.a > 1 AND ".repeat(50_000) + "metrics.a > 1"), 400);
        refused(runs("params.a = '" + "x".repeat(1 << 20)), 400);
        refused(runs("run_id IN (" + "'x',".repeat(100_000) + "'x')"), 400);
        refused(runs("params.`" + "`".repeat(100_001)), 400);
        well(runs("params.a LIKE '" + "%a".repeat(1000) + "'"));
        well(runs("params.a ILIKE '" + "_%".repeat(1000) + "'"));
    }

    @Test
    @DisplayName("regular expressions that never end")
    void regularExpressionBombsEnd() {
        String experiment = experiment("expressions");
        String trace = "tr-" + "b".repeat(32);
        RawHttp.Answer made = call("POST", "/api/3.0/mlflow/traces")
                .json("{\"trace\":{\"trace_info\":{\"trace_id\":\"" + trace + "\",\"trace_location\":{\"type\":"
                        + "\"MLFLOW_EXPERIMENT\",\"mlflow_experiment\":{\"experiment_id\":\"" + experiment
                        + "\"}},\"request_time\":\"2026-01-01T00:00:00Z\",\"state\":\"OK\",\"tags\":{\"bomb\":\""
                        + "a".repeat(5000) + "!\"}}}}")
                .send();
        well(made);
        for (String pattern : List.of("(a+)+b", "(.*a){30}b")) {
            RawHttp.Answer found = call("POST", "/api/3.0/mlflow/traces/search")
                    .json("{\"locations\":[{\"type\":\"MLFLOW_EXPERIMENT\",\"mlflow_experiment\":{\"experiment_id\":\""
                            + experiment + "\"}}],\"filter\":\"tag.bomb RLIKE '" + pattern + "'\"}")
                    .send();
            assertThat(found.status()).as("%s", found).isIn(200, 400);
        }
    }

    @Test
    @DisplayName("CVE-2025-0453 GraphQL: aliases, roots, batches, depth")
    void wideAndDeepGraphqlIsRefused() {
        String root = "mlflowGetExperiment(input: {experimentId: \"0\"}) { experiment { name } }";
        String aliases =
                IntStream.range(0, 5000).mapToObj(i -> "a" + i + ": __typename").collect(Collectors.joining(" "));
        assertThat(graphql("{" + aliases.substring(0, 40_000) + "}")).isNotEmpty();
        assertThat(graphql("{" + String.join(" ", Collections.nCopies(11, root)) + "}"))
                .contains("at most 10");
        assertThat(graphql("{ a".repeat(1000) + " }".repeat(1000))).isNotEmpty();
        assertThat(graphql("{".repeat(49_000))).isNotEmpty();
        assertThat(graphql("query { x: __typename " + "@skip(if: false) ".repeat(2500) + "}"))
                .isNotEmpty();
        String batch = "[" + String.join(",", Collections.nCopies(100, "{\"query\":\"{__typename}\"}")) + "]";
        refused(call("POST", "/graphql").json(batch).send(), 400);
    }

    @Test
    @DisplayName("CVE-2025-0453 GraphQL: fragments in circles and fragments that double")
    void fragmentBombsAreRefused() {
        assertThat(graphql("query { ...a } fragment a on Query { ...b } fragment b on Query { ...a }"))
                .contains("contains itself");
        String doubling = "query { ...f0 } "
                + IntStream.range(0, 60)
                        .mapToObj(i -> "fragment f" + i + " on Query { ...f" + (i + 1) + " ...f" + (i + 1) + " }")
                        .collect(Collectors.joining(" "))
                + " fragment f60 on Query { __typename }";
        assertThat(graphql(doubling)).contains("exceeds maximum");
    }

    @Test
    @DisplayName("page tokens of others")
    void tokensAreReadWithCare() {
        for (String token :
                List.of("x", "W10=", "bnVsbA==", "e30=", "[".repeat(5000), "%%%", "W1tbW1tbW10=", "WzFlOTk5XQ==")) {
            refused(post("runs/search", "{\"experiment_ids\":[\"0\"],\"page_token\":" + Json.write(token) + "}"), 400);
        }
    }

    @Test
    @DisplayName("numbers beyond all bounds")
    void hugeNumbersAreReadInTime() {
        String digits = "9".repeat(500_000);
        for (String number : List.of(digits, "1e999999999", "-" + digits, "0." + digits)) {
            String body = "{\"run_id\":\"x\",\"key\":\"k\",\"value\":" + number + ",\"timestamp\":" + number + "}";
            RawHttp.Answer answer = post("runs/log-metric", body);
            refused(answer, 400, 404);
            assertThat(post("runs/search", "{\"max_results\":" + number + "}").status())
                    .isIn(200, 400);
        }
        byte[] unicode = "{\"name\":\"\ud800\"}".getBytes(StandardCharsets.UTF_16BE);
        RawHttp.Answer odd = call("POST", "/api/2.0/mlflow/experiments/create")
                .body("application/json", unicode)
                .send();
        assertThat(odd.status()).isIn(200, 400);
    }
}
