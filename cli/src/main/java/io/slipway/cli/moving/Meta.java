package io.slipway.cli.moving;

import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A {@code meta.yaml}: names and plain values. No tag of YAML can make an object of another kind. */
final class Meta {
    private static final long MAX_BYTES = 32 << 20;

    private final Path file;
    private final Map<?, ?> values;

    private Meta(Path file, Map<?, ?> values) {
        this.file = file;
        this.values = values;
    }

    /** @throws SlipwayException INVALID_ARGUMENT if it is not there or is no such file */
    static Meta of(Folder source, Path folder) throws IOException {
        Path file = folder.resolve("meta.yaml");
        if (source.find(source.root().relativize(file)).isEmpty()) {
            throw SlipwayException.invalid("there is no meta.yaml");
        }
        var settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(10)
                .setCodePointLimit((int) MAX_BYTES)
                .build();
        try {
            if (new Load(settings).loadFromString(Folder.text(file, MAX_BYTES)) instanceof Map<?, ?> map) {
                return new Meta(file, map);
            }
            throw SlipwayException.invalid("meta.yaml holds no names and values");
        } catch (YamlEngineException | ClassCastException | StackOverflowError e) {
            throw SlipwayException.invalid("meta.yaml cannot be read: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    @Nullable
    String textOrNull(String... names) {
        for (String name : names) {
            Object value = values.get(name);
            if (value != null) {
                return value.toString();
            }
        }
        return null;
    }

    String text(String... names) {
        return Optional.ofNullable(textOrNull(names))
                .orElseThrow(() -> SlipwayException.invalid("meta.yaml has no '" + names[0] + "'"));
    }

    @Nullable
    Long numberOrNull(String... names) {
        String text = textOrNull(names);
        try {
            return text == null ? null : Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw SlipwayException.invalid("'" + names[0] + "' of meta.yaml is no whole number");
        }
    }

    long number(long otherwise, String... names) {
        Long value = numberOrNull(names);
        return value == null ? otherwise : value;
    }

    SortedMap<String, String> texts(String name) {
        var texts = new TreeMap<String, String>();
        if (values.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key != null && value != null) {
                    texts.put(key.toString(), value.toString());
                }
            });
        }
        return texts;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
