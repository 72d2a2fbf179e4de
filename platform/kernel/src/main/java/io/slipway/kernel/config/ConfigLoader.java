package io.slipway.kernel.config;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.Spelling;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration record. Each key has one flag and one environment variable: {@code serving.http.port} ↔
 * {@code --serving-http-port} ↔ {@code SLIPWAY_SERVING_HTTP_PORT}. Flags win over variables, those over the file,
 * that over the defaults. Components may be int, long, boolean, String, Duration, {@link DataSize}, Path, enums,
 * {@code List<String>} and records of these. Used once, by one thread.
 *
 * <pre>{@code
 * var config = new ConfigLoader<>(ServerConfig.class)
 *         .file(home.resolve("slipway.yaml"))
 *         .env(System.getenv(), Set.of("SLIPWAY_HOME"))
 *         .flags(List.of(args))
 *         .load();
 * }</pre>
 */
public final class ConfigLoader<T> {
    private static final long MAX_FILE_BYTES = 4 << 20;

    private final Class<T> type;
    private final Schema schema;
    private final List<String> problems = new ArrayList<>();
    private Map<String, Given> fromFile = Map.of();
    private Map<String, Given> fromEnv = Map.of();
    private Map<String, Given> fromFlags = Map.of();

    /** @throws IllegalStateException if the record cannot be a configuration: the programmer's mistake */
    public ConfigLoader(Class<T> record) {
        this.type = record;
        this.schema = new Schema(record);
    }

    /** The configuration file; it must exist. */
    public ConfigLoader<T> file(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                problems.add(name + ": the file is too long to be a configuration");
                return this;
            }
            return text(name, Files.readString(file));
        } catch (NoSuchFileException e) {
            problems.add("there is no configuration file " + file);
        } catch (CharacterCodingException e) {
            problems.add(name + ": the file is not UTF-8 text");
        } catch (IOException e) {
            problems.add("cannot read the configuration file " + file + ": " + e.getMessage());
        }
        return this;
    }

    /** The same from memory. */
    public ConfigLoader<T> text(String name, String yaml) {
        fromFile = YamlSource.read(schema, name, yaml, problems);
        return this;
    }

    /**
     * @param environment all variables; only those that start with {@code SLIPWAY_} are looked at, empty ones are as
     *     good as not there
     * @param ignored names that are meant for others, such as the launcher
     */
    public ConfigLoader<T> env(Map<String, String> environment, Set<String> ignored) {
        Map<String, Key> known = new HashMap<>();
        schema.keys().forEach(key -> known.put(key.env(), key));
        fromEnv = new HashMap<>();
        for (var entry : new TreeMap<>(environment).entrySet()) {
            String name = entry.getKey();
            Key key = known.get(name);
            if (key != null) {
                if (!entry.getValue().isEmpty()) {
                    fromEnv.put(key.path(), Given.of(key, entry.getValue(), name));
                }
            } else if (name.startsWith("SLIPWAY_") && !ignored.contains(name)) {
                problems.add("unknown environment variable " + name + Spelling.suggestion(name, known.keySet()));
            }
        }
        return this;
    }

    /** Takes {@code --key value}, {@code --key=value}, and {@code --key} alone for true. */
    public ConfigLoader<T> flags(List<String> arguments) {
        Map<String, Key> known = new HashMap<>();
        schema.keys().forEach(key -> known.put(key.flag(), key));
        fromFlags = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Key key = known.get(name);
            boolean valueFollows = equals < 0
                    && i + 1 < arguments.size()
                    && !arguments.get(i + 1).startsWith("--");
            if (key == null) {
                problems.add("unknown option " + name + Spelling.suggestion(name, known.keySet()));
                i += valueFollows && name.startsWith("--") ? 1 : 0;
                continue;
            }
            String value = equals >= 0 ? argument.substring(equals + 1) : null;
            if (value == null && key.isBoolean()) {
                boolean literal = valueFollows && arguments.get(i + 1).matches("true|false");
                value = literal ? arguments.get(++i) : "true";
            } else if (value == null && valueFollows) {
                value = arguments.get(++i);
            }
            flag(key, value);
        }
        return this;
    }

    private void flag(Key key, @Nullable String value) {
        if (value == null) {
            problems.add(key.flag() + " needs a value");
        } else if (fromFlags.put(key.path(), Given.of(key, value, key.flag())) != null) {
            problems.add(key.flag() + " is given twice");
        }
    }

    /** @throws SlipwayException INVALID_ARGUMENT naming every problem of every source, one a line */
    public LoadedConfig<T> load() {
        Map<String, Object> values = new HashMap<>();
        List<LoadedConfig.Entry> entries = new ArrayList<>();
        for (Key key : schema.keys()) {
            Given given = given(key);
            if (given == null) {
                if (!key.optional()) {
                    problems.add("'" + key.path() + "' is not set; give it in the file, as " + key.flag() + " or as "
                            + key.env());
                }
                entries.add(new LoadedConfig.Entry(key.path(), null, key.secret(), "not set"));
                continue;
            }
            try {
                Object value = Values.parse(key.type(), given.texts());
                values.put(key.path(), value);
                entries.add(new LoadedConfig.Entry(key.path(), Values.print(value), key.secret(), given.source()));
            } catch (IllegalArgumentException e) {
                String shown = key.secret() ? "" : ", not '" + String.join(",", given.texts()) + "'";
                problems.add(given.source() + ": '" + key.path() + "' " + e.getMessage() + shown);
            }
        }
        Object built = problems.isEmpty() ? schema.build(values, problems) : null;
        if (built == null || !problems.isEmpty()) {
            throw new SlipwayException(
                    ErrorCode.INVALID_ARGUMENT,
                    (problems.size() == 1
                                    ? "the configuration has a problem:\n  "
                                    : "the configuration has " + problems.size() + " problems:\n  ")
                            + String.join("\n  ", problems));
        }
        return new LoadedConfig<>(type.cast(built), entries);
    }

    private @Nullable Given given(Key key) {
        Given flag = fromFlags.get(key.path());
        Given env = fromEnv.get(key.path());
        Given file = fromFile.get(key.path());
        if (flag != null || env != null || file != null) {
            return flag != null ? flag : env != null ? env : file;
        }
        return key.byDefault() == null ? null : Given.of(key, key.byDefault(), "default");
    }
}
