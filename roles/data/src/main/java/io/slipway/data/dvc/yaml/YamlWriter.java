package io.slipway.data.dvc.yaml;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Writes block YAML in the bytes that ruamel.yaml's round-trip dumper gives DVC: two spaces, lists not indented below
 * their key, lines folded at 80 columns.
 */
public final class YamlWriter {
    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    public static String write(Value value) {
        var writer = new YamlWriter();
        switch (value) {
            case Value.Entries(LinkedHashMap<String, Value> map) when map.isEmpty() -> writer.out.append("{}\n");
            case Value.Items(List<Value> list) when list.isEmpty() -> writer.out.append("[]\n");
            case Value.Entries(LinkedHashMap<String, Value> map) -> writer.map(map, 0, true);
            case Value.Items(List<Value> list) -> writer.list(list, 0, true);
            default -> {
                writer.scalar(value, 0);
                writer.out.append('\n');
            }
        }
        return writer.out.toString();
    }

    /** @param fresh whether the first entry starts a line of its own */
    private void map(LinkedHashMap<String, Value> map, int indent, boolean fresh) {
        boolean indented = !fresh;
        for (var e : map.entrySet()) {
            if (!indented) {
                out.repeat(' ', indent);
            }
            indented = false;
            out.append(YamlText.key(e.getKey())).append(':');
            switch (e.getValue()) {
                case Value.Entries(LinkedHashMap<String, Value> inner)
                when !inner.isEmpty() -> {
                    out.append('\n');
                    map(inner, indent + 2, true);
                }
                case Value.Items(List<Value> inner)
                when !inner.isEmpty() -> {
                    out.append('\n');
                    list(inner, indent, true);
                }
                default -> {
                    scalar(e.getValue(), indent + 2);
                    out.append('\n');
                }
            }
        }
    }

    private void list(List<Value> list, int indent, boolean fresh) {
        boolean indented = !fresh;
        for (Value item : list) {
            if (!indented) {
                out.repeat(' ', indent);
            }
            indented = false;
            out.append('-');
            switch (item) {
                case Value.Entries(LinkedHashMap<String, Value> inner)
                when !inner.isEmpty() -> {
                    out.append(' ');
                    map(inner, indent + 2, false);
                }
                case Value.Items(List<Value> inner)
                when !inner.isEmpty() -> {
                    out.append(' ');
                    list(inner, indent + 2, false);
                }
                case Value.Null() -> out.append(" \n");
                default -> {
                    scalar(item, indent + 2);
                    out.append('\n');
                }
            }
        }
    }

    private void scalar(Value value, int indent) {
        switch (value) {
            case Value.Text(String text) -> {
                int lineStart = out.lastIndexOf("\n") + 1;
                int column = out.codePointCount(lineStart, out.length());
                out.append(YamlText.value(text, column, indent));
            }
            case Value.Null() -> {}
            default -> out.append(out.isEmpty() ? "" : " ").append(inline(value));
        }
    }

    /** A value that fits on the line: numbers, truth values, empty collections, text quoted where it must be. */
    public static String inline(Value value) {
        return switch (value) {
            case Value.Text(String text) -> YamlText.key(text);
            case Value.Bool(boolean b) -> String.valueOf(b);
            case Value.Whole(BigInteger n) -> n.toString();
            case Value.Real(double d) ->
                Double.isNaN(d) ? ".nan" : Double.isInfinite(d) ? (d > 0 ? ".inf" : "-.inf") : PythonJson.repr(d);
            case Value.Null() -> "null";
            case Value.Items(List<Value> list) ->
                "[" + String.join(", ", list.stream().map(YamlWriter::inline).toList()) + "]";
            case Value.Entries(LinkedHashMap<String, Value> map) ->
                "{"
                        + String.join(
                                ", ",
                                map.entrySet().stream()
                                        .map(e -> YamlText.key(e.getKey()) + ": " + inline(e.getValue()))
                                        .toList())
                        + "}";
        };
    }
}
