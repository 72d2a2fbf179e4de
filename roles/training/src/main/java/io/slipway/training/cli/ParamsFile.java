package io.slipway.training.cli;

import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a section of a YAML file, named {@code FILE} or {@code FILE:dotted.section}. */
final class ParamsFile {
    private static final long MAX_BYTES = 1 << 20;

    private ParamsFile() {}

    /** @throws SlipwayException INVALID_ARGUMENT that names the file and what is wrong */
    static Map<?, ?> section(String spec) throws IOException {
        int colon = spec.lastIndexOf(':');
        // One letter before the colon is a Windows drive, not a file.
        Path file = Path.of(colon > 1 ? spec.substring(0, colon) : spec);
        @Nullable Object value = load(file);
        if (colon > 1) {
            for (String name : spec.substring(colon + 1).split("\\.")) {
                value = value instanceof Map<?, ?> map ? map.get(name) : null;
            }
        }
        if (value instanceof Map<?, ?> section) {
            return section;
        }
        throw SlipwayException.invalid(
                file + " has no section '" + (colon > 1 ? spec.substring(colon + 1) : "") + "' with names and values");
    }

    private static Object load(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw SlipwayException.invalid(file + " is larger than 1 MB: that is no file of parameters");
            }
            return new Load(LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw SlipwayException.invalid("no such file: " + file);
        } catch (YamlEngineException e) {
            throw SlipwayException.invalid(file + " is not valid YAML: " + e.getMessage());
        }
    }
}
