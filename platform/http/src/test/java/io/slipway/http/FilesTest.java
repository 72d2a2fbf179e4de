package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of the user interface, and parts of files. */
class FilesTest {
    private static final byte[] BYTES = "0123456789".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Path ui = folder.resolve("ui");
        Files.createDirectories(ui.resolve("assets"));
        Files.writeString(ui.resolve("index.html"), "<!doctype html>page");
        Files.writeString(ui.resolve("assets/index-4f9a1c2b.js"), "code");
        Files.write(ui.resolve("assets/index-4f9a1c2b.js.gz"), Compression.gzip(new byte[] {'g'}));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(ui.resolve("link.txt"), folder.resolve("secret.txt"));
        server = TestServer.of(
                table -> table.get("/part", "part", "part")
                        .needs(Permission.PUBLIC)
                        .limits(Limits.NO_BODY)
                        .takesNothing()
                        .answersBytes()
                        .by(r -> ByteRange.respond(
                                r,
                                "text/plain",
                                BYTES.length,
                                "\"t\"",
                                (first, length) -> new ByteArrayInputStream(BYTES, (int) first, (int) length))),
                b -> b.endpoints(StaticFiles.ofDirectory(ui)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pagesAreServedWithTheirHeaders() {
        var index = server.get("/");
        assertThat(index.body()).isEqualTo("<!doctype html>page");
        assertThat(index.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-ancestors 'none'");
        assertThat(index.headers().firstValue("Cache-Control")).contains("no-cache");
        for (String address : Arrays.asList("/models/flights/versions", "/datasets/train.csv", "/monitors/a.b")) {
            assertThat(page(address).body()).isEqualTo("<!doctype html>page");
            assertThat(server.get(address).statusCode()).isEqualTo(404);
        }
        String tag = index.headers().firstValue("ETag").orElseThrow();
        assertThat(server.send(server.request("/").header("If-None-Match", tag)).statusCode())
                .isEqualTo(304);
    }

    /** As a browser asks for what stands in its address bar. */
    private java.net.http.HttpResponse<String> page(String path) {
        return server.send(server.request(path).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
    }

    @Test
    void hashedNamesAreKeptForEverAndCompressed() {
        var script = server.get("/assets/index-4f9a1c2b.js");
        assertThat(script.body()).isEqualTo("code");
        assertThat(script.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
        var zipped = server.send(server.request("/assets/index-4f9a1c2b.js").header("Accept-Encoding", "gzip"));
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
    }

    @Test
    void nothingElseIsServed() {
        assertThat(server.get("/missing.js").statusCode()).isEqualTo(404);
        assertThat(server.get("/link.txt").statusCode()).isEqualTo(404);
        assertThat(server.get("/..%2fsecret.txt").statusCode()).isEqualTo(400);
        assertThat(server.get("/assets").statusCode()).isEqualTo(404);
        assertThat(page("/assets").body()).contains("page");
        assertThat(page("/link.txt").body()).contains("page").doesNotContain("secret");
        assertThat(page("/api/slipway/v1/nothing").statusCode()).isEqualTo(404);
        var api = server.get("/api/slipway/v1/nothing");
        assertThat(api.statusCode()).isEqualTo(404);
        assertThat(api.body()).contains("NOT_FOUND");
        assertThat(server.post("/api/slipway/v1/nothing", "{}").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "bytes=0-0 | 206 | 0 | bytes 0-0/10",
                "bytes=2-4 | 206 | 234 | bytes 2-4/10",
                "bytes=7- | 206 | 789 | bytes 7-9/10",
                "bytes=-3 | 206 | 789 | bytes 7-9/10",
                "bytes=-99 | 206 | 0123456789 | bytes 0-9/10",
                "bytes=5-99999999999999999999 | 206 | 56789 | bytes 5-9/10",
                "bytes=0-1,3-4 | 200 | 0123456789 | -",
                "bytes=4-2 | 200 | 0123456789 | -",
                "bytes=a-b | 200 | 0123456789 | -",
                "lines=1-2 | 200 | 0123456789 | -",
            })
    void rangesAreParts(String range, int status, String body, String contentRange) {
        var answer = server.send(server.request("/part").header("Range", range));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("Content-Range").orElse(null)).isEqualTo(contentRange);
    }

    @Test
    void rangesBehindTheEndAreRefused() {
        for (String range : Arrays.asList("bytes=10-", "bytes=-0", "bytes=99-100")) {
            assertThat(server.send(server.request("/part").header("Range", range))
                            .statusCode())
                    .isEqualTo(416);
        }
    }
}
