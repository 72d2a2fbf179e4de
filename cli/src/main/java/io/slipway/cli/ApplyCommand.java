package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway apply}: makes the server's pipelines and monitors what a file in version control says. */
@Command(
        name = "apply",
        description = {
            "Make the server's pipelines and monitors what a file says.",
            "The file has two maps, 'pipelines' and 'monitors', from name to definition. Applying twice changes nothing."
        })
public final class ApplyCommand implements Callable<Integer> {
    private static final List<String> KINDS = List.of("pipelines", "monitors");
    private static final long MAX_FILE = 1 << 20;

    @Mixin
    ServerOptions options = new ServerOptions();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            defaultValue = "slipway.yaml",
            description = "default: ${DEFAULT-VALUE}")
    Path file = Path.of("slipway.yaml");

    @Override
    public Integer call() {
        apply(options.server(), file, System.out::println);
        return 0;
    }

    /**
     * Sends every definition of the file. A pipeline's {@code project} is taken relative to the file's folder.
     *
     * @param told a line per definition
     */
    public static void apply(Server server, Path file, java.util.function.Consumer<String> told) {
        JsonNode document = read(file);
        document.fieldNames().forEachRemaining(name -> {
            if (!KINDS.contains(name)) {
                throw SlipwayException.invalid(file + ": unknown key '" + name + "'; it takes " + KINDS);
            }
        });
        for (String kind : KINDS) {
            for (Map.Entry<String, JsonNode> entry : document.path(kind).properties()) {
                if (!(entry.getValue() instanceof ObjectNode definition)) {
                    throw SlipwayException.invalid(file + ": " + kind + "." + entry.getKey() + " must be a map");
                }
                if (kind.equals("pipelines")) {
                    Path folder = file.toAbsolutePath().getParent();
                    Path project = Path.of(definition.path("project").asText("."));
                    definition.put(
                            "project",
                            (folder == null ? project : folder.resolve(project))
                                    .normalize()
                                    .toString());
                }
                server.put("/api/slipway/v1/" + kind + "/" + Server.escape(entry.getKey()), definition);
                told.accept(kind.substring(0, kind.length() - 1) + " '" + entry.getKey() + "' applied");
            }
        }
    }

    private static JsonNode read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw SlipwayException.invalid(file + " is larger than 1 MB; that is no slipway.yaml");
            }
            Object loaded = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            if (!(loaded instanceof Map)) {
                throw SlipwayException.invalid(file + " must hold a map with 'pipelines' and 'monitors'");
            }
            return Json.tree(loaded);
        } catch (NoSuchFileException e) {
            throw new SlipwayException(
                    io.slipway.kernel.ErrorCode.NOT_FOUND, "there is no file " + file + "; name one with -f", e);
        } catch (IOException e) {
            throw SlipwayException.invalid("cannot read " + file + ": " + e.getMessage());
        } catch (YamlEngineException e) {
            throw SlipwayException.invalid(file + ": " + e.getMessage());
        }
    }
}
