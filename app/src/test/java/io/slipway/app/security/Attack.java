package io.slipway.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.ErrorFormat;
import io.slipway.tracking.wire.MlflowErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Attacks on one server that all such tests share. Beside its home lies a file that no answer may show and no call may
 * change, and nothing else may ever lie there.
 */
@ExtendWith(Attack.Attacked.class)
@Tag("slow")
abstract class Attack {
    static final String CANARY = "the canary sings";

    private @Nullable GuardedServer server;
    private @Nullable RawHttp client;

    /** Starts the server at the first attack and closes it after the last. */
    static final class Attacked implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == GuardedServer.class;
        }

        @Override
        public GuardedServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(Attacked.class))
                    .computeIfAbsent(GuardedServer.class, key -> started(), GuardedServer.class);
        }

        private static GuardedServer started() {
            try {
                Path folder = Files.createTempDirectory("attacked").toRealPath();
                Files.writeString(folder.resolve("canary.txt"), CANARY);
                return GuardedServer.start(folder.resolve("home"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void connect(GuardedServer attacked) {
        server = attacked;
        client = attacked.control().client();
    }

    @AfterEach
    void nothingWasTouchedOutside() throws IOException {
        client().close();
        Path folder = Objects.requireNonNull(server().home().getParent());
        assertThat(names(folder)).isEqualTo(Set.of("canary.txt", "home"));
        assertThat(Files.readString(folder.resolve("canary.txt"))).isEqualTo(CANARY);
        assertThat(names(server().home())).doesNotContain("evil.txt");
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return new TreeSet<>(list.map(p -> String.valueOf(p.getFileName())).toList());
        }
    }

    final GuardedServer server() {
        return Objects.requireNonNull(server);
    }

    final RawHttp client() {
        return Objects.requireNonNull(client);
    }

    /** A call of one who may do everything. */
    final RawHttp.Call call(String method, String target) {
        return client().call(method, target).with("Authorization", GuardedServer.anything());
    }

    final RawHttp.Answer post(String mlflowPath, String json) {
        return call("POST", "/api/2.0/mlflow/" + mlflowPath).json(json).send();
    }

    final RawHttp.Answer get(String target) {
        return call("GET", target).send();
    }

    final RawHttp.Answer put(String artifact, String content) {
        return call("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + artifact)
                .body("application/octet-stream", content.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    final String experiment(String name) {
        RawHttp.Answer made = post("experiments/create", "{\"name\":\"" + name + "\"}");
        return well(made).json().path("experiment_id").asText();
    }

    final String run(String experiment) {
        RawHttp.Answer made = post("runs/create", "{\"experiment_id\":\"" + experiment + "\"}");
        return well(made).json().at("/run/info/run_id").asText();
    }

    static RawHttp.Answer well(RawHttp.Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer;
    }

    /** Refused in MLflow's words. */
    final RawHttp.Answer refused(RawHttp.Answer answer, Integer... statuses) {
        return refused(answer, MlflowErrors.FORMAT, statuses);
    }

    final RawHttp.Answer refused(RawHttp.Answer answer, ErrorFormat format, Integer... statuses) {
        new Answers(server().home()).refused(answer, format, statuses);
        assertThat(answer.body()).doesNotContain(CANARY).doesNotContain("root:");
        return answer;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
