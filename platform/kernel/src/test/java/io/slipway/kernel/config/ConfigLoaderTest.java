package io.slipway.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources, types, and one message that names everything that is wrong. */
class ConfigLoaderTest {
    enum Level {
        QUIET,
        VERY_LOUD
    }

    record Port(
            @Setting(value = "Port; 0 takes a free one", byDefault = "8000")
            int port) {
        Port {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("a port lies between 0 and 65535");
            }
        }
    }

    record Serving(
            Port http,
            @Setting(value = "When idle", byDefault = "30s") Duration idleTimeout,

            @Setting(value = "Largest body", byDefault = "64MB")
            DataSize maxBody) {}

    record Root(
            @Setting(value = "Where all state lies", byDefault = "~/.slipway")
            Path home,

            @Setting(value = "What runs", byDefault = "") List<String> roles,

            @Setting(value = "How loud", byDefault = "quiet")
            Level level,

            @Setting(value = "Whether to log", byDefault = "false")
            boolean verbose,

            @Setting(value = "Password", secret = true) @Nullable
            String password,

            Serving serving) {}

    private static ConfigLoader<Root> loader() {
        return new ConfigLoader<>(Root.class);
    }

    @Test
    void defaultsHold() {
        Root root = loader().load().value();
        assertThat(root.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".slipway"));
        assertThat(root.roles()).isEmpty();
        assertThat(root.password()).isNull();
        assertThat(root.serving().http().port()).isEqualTo(8000);
        assertThat(root.serving().maxBody().bytes()).isEqualTo(64_000_000);
    }

    @Test
    void flagsWinOverVariablesOverTheFile() {
        String yaml = "serving:\n  http: {port: 1}\n  idle-timeout: 5m\nroles: [a, b]\nlevel: very-loud\n";
        Map<String, String> env = Map.of("SLIPWAY_SERVING_HTTP_PORT", "2", "SLIPWAY_ROLES", "c, d", "PATH", "x");
        assertThat(loader().text("f", yaml).load().value().serving().http().port())
                .isEqualTo(1);
        var loaded = loader().text("f", yaml)
                .env(env, Set.of())
                .flags(List.of("--serving-http-port=3", "--verbose", "--home", "/x"))
                .load();
        Root root = loaded.value();
        assertThat(root.serving().http().port()).isEqualTo(3);
        assertThat(root.serving().idleTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(root.roles()).containsExactly("c", "d");
        assertThat(root.level()).isEqualTo(Level.VERY_LOUD);
        assertThat(root.verbose()).isTrue();
        assertThat(loaded.effectiveYaml())
                .contains("port: 3  # --serving-http-port")
                .contains("idle-timeout: 5m  # f line 3")
                .contains("roles: [c, d]  # SLIPWAY_ROLES")
                .contains("max-body: 64MB  # default");
    }

    @Test
    void effectiveConfigurationLoadsAgainAndHidesSecrets() {
        var loaded = loader().flags(List.of("--password", "hush", "--home", "/a b/\"ç\"", "--roles", "x,y"))
                .load();
        assertThat(loaded.effectiveYaml()).doesNotContain("hush").contains("password: \"<hidden>\"");
        var again = loader().text("again", loaded.effectiveYaml()).load().value();
        assertThat(again.home()).isEqualTo(loaded.value().home());
        assertThat(again.roles()).isEqualTo(loaded.value().roles());
        assertThat(again.serving()).isEqualTo(loaded.value().serving());
    }

    @Test
    void allProblemsAreToldAtOnceWithSuggestions() {
        assertThatThrownBy(() -> loader().text(
                                "slipway.yaml",
                                "servng:\n  http: 1\nserving:\n  idle-timeot: 3s\n  max-body: big\nlevel: loud\n")
                        .env(
                                Map.of("SLIPWAY_SERVING_HTTP_PROT", "1", "SLIPWAY_HOME_DIR_OF_LAUNCHER", "x"),
                                Set.of("SLIPWAY_HOME_DIR_OF_LAUNCHER"))
                        .flags(List.of("--rolse", "a", "--serving-http-port", "x", "--home"))
                        .load())
                .isInstanceOf(SlipwayException.class)
                .hasMessageContainingAll(
                        "8 problems",
                        "slipway.yaml line 1: unknown key 'servng'; did you mean 'serving'?",
                        "slipway.yaml line 4: unknown key 'serving.idle-timeot'; did you mean 'serving.idle-timeout'?",
                        "slipway.yaml line 5: 'serving.max-body' must be a size such as 512kB, 64MB or 2GiB, not 'big'",
                        "line 6: 'level' must be one of quiet, very-loud, not 'loud'",
                        "unknown environment variable SLIPWAY_SERVING_HTTP_PROT; did you mean 'SLIPWAY_SERVING_HTTP_PORT'?",
                        "unknown option --rolse; did you mean '--roles'?",
                        "--serving-http-port: 'serving.http.port' must be a whole number of 32 bits, not 'x'",
                        "--home needs a value");
    }

    @Test
    void recordsMayRefuseTheirValues() {
        assertThatThrownBy(() ->
                        loader().flags(List.of("--serving-http-port", "70000")).load())
                .hasMessageContaining("serving.http: a port lies between 0 and 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- a",
                "just text",
                "home: [",
                "home: !!java.net.URL [\"http://x\"]",
                "home: !!javax.script.ScriptEngineManager {}",
                "home: {a: b}",
                "home: [a]",
                "home: 1\nhome: 2",
                "? [a]\n: b",
                "a: &a [*a]",
                "roles: &r [*r]",
                "serving: 3",
                "serving:\n  http:\n    port: 99999999999",
                "\tx: 1",
                "home: \"\\uD800",
                "%YAML 9.9\n---\nx: 1",
                "--- \nhome: x\n---\nhome: y",
                "level: 'QUIET '\nverbose: maybe",
                "serving: {idle-timeout: -3s}",
                "serving: {max-body: -1}",
                "serving: {max-body: 99999999999999TB}",
                "home:",
                "a: \u0000b",
            })
    void hostileFilesAreRefusedWithTheirName(String yaml) {
        assertThatThrownBy(() -> loader().text("evil.yaml", yaml).load())
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("evil.yaml");
    }

    @Test
    void bombsAreRefusedQuickly() {
        var laughs = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [*a%d,*a%d,*a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        for (String bomb : List.of(
                laughs.toString(),
                "[".repeat(200_000),
                "a: ".repeat(100_000),
                "{a: ".repeat(50_000),
                "x".repeat(2 << 20))) {
            assertThatThrownBy(() -> loader().text("bomb.yaml", bomb).load())
                    .isInstanceOf(SlipwayException.class)
                    .hasMessageContaining("bomb.yaml");
        }
    }

    @Test
    void randomDamageNeverEscapesAsAnotherFailure() {
        long seed = 20_260_101;
        var random = new Random(seed);
        String good = "home: /x\nroles: [a, 'b']\nserving:\n  http: {port: 1}\n  idle-timeout: 5m\nlevel: quiet\n";
        for (int round = 0; round < 1000; round++) {
            var text = new StringBuilder(good);
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                String odd = "[]{}:,&*!|>'\"%@`#-?\n\t \u0000\uD800\u0085é0";
                text.setCharAt(random.nextInt(text.length()), odd.charAt(random.nextInt(odd.length())));
            }
            try {
                loader().text("f", text.toString()).load();
            } catch (SlipwayException expected) {
                assertThat(expected.text()).as("seed %d round %d", seed, round).contains("problem");
            }
        }
    }

    @Test
    void filesThatCannotBeReadAreNamed(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> loader().file(folder.resolve("none.yaml")).load())
                .hasMessageContaining("none.yaml");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> loader().file(binary).load()).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> loader().file(folder).load()).isInstanceOf(SlipwayException.class);
    }

    @Test
    void secretsAreNotRepeatedInMessages() {
        record Pin(@Setting(value = "Pin", secret = true) int pin) {}
        assertThatThrownBy(() -> new ConfigLoader<>(Pin.class)
                        .flags(List.of("--pin", "hush"))
                        .load())
                .hasMessageContaining("'pin' must be")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> new ConfigLoader<>(Pin.class).load()).hasMessageContaining("SLIPWAY_PIN");
    }

    @Test
    void referencePageListsEveryKey() {
        assertThat(ConfigReference.markdown(Root.class))
                .contains(
                        "| `serving.http.port` | `--serving-http-port` | `SLIPWAY_SERVING_HTTP_PORT` | whole number | `8000` | Port; 0 takes a free one |")
                .contains("quiet \\| very-loud")
                .contains("(secret)");
    }

    @Test
    void sizesAreReadAndWritten() {
        assertThat(DataSize.parse("1.5 GB").bytes()).isEqualTo(1_500_000_000);
        assertThat(DataSize.parse("64MiB").toString()).isEqualTo("64MiB");
        assertThat(DataSize.parse("7").toString()).isEqualTo("7");
        assertThat(DataSize.parse("9kb").toString()).isEqualTo("9kB");
    }
}
