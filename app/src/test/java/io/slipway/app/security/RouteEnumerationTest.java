package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.http.HttpServer;
import io.slipway.http.Limits;
import io.slipway.http.Method;
import io.slipway.http.Permission;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks the endpoint tables of both ports, so that a new route is attacked without being named here. Whatever is asked,
 * the answer is well or a failure in the documented shape: no 500, no internals, no page made of what was sent.
 */
@Tag("slow")
final class RouteEnumerationTest {
    /** Rows that anyone may ask: what the process is and whether it runs, its documents, its public pages. */
    private static final Set<String> PUBLIC = Set.of(
            "livez",
            "readyz",
            "health",
            "version",
            "openapi",
            "docs",
            "docsFile",
            "ping",
            "serverLive",
            "serverReady",
            "serverMetadata",
            "getServerInfo",
            "getServerInfoAjax",
            "getUiTelemetry",
            "getUiTelemetryAjax",
            "dropUiTelemetry",
            "dropUiTelemetryAjax",
            "getGatewayEndpoints",
            "getGatewayEndpointsAjax");

    /** Names of what MLflow's and Slipway's calls ask for; nothing has these ids. */
    private static final String FOREIGN_ID = "f".repeat(32);

    private static final String FOREIGN_BODY = "{\"run_id\":\"" + FOREIGN_ID + "\",\"run_uuid\":\"" + FOREIGN_ID
            + "\",\"experiment_id\":\"987654321\",\"experiment_ids\":[\"987654321\"],\"name\":\"../" + FOREIGN_ID
            + "\",\"model_id\":\"m-" + FOREIGN_ID
            + "\",\"version\":\"99\",\"key\":\"k\",\"value\":\"v\",\"alias\":\"a\","
            + "\"trace_id\":\"tr-" + FOREIGN_ID + "\",\"request_id\":\"tr-" + FOREIGN_ID + "\",\"path\":\"x\"}";

    private static final String FOREIGN_QUERY = "?run_id=" + FOREIGN_ID + "&run_uuid=" + FOREIGN_ID
            + "&experiment_id=987654321&name=" + FOREIGN_ID + "&version=99&metric_key=k&path=x&model_id=m-" + FOREIGN_ID
            + "&request_id=tr-" + FOREIGN_ID + "&trace_id=tr-" + FOREIGN_ID + "&run_ids=" + FOREIGN_ID
            + "&max_results=1&wait_ms=0&after=987654321&alias=a";

    @TempDir
    static Path home;

    private static GuardedServer server;
    private static Answers answers;

