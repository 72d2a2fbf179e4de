package io.slipway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.app.config.ServerConfig;
import io.slipway.kernel.Json;
import io.slipway.kernel.config.ConfigReference;
import io.slipway.monitoring.monitors.MonitorDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The documents are true: what is generated is fresh, links lead somewhere, declared examples are accepted. */
class DocumentsTest {
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void theConfigurationReferenceIsWhatTheRecordsSay() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/reference/configuration.md")))
                .as("refresh it: ./slipway config reference > docs/reference/configuration.md")
                .isEqualTo(ConfigReference.markdown(ServerConfig.class));
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            Path folder = Objects.requireNonNull(document.getParent());
            LINK.matcher(Files.readString(document))
                    .results()
                    .map(m -> m.group(1))
                    .forEach(link -> {
                        if (!Files.exists(folder.resolve(link))) {
                            dead.add(ROOT.relativize(document) + " → " + link);
                        }
                    });
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void declaredMonitorsAreAccepted() throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        documents.add(yaml(Files.readString(ROOT.resolve("examples/flights/slipway.yaml"))));
        String howTo = Files.readString(ROOT.resolve("docs/how-to/monitor-a-model.md"));
        YAML.matcher(howTo).results().map((MatchResult m) -> m.group(1)).forEach(text -> documents.add(yaml(text)));
        assertThat(documents).hasSizeGreaterThan(1);
        for (JsonNode document : documents) {
            document.path("monitors")
                    .properties()
                    .forEach(e -> Json.read(e.getValue().toString(), MonitorDefinition.class)
                            .check(e.getKey()));
        }
    }

    @Test
    void theHelpNamesEveryCommand() throws IOException {
        String help = Files.readString(ROOT.resolve("app/src/main/resources/io/slipway/app/help.txt"));
        for (String command : Main.commandNames()) {
            assertThat(help).containsPattern("\\b" + command + "\\b");
        }
    }

    private static JsonNode yaml(String text) {
        return Json.tree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(p -> p.toString().endsWith(".md"))
                    .toList();
        }
    }
}
