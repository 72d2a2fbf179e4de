package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, wrong or malicious, over bare sockets. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileClientTest {
    record Text(String text) {}

    private final CountDownLatch streamEnded = new CountDownLatch(1);
    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.of(
                table -> {
                    row(table, Method.POST, "/inline", "inline")
                            .inline((x, body) -> x.reply(200, "text/plain", body, 0, body.length));
                    row(table, Method.POST, "/blocking", "blocking")
                            .by(r -> Response.bytes(200, "text/plain", r.body().readAllBytes()));
                    row(table, Method.POST, "/json", "json")
                            .by(r -> Response.text(200, r.json(Text.class).text()));
                    row(table, Method.GET, "/long", "long").by(r -> Response.text(200, "text ".repeat(1000)));
                    row(table, Method.GET, "/endless", "endless")
                            .by(r -> Response.streamed("text/plain", -1, out -> {
                                try {
                                    byte[] block = new byte[8192];
                                    while (true) {
                                        out.write(block);
                                    }
                                } finally {
                                    streamEnded.countDown();
                                }
                            }));
                },
                b -> b.idleTimeout(Duration.ofSeconds(2)));
    }

    private static EndpointTable.Ready row(EndpointTable table, Method method, String path, String operation) {
        return table.route(method, path, operation, operation)
                .needs(Permission.PUBLIC)
                .limits(Limits.body(10_000))
                .takesBytes()
                .answersBytes();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads until the text has come. */
    private static String readUntil(Socket socket, String end) throws IOException {
        var out = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            out.write(b);
            if (out.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                break;
            }
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void bodiesThatDripBlockNobody() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = server.socket();
                slow.add(socket);
                String path = i % 2 == 0 ? "/inline" : "/blocking";
                write(socket, "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\na");
            }
            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(server.post("/inline", "fast").body()).isEqualTo("fast");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            for (Socket socket : slow.subList(0, 4)) {
                write(socket, "bcd");
                assertThat(readUntil(socket, "abcd")).startsWith("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/inline", "/blocking"})
    void bodiesThatStopAreGivenUp(String path) throws IOException {
        String answer = server.raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\na");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("stopped before its end");
    }

    @Test
    void requestsMayBePipelined() throws IOException {
        String one = "POST /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n";
        String two = "POST /blocking HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n";
        String last = "GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        String answer = server.raw(one + "1" + two + "2" + one + "3" + last);
        assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(5);
        assertThat(answer.indexOf("\r\n\r\n1")).isLessThan(answer.indexOf("\r\n\r\n2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /x",
                "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
                "Content-Length: 4, 4\r\n\r\nabcd",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 4x\r\n\r\nabcd",
                "Content-Length: 99999999999999999999\r\n\r\nabcd",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: x\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Host: y\r\nContent-Length: 0\r\n\r\n",
                " folded: x\r\n\r\n",
                "Bad\u0001Name: x\r\n\r\n",
            })
    void ambiguousFramingIsRefused(String headers) throws IOException {
        for (String path : List.of("/inline", "/blocking")) {
            String answer = server.raw("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers);
            assertThat(answer).matches("(?s)HTTP/1.1 (400|413|501) .*").doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void malformedRequestLinesAreRefusedAsProblems() throws IOException {
        assertThat(server.raw("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(server.raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(server.raw("GET /x HTTP/9.9\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 505");
        assertThat(server.raw("BREW /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
        assertThat(server.raw("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(server.raw("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 ");
        String large = "GET /long HTTP/1.1\r\nHost: x\r\nX-Large: " + "a".repeat(40_000) + "\r\n\r\n";
        assertThat(server.raw(large)).startsWith("HTTP/1.1 431").contains("problem+json");
        assertThat(server.raw("GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
    }

    @Test
    void oldClientsAreServed() throws IOException {
        assertThat(server.raw("GET /long HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("text ");
        assertThat(server.raw("POST /inline HTTP/1.0\r\nContent-Length: 2\r\n\r\nok"))
                .endsWith("ok");
    }

    @Test
    void continueIsSentOnlyToBodiesThatAreWanted() throws IOException {
        try (Socket socket = server.socket()) {
            write(socket, "POST /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(readUntil(socket, "\r\n\r\n")).startsWith("HTTP/1.1 100");
            write(socket, "ok");
            assertThat(readUntil(socket, "ok")).startsWith("HTTP/1.1 200");
        }
        String refused = server.raw(
                "POST /blocking HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\nExpect: 100-continue\r\n\r\n");
        assertThat(refused).startsWith("HTTP/1.1 413").contains("Connection: close");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void compressedBodiesAreInflatedWithinTheLimit() throws IOException {
        byte[] fits = gzip("{\"text\":\"inflated\"}".getBytes(StandardCharsets.UTF_8));
        byte[] bomb = gzip(new byte[5 << 20]);
        for (String path : List.of("/json", "/inline", "/blocking")) {
            assertThat(zipped(path, fits, "gzip").body()).contains("inflated");
            assertThat(bomb.length).isLessThan(10_000);
            assertThat(zipped(path, bomb, "gzip").statusCode()).isEqualTo(413);
            assertThat(zipped(path, new byte[] {1, 2, 3}, "gzip").statusCode()).isEqualTo(400);
            assertThat(zipped(path, java.util.Arrays.copyOf(fits, 12), "gzip").statusCode())
                    .isEqualTo(400);
            assertThat(zipped(path, fits, "br").statusCode()).isEqualTo(415);
        }
    }

    private java.net.http.HttpResponse<String> zipped(String path, byte[] body, String coding) {
        return server.send(
                server.request(path).header("Content-Encoding", coding).POST(BodyPublishers.ofByteArray(body)));
    }

    @Test
    void longTextIsCompressedWhenAsked() {
        var plain = server.get("/long");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        var zipped = server.send(server.request("/long").header("Accept-Encoding", "gzip"));
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(zipped.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(zipped.headers().firstValueAsLong("Content-Length").orElse(0))
                .isLessThan(1000);
        assertThat(server.send(server.request("/long").header("Accept-Encoding", "gzip;q=0"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void clientsThatLeaveEndTheStream() throws Exception {
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Logger root = Logger.getLogger("");
        Handler listener = new StreamHandler() {
            @Override
            public synchronized void publish(LogRecord logRecord) {
                logged.add(logRecord);
            }
        };
        root.addHandler(listener);
        try (Socket socket = server.socket()) {
            write(socket, "GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }
        assertThat(streamEnded.await(10, TimeUnit.SECONDS)).isTrue();
        try (Socket socket = server.socket()) {
            write(socket, "POST /blocking HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
        }
        try (Socket socket = server.socket()) {
            write(socket, "POST /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
        }
        assertThat(server.get("/long").statusCode()).isEqualTo(200);
        Thread.sleep(300);
        root.removeHandler(listener);
        assertThat(logged).extracting(LogRecord::getMessage).isEmpty();
    }

    @Test
    void manyClientsAtOnceGetTheirOwnAnswers() throws Exception {
        var wrong = new AtomicInteger();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                int client = i;
                pool.submit(() -> {
                    for (int k = 0; k < 100; k++) {
                        String body = client + ":" + k;
                        String path = k % 2 == 0 ? "/inline" : "/blocking";
                        if (!server.post(path, body).body().equals(body)) {
                            wrong.incrementAndGet();
                        }
                    }
                });
            }
        }
        assertThat(wrong).hasValue(0);
    }
}