    @BeforeAll
    static void start() {
        server = GuardedServer.start(home);
        answers = new Answers(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Stream<GuardedServer.Port> ports() {
        return Stream.of(server.control(), server.inference());
    }

    /** Calls for every row of both tables, with one connection for each. */
    private static void each(BiConsumer<RawHttp, Endpoint> attack) {
        ports().forEach(port -> {
            try (RawHttp client = port.client()) {
                port.endpoints().forEach(row -> attack.accept(client, row));
            }
        });
    }

    /** The row's path with something in the place of each parameter. */
    private static String path(Endpoint row, String parameter) {
        return row.path().replaceAll("\\{[^}]*}", java.util.regex.Matcher.quoteReplacement(parameter));
    }

    private static RawHttp.Call foreign(RawHttp client, Endpoint row) {
        return client.call(
                row.method().name(), path(row, FOREIGN_ID) + (row.method() == Method.GET ? FOREIGN_QUERY : ""));
    }

    @Test
    void theTablesAreWhole() {
        assertThat(server.control().endpoints()).hasSizeGreaterThan(200);
        assertThat(server.inference().endpoints()).hasSizeGreaterThan(10);
    }

    @Test
    void aRowThatBreaksWouldBeFound() {
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        table.get("/breaks", "breaks", "Breaks")
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(r -> {
                    throw new IllegalStateException("planted");
                });
        try (var broken = HttpServer.builder().endpoints(table.rows()).start();
                var client = new RawHttp("http://127.0.0.1:" + broken.port())) {
            RawHttp.Answer answer = client.call("GET", "/breaks").send();
            assertThatThrownBy(() -> answers.check(answer, ErrorFormat.PROBLEM)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void nothingButTheseRowsIsPublic() {
        Set<String> open = new TreeSet<>();
        ports().flatMap(port -> port.endpoints().stream())
                .filter(row -> row.permission() == Permission.PUBLIC)
                .forEach(row -> open.add(row.operation()));
        assertThat(open).isEqualTo(new TreeSet<>(PUBLIC));
    }

    @Test
    void withoutCredentialsNothingIsAnswered() {
        each((client, row) -> {
            if (row.permission() == Permission.PUBLIC) {
                return;
            }
            for (String credentials : List.of("", "Bearer wrong", "Basic %%%", "Digest x")) {
                RawHttp.Call call = foreign(client, row);
                RawHttp.Answer answer = (credentials.isEmpty() ? call : call.with("Authorization", credentials)).send();
                answers.refused(answer, row.errors(), 401);
                assertThat(answer.header("WWW-Authenticate")).as("%s", answer).startsWith("Basic ");
            }
        });
    }

    @Test
    void withEveryPermissionButTheRightOneNothingIsAnswered() {
        each((client, row) -> {
            if (row.permission() == Permission.PUBLIC) {
                return;
            }
            for (String who : List.of(GuardedServer.nothing(), GuardedServer.allBut(row.permission()))) {
                RawHttp.Answer answer = foreign(client, row)
                        .with("Authorization", who)
                        .json(FOREIGN_BODY)
                        .send();
                answers.refused(answer, row.errors(), row.limits().maxBodyBytes() < FOREIGN_BODY.length() ? 413 : 403);
            }
        });
    }

    @Test
    void whatBelongsToNobodyIsNotFoundOrRefused() {
        each((client, row) -> {
            RawHttp.Call call = foreign(client, row).with("Authorization", GuardedServer.anything());
            boolean body = row.limits().maxBodyBytes() > 0 && row.method() != Method.GET;
            RawHttp.Answer answer = (body ? call.json(FOREIGN_BODY) : call).send();
            if (answer.status() == 503 && row.operation().matches("readyz|health")) {
                return;
            }
            answers.check(answer, row.errors());
        });
    }

    @Test
    void bodiesBeyondTheLimitAreRefusedUnread() {
        each((client, row) -> answers.refused(
                foreign(client, row)
                        .with("Authorization", GuardedServer.anything())
                        .with("Content-Type", "application/json")
                        .announces(row.limits().maxBodyBytes() + 1)
                        .send(),
                row.errors(),
                413));
    }

    @Test
    void otherContentTypesAreNeverEchoed() {
        byte[] page = Answers.SCRIPT.getBytes(StandardCharsets.UTF_8);
        eachWithBody((client, row) -> {
            for (String type : List.of("text/html", "text/" + Answers.SCRIPT, "multipart/form-data; boundary=x")) {
                answers.check(
                        foreign(client, row)
                                .with("Authorization", GuardedServer.anything())
                                .body(type, page)
                                .send(),
                        row.errors());
            }
        });
    }

    @Test
    void markupInPathsIsNeverEchoedAsAPage() {
        String markup = "%3Cscript%3Ealert(%27slipway%27)%3C%2Fscript%3E";
        each((client, row) -> answers.check(
                client.call(row.method().name(), path(row, markup))
                        .with("Authorization", GuardedServer.anything())
                        .send(),
                row.errors()));
    }

    @Test
    void deepAndBrokenJsonIsRefusedOrEmpty() {
        List<String> bodies = List.of(
                "[".repeat(20_000), "{\"name\":".repeat(20_000), "[[[]]]", "{\"name\":", "nonsense", "null", "\"\"");
        eachWithBody((client, row) -> {
            for (String body : bodies) {
                if (body.length() > row.limits().maxBodyBytes()) {
                    continue;
                }
                answers.check(
                        foreign(client, row)
                                .with("Authorization", GuardedServer.anything())
                                .json(body)
                                .send(),
                        row.errors());
            }
        });
    }

    /** Rows that read a body; files are stored whatever they hold, so one look at them is enough. */
    private static void eachWithBody(BiConsumer<RawHttp, Endpoint> attack) {
        each((client, row) -> {
            if (row.limits().maxBodyBytes() > 0 && row.method() != Method.GET) {
                attack.accept(client, row);
            }
        });
    }

    @Test
    void otherMethodsAreRefusedInTheFormatOfTheApi() {
        ports().forEach(port -> {
            Map<String, Set<Method>> methods = new HashMap<>();
            port.endpoints()
                    .forEach(row -> methods.computeIfAbsent(row.path(), p -> EnumSet.noneOf(Method.class))
                            .add(row.method()));
            try (RawHttp client = port.client()) {
                methods.forEach((template, has) -> {
                    String path = template.replaceAll("\\{[^}]*}", FOREIGN_ID);
                    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "x")) {
                        if (has.stream().noneMatch(m -> m.name().equals(method))) {
                            otherMethod(client.call(method, path)
                                    .with("Authorization", GuardedServer.nothing())
                                    .send());
                        }
                    }
                });
            }
        });
    }

    /** Another row may fit the path too; then its permission is asked for. */
    private static void otherMethod(RawHttp.Answer answer) {
        assertThat(answer.status()).as("%s", answer).isIn(401, 403, 404, 405);
        if (answer.status() == 405) {
            assertThat(answer.header("Allow")).as("%s", answer).isNotEmpty();
        }
        assertThat(answer.header("Content-Type"))
                .as("%s", answer)
                .startsWith("application/")
                .contains("json");
        assertThat(answer.body()).as("%s", answer).doesNotContain("Exception");
    }

    @Test
    void foreignHostsAndOriginsAreRefusedEverywhere() {
        each((client, row) -> {
            RawHttp.Answer host = foreign(client, row)
                    .with("Authorization", GuardedServer.anything())
                    .with("Host", "attacker.example")
                    .send();
            if (!row.operation().equals("health")) {
                answers.refused(host, row.errors(), 403);
            }
            if (row.method() != Method.GET) {
                for (String origin : List.of("https://attacker.example", "null", "http://localhost.attacker.example")) {
                    RawHttp.Answer answer = foreign(client, row)
                            .with("Authorization", GuardedServer.anything())
                            .with("Origin", origin)
                            .json("{}")
                            .send();
                    answers.refused(answer, row.errors(), 403);
                }
            }
        });
    }

    @Test
    void unknownPathsAreToldInTheFormatOfTheirApi() {
        try (RawHttp client = server.control().client()) {
            for (String path : List.of("/nothing", "/api/slipway/v1/nothing")) {
                answers.refused(client.call("GET", path).send(), ErrorFormat.PROBLEM, 404);
            }
            for (String path : List.of("/api/2.0/mlflow/nothing", "/ajax-api/2.0/mlflow/nothing", "/api/3.0/nothing")) {
                answers.refused(
                        client.call("POST", path).json("{}").send(), io.slipway.tracking.wire.MlflowErrors.FORMAT, 404);
            }
        }
    }
}
