package io.slipway.cli.moving;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes flat YAML that every reader of it takes: each text quoted, all that is not plain ASCII escaped. */
final class Yaml {
    private final StringBuilder out = new StringBuilder();

    Yaml text(String name, @Nullable String value) {
        return raw(name, value == null ? "null" : quoted(value));
    }

    Yaml number(String name, @Nullable Long value) {
        return raw(name, value == null ? "null" : value.toString());
    }

    Yaml raw(String name, String value) {
        out.append(name).append(": ").append(value).append('\n');
        return this;
    }

    Yaml texts(String name, Map<String, String> values) {
        if (values.isEmpty()) {
            return raw(name, "{}");
        }
        out.append(name).append(":\n");
        values.forEach((key, value) -> out.append("  ")
                .append(quoted(key))
                .append(": ")
                .append(quoted(value))
                .append('\n'));
        return this;
    }

    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c >= ' ' && c < 127) {
                quoted.append((char) c);
            } else {
                quoted.append(String.format(Locale.ROOT, c < 0x10000 ? "\\u%04X" : "\\U%08X", c));
            }
        });
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
