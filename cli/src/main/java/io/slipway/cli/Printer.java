package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints an answer as a table for people or as JSON for programs. */
public final class Printer {
    /** The names that {@code -o} takes. */
    public enum Format {
        table,
        json
    }

    /** How a cell looks. */
    public enum Kind {
        TEXT,
        NUMBER,
        TIME,
        MILLIS
    }

    /**
     * @param pointer JSON pointer within a row, e.g. {@code /info/status}
     */
    public record Column(String title, String pointer, Kind kind) {
        public static Column text(String title, String pointer) {
            return new Column(title, pointer, Kind.TEXT);
        }

        public static Column number(String title, String pointer) {
            return new Column(title, pointer, Kind.NUMBER);
        }

        public static Column time(String title, String pointer) {
            return new Column(title, pointer, Kind.TIME);
        }
    }

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Format format;
    private final PrintStream out;

    public Printer(Format format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    /** @param none what to say instead of an empty table: what this is and how to make the first one */
    public void rows(JsonNode answer, String listPointer, List<Column> columns, String none) {
        JsonNode rows = answer.at(listPointer);
        if (format == Format.json) {
            out.println(pretty(answer));
        } else if (rows.isEmpty()) {
            out.println(none);
        } else {
            List<List<String>> cells = new ArrayList<>();
            for (JsonNode row : rows) {
                cells.add(columns.stream()
                        .map(c -> cell(row.at(c.pointer()), c.kind()))
                        .toList());
            }
            table(columns, cells);
        }
    }

    /** One object: JSON, or the sentence that says it. */
    public void answer(JsonNode answer, String sentence) {
        out.println(format == Format.json ? pretty(answer) : sentence);
    }

    /** One object as name and value per line. */
    public void object(JsonNode answer, List<Column> fields) {
        if (format == Format.json) {
            out.println(pretty(answer));
            return;
        }
        int width = fields.stream().mapToInt(f -> f.title().length()).max().orElse(0);
        for (Column field : fields) {
            out.println(pad(field.title(), width, false) + "  " + cell(answer.at(field.pointer()), field.kind()));
        }
    }

    private void table(List<Column> columns, List<List<String>> cells) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    columns.get(i).title().length(),
                    cells.stream().mapToInt(r -> r.get(column).length()).max().orElse(0));
        }
        out.println(line(columns.stream().map(Column::title).toList(), columns, widths));
        cells.forEach(row -> out.println(line(row, columns, widths)));
    }

    private static String line(List<String> cells, List<Column> columns, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            boolean right =
                    columns.get(i).kind() == Kind.NUMBER || columns.get(i).kind() == Kind.MILLIS;
            line.append(i == 0 ? "" : "  ").append(pad(cells.get(i), widths[i], right));
        }
        return line.toString().stripTrailing();
    }

    private static String pad(String text, int width, boolean right) {
        String blank = " ".repeat(Math.max(0, width - text.length()));
        return right ? blank + text : text + blank;
    }

    private static String cell(JsonNode value, Kind kind) {
        if (value.isMissingNode() || value.isNull()) {
            return "–";
        }
        return switch (kind) {
            case TIME -> TIME.format(Instant.ofEpochMilli(value.asLong()).atZone(ZoneId.systemDefault()));
            case NUMBER -> value.isIntegralNumber() ? value.asText() : significant(value.asDouble());
            case MILLIS -> String.format(Locale.ROOT, "%.1f s", value.asDouble() / 1000);
            case TEXT -> value.isValueNode() ? value.asText() : value.toString();
        };
    }

    private static String significant(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.4g", value);
    }

    private static String pretty(JsonNode value) {
        return value.toPrettyString();
    }
}
