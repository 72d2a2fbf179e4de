package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees of routing, limits, errors and threads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {
    record Greeting(String name, int times) {}

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.of(
                this::rows,
                b -> b.unknownRoutes(
                        "/api/2.0/",
                        (code, message) -> new ErrorFormat.Body(code.httpStatus(), "text/x-own", new byte[] {'o'})));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private void rows(EndpointTable table) {
        get(table, "/hello/{name}", "hello", r -> Response.text(200, "hello " + r.path("name")));
        get(table, "/hello/world", "world", r -> Response.text(200, "the world"));
        get(
                table,
                "/hello/{name}/files/{path...}",
                "files",
                r -> Response.text(200, r.path("name") + "|" + r.path("path")));
        get(table, "/query", "query", r -> Response.json(r.queryAll("q")));
        get(table, "/who", "who", r -> Response.text(200, Thread.currentThread().isVirtual() + ""));
        get(table, "/broken", "broken", r -> {
            throw new IllegalStateException("secret of the server");
        });
        get(table, "/busy", "busy", r -> {
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "no room");
        });
        table.get("/slow", "slow", "slow")
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY.within(Duration.ofMillis(200)))
                .takesNothing()
                .answersBytes()
                .by(r -> {
                    try {
                        Thread.sleep(10_000);
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return Response.text(200, "late");
                });
        get(
                table,
                "/stream",
                "stream",
                r -> Response.streamed("text/plain", -1, out -> {
                    for (int i = 0; i < 1000; i++) {
                        out.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }));
        table.post("/echo", "echo", "echo")
                .needs(Permission.PUBLIC)
                .limits(Limits.body(1000))
                .takesBytes()
                .answersBytes()
                .by(r -> Response.bytes(200, "text/plain", r.body().readAllBytes()));
        table.post("/greet", "greet", "greet")
                .needs(Permission.PUBLIC)
                .limits(Limits.SMALL)
                .takes(Greeting.class)
                .answersBytes()
                .by(r -> Response.text(200, r.json(Greeting.class).name()));
        table.post("/inline/{name}", "inline", "inline")
                .needs(Permission.PUBLIC)
                .limits(Limits.body(1000))
                .takesBytes()
                .answersBytes()
                .inline((exchange, body) -> {
                    if (body.length > 0 && body[0] == '!') {
                        throw SlipwayException.invalid("no");
                    }
                    exchange.reply(200, "text/plain", body, 0, body.length, "X-Name", exchange.path("name"));
                });
    }

    private static void get(EndpointTable table, String path, String operation, Handler handler) {
        table.get(path, operation, operation)
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(handler);
    }

    @Test
    void literalWinsOverParameter() {
        assertThat(server.get("/hello/world").body()).isEqualTo("the world");
        assertThat(server.get("/hello/ada").body()).isEqualTo("hello ada");
    }

    @Test
    void parametersAreDecodedSlashesIncluded() {
        assertThat(server.get("/hello/a%2Fb%20%C3%A7+").body()).isEqualTo("hello a/b ç+");
        assertThat(server.get("/hello/a/files/x/y%25/z").body()).isEqualTo("a|x/y%/z");
        assertThat(server.get("/hello/a/files/").body()).isEqualTo("a|");
        assertThat(server.get("/hello/a/files").statusCode()).isEqualTo(404);
        assertThat(server.get("/h%65llo/w%6Frld").body()).isEqualTo("the world");
        assertThat(server.get("/query?q=a+b&q=%26&x=1&q").body()).isEqualTo("[\"a b\",\"&\",\"\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hello/../x",
                "/hello/%2e%2e/x",
                "/hello/a%2f..%2fb",
                "/hello/a%00b",
                "/hello/a%0ab",
                "/hello/%zz",
                "/hello/%",
                "/hello/%4",
                "/hello/%ff%fe",
                "/hello/a%5c..%5cb",
                "/hello/./x"
            })
    void hostilePathsAreRefused(String path) throws IOException {
        String answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"INVALID_ARGUMENT\"");
    }

    @Test
    void unknownRoutesAnswerInTheFormatOfTheirPrefix() {
        var plain = server.get("/nowhere");
        assertThat(plain.statusCode()).isEqualTo(404);
        assertThat(plain.body()).contains("\"code\":\"NOT_FOUND\"").contains("GET /nowhere");
        assertThat(server.get("/api/2.0/nowhere").body()).isEqualTo("o");
    }

    @Test
    void wrongMethodTellsTheRightOnes() {
        var answer = server.post("/hello/world", "");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
        var options = server.send(server.request("/echo").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).contains("OPTIONS, POST");
    }

    @Test
    void headIsGetWithoutBody() {
        var head = server.send(server.request("/hello/world").HEAD());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).contains("9");
        assertThat(server.send(server.request("/stream").HEAD()).statusCode()).isEqualTo(200);
    }

    @Test
    void handlersThatMayWaitRunOnVirtualThreads() {
        assertThat(server.get("/who").body()).isEqualTo("true");
    }

    @Test
    void unexpectedFailuresTellAnIdAndNoSecret() {
        var answer = server.get("/broken");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("error id").doesNotContain("secret");
    }

    @Test
    void unavailableSaysWhenToTryAgain() {
        var answer = server.get("/busy");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void deadlineInterruptsTheHandlerAndTellsTheCaller() throws InterruptedException {
        var answer = server.get("/slow");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("DEADLINE_EXCEEDED");
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bodiesAreLimitedAnnouncedOrNot() {
        assertThat(server.post("/echo", "x".repeat(1000)).statusCode()).isEqualTo(200);
        assertThat(server.post("/echo", "x".repeat(1001)).statusCode()).isEqualTo(413);
        assertThat(server.post("/inline/a", "x".repeat(1000)).statusCode()).isEqualTo(200);
        assertThat(server.post("/inline/a", "x".repeat(1001)).statusCode()).isEqualTo(413);
        for (String path : List.of("/echo", "/inline/a")) {
            var chunked = BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(1001)));
            assertThat(server.send(server.request(path).POST(chunked)).statusCode())
                    .isEqualTo(413);
            var fits = BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(999)));
            assertThat(server.send(server.request(path).POST(fits)).body()).hasSize(999);
        }
    }

    @Test
    void inlineEndpointsAnswerAndFail() {
        var answer = server.post("/inline/a%20b", "body");
        assertThat(answer.body()).isEqualTo("body");
        assertThat(answer.headers().firstValue("X-Name")).contains("a b");
        assertThat(server.post("/inline/a", "!").statusCode()).isEqualTo(400);
    }

    @Test
    void requestIdIsRepeatedOrMade() {
        assertThat(server.send(server.request("/who").header("X-Request-Id", "abc-1"))
                        .headers()
                        .firstValue("X-Request-Id"))
                .contains("abc-1");
        assertThat(server.get("/who").headers().firstValue("X-Request-Id").orElse(""))
                .hasSize(32);
    }

    @Test
    void collidingRowsDoNotStart() {
        assertThatThrownBy(() -> TestServer.of(t -> {
                    get(t, "/a/{x}", "one", r -> Response.empty(204));
                    get(t, "/a/{y}", "two", r -> Response.empty(204));
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GET /a/{x} (one)")
                .hasMessageContaining("GET /a/{y} (two)");
        assertThatThrownBy(() -> TestServer.of(t -> {
                    get(t, "/a", "one", r -> Response.empty(204));
                    get(t, "/b", "one", r -> Response.empty(204));
                }))
                .hasMessageContaining("/a")
                .hasMessageContaining("/b");
    }

    @Test
    void takenPortIsSaid() throws IOException {
        try (var other = new ServerSocket(0)) {
            assertThatThrownBy(() -> HttpServer.builder()
                            .host("0.0.0.0")
                            .port(other.getLocalPort())
                            .start())
                    .isInstanceOf(SlipwayException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void closingInterruptsThoseWhoWaitForNews() throws Exception {
        var entered = new CountDownLatch(2);
        try (var closing = TestServer.of(t -> {
            Limits waiting = Limits.NO_BODY.within(Duration.ofMinutes(1)).waiting();
            row(t, "/news", waiting, r -> {
                entered.countDown();
                Thread.sleep(30_000);
                return Response.text(200, "news");
            });
            row(
                    t,
                    "/stream",
                    waiting,
                    r -> Response.streamed("text/plain", -1, out -> {
                        out.write('a');
                        out.flush();
                        entered.countDown();
                        try {
                            Thread.sleep(30_000);
                        } catch (InterruptedException e) {
                            out.write('z');
                        }
                    }));
        })) {
            var news = CompletableFuture.supplyAsync(() -> closing.get("/news"));
            var stream = CompletableFuture.supplyAsync(() -> closing.get("/stream"));
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            closing.server.close();
            assertThat(news.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
            assertThat(stream.get(5, TimeUnit.SECONDS).body()).isEqualTo("az");
        }
    }

    private static void row(EndpointTable table, String path, Limits limits, Handler handler) {
        table.get(path, path.substring(1), "")
                .needs(Permission.PUBLIC)
                .limits(limits)
                .takesNothing()
                .answersBytes()
                .by(handler);
    }

    @Test
    void closingLetsRequestsUnderWayEnd() throws Exception {
        var entered = new CountDownLatch(1);
        try (var closing = TestServer.of(t -> get(t, "/wait", "wait", r -> {
            entered.countDown();
            Thread.sleep(300);
            return Response.text(200, "done");
        }))) {
            var answer =
                    CompletableFuture.supplyAsync(() -> closing.get("/wait").body());
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            closing.server.close();
            assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("done");
        }
    }
}
