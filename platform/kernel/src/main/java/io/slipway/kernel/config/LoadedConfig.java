package io.slipway.kernel.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration and where each value came from.
 *
 * @param entries in the schema's order
 */
public record LoadedConfig<T>(T value, List<Entry> entries) {
    public LoadedConfig {
        entries = List.copyOf(entries);
    }

    /**
     * The value of a key.
     *
     * @param text as the file would hold it, null if it is not set
     * @param source {@code default}, a file and line, a variable or a flag
     */
    public record Entry(String path, @Nullable String text, boolean secret, String source) {}

    /** The effective configuration as the file would hold it, with each value's source behind it and secrets hidden. */
    public String effectiveYaml() {
        var out = new StringBuilder();
        String[] open = {};
        for (Entry entry : entries) {
            String[] parts = entry.path.split("\\.");
            int same = 0;
            while (same < parts.length - 1 && same < open.length - 1 && parts[same].equals(open[same])) {
                same++;
            }
            for (int depth = same; depth < parts.length - 1; depth++) {
                out.append("  ".repeat(depth)).append(parts[depth]).append(":\n");
            }
            String shown = entry.text == null ? "null" : entry.secret ? "\"<hidden>\"" : entry.text;
            out.append("  ".repeat(parts.length - 1))
                    .append(parts[parts.length - 1])
                    .append(": ")
                    .append(shown);
            out.append("  # ").append(entry.source).append('\n');
            open = parts;
        }
        return out.toString();
    }
}
