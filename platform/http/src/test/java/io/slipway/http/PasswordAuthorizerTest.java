package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kernel.Actor;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logins as clients meet them, for both kinds of endpoints. */
@org.junit.jupiter.api.Tag("slow")
class PasswordAuthorizerTest {
    private static final String TOKEN = PasswordAuthorizer.newToken();
    private final AtomicInteger lookups = new AtomicInteger();
    private final PasswordAuthorizer authorizer = new PasswordAuthorizer(new PasswordAuthorizer.Accounts() {
        private final PasswordAuthorizer.Account ada = new PasswordAuthorizer.Account(
                new Actor(Actor.Kind.USER, "ada"),
                PasswordAuthorizer.hash("pass:wörd"),
                Set.of(Permission.MODEL_READ, Permission.ENDPOINT_INFER));

        @Override
        public PasswordAuthorizer.@Nullable Account byName(String name) {
            lookups.incrementAndGet();
            return name.equals("ada") ? ada : null;
        }

        @Override
        public PasswordAuthorizer.@Nullable Account byToken(String tokenHash) {
            return tokenHash.equals(PasswordAuthorizer.tokenHash(TOKEN))
                    ? new PasswordAuthorizer.Account(new Actor(Actor.Kind.TOKEN, "ci"), "", Set.of(Permission.ADMIN))
                    : null;
        }
    });
    private final TestServer server = TestServer.of(
            table -> {
                read(table, "/models", Permission.MODEL_READ);
                read(table, "/admin", Permission.ADMIN);
                read(table, "/open", Permission.PUBLIC);
                table.post("/infer", "infer", "infer")
                        .needs(Permission.ENDPOINT_INFER)
                        .limits(Limits.SMALL)
                        .takesBytes()
                        .answersBytes()
                        .inline((x, body) -> x.reply(200, "text/plain", body, 0, body.length));
            },
            b -> b.authorizer(authorizer));

    private static void read(EndpointTable table, String path, Permission permission) {
        table.get(path, path.substring(1), path)
                .needs(permission)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(r -> Response.text(200, r.actor().toString()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private int status(String path, String authorization) {
        return server.send(server.request(path).header("Authorization", authorization))
                .statusCode();
    }

    @Test
    void credentialsDecide() {
        var none = server.get("/models");
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
        assertThat(server.get("/open").body()).isEqualTo("anonymous");
        assertThat(server.send(server.request("/models").header("Authorization", basic("ada:pass:wörd")))
                        .body())
                .isEqualTo("ada");
        assertThat(status("/models", basic("ada:wrong"))).isEqualTo(401);
        assertThat(status("/models", basic("eve:pass:wörd"))).isEqualTo(401);
        assertThat(status("/models", "Basic %%%")).isEqualTo(401);
        assertThat(status("/models", "Basic")).isEqualTo(401);
        assertThat(status("/models", "Digest x")).isEqualTo(401);
        assertThat(status("/admin", basic("ada:pass:wörd"))).isEqualTo(403);
        assertThat(status("/admin", "Bearer " + TOKEN)).isEqualTo(200);
        assertThat(status("/admin", "Bearer " + TOKEN + "x")).isEqualTo(401);
    }

    @Test
    void oneVerificationServesManyCalls() {
        for (int i = 0; i < 20; i++) {
            var answer = server.send(server.request("/infer")
                    .header("Authorization", basic("ada:pass:wörd"))
                    .POST(BodyPublishers.ofString("row")));
            assertThat(answer.body()).isEqualTo("row");
        }
        assertThat(lookups).hasValue(1);
        assertThat(server.post("/infer", "row").statusCode()).isEqualTo(401);
    }

    @Test
    void refusedBodiesDoNotSpoilTheConnection() throws IOException {
        String refused = "POST /infer HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nrow";
        String next = "GET /open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        assertThat(server.raw(refused + next)).startsWith("HTTP/1.1 401").contains("HTTP/1.1 200");
    }
}
