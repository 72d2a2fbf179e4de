package io.slipway.data.dvc.yaml;

import java.util.Locale;

/** Writes one text scalar, choosing style and folding as ruamel.yaml's emitter does (width 80). */
final class YamlText {
    private static final int WIDTH = 80;

    private YamlText() {}

    private enum Style {
        PLAIN,
        SINGLE,
        DOUBLE
    }

    /** A text on one line, for a key or a flow value. */
    static String key(String text) {
        return switch (style(text, true)) {
            case PLAIN -> text;
            case SINGLE -> "'" + text.replace("'", "''") + "'";
            case DOUBLE -> doubleQuoted(text, 0, 0, false);
        };
    }

    /**
     * A text after {@code key:} or {@code -}, the blank between included.
     *
     * @param column where the line stands, before the blank
     * @param indent of the lines that a long text goes on in
     */
    static String value(String text, int column, int indent) {
        return switch (style(text, false)) {
            case PLAIN -> plain(text, column, indent);
            case SINGLE -> singleQuoted(text, column + (column == 0 ? 0 : 1), indent, column == 0 ? "" : " ");
            case DOUBLE -> (column == 0 ? "" : " ") + doubleQuoted(text, column + (column == 0 ? 0 : 1), indent, true);
        };
    }

    private static Style style(String text, boolean simpleKey) {
        if (text.isEmpty()) {
            return Style.SINGLE;
        }
        boolean special = text.codePoints().anyMatch(c -> !(c == '\n' || isPrintable(c)));
        boolean breaks = text.codePoints().anyMatch(YamlText::isBreak);
        if (!special && !breaks && plainAllowed(text) && YamlScalars.staysText(text)) {
            return Style.PLAIN;
        }
        if (text.indexOf('\'') >= 0 || text.indexOf('\n') >= 0 || special || (breaks && simpleKey)) {
            return Style.DOUBLE;
        }
        return Style.SINGLE;
    }

    private static boolean isBreak(int c) {
        return c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    private static boolean isPrintable(int c) {
        return (c >= 0x20 && c <= 0x7e)
                || c == 0x85
                || (c >= 0xa0 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd && c != 0xfeff)
                || c >= 0x10000;
    }

    private static boolean isBlank(int c) {
        return c == 0 || c == ' ' || c == '\t' || c == '\r' || isBreak(c);
    }

    private static boolean plainAllowed(String text) {
        char first = text.charAt(0);
        char last = text.charAt(text.length() - 1);
        boolean firstAlone = text.length() == 1 || isBlank(text.charAt(1));
        if (first == ' ' || last == ' ' || text.startsWith("---") || text.startsWith("...")) {
            return false;
        }
        if ("#,[]{}&*!|>'\"%@`".indexOf(first) >= 0 || ("?:-".indexOf(first) >= 0 && firstAlone)) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean followed = i + 1 >= text.length() || isBlank(text.charAt(i + 1));
            if ((c == ':' && followed) || (c == '#' && isBlank(text.charAt(i - 1)))) {
                return false;
            }
        }
        return true;
    }

    /** Words in order; a blank before a word that would pass the width stays at the line's end. */
    private static String plain(String text, int startColumn, int indent) {
        var out = new StringBuilder();
        int column = startColumn;
        if (column > 0) {
            out.append(' ');
            column++;
        }
        int i = 0;
        while (i < text.length()) {
            int end = i;
            boolean spaces = text.charAt(i) == ' ';
            while (end < text.length() && (text.charAt(end) == ' ') == spaces) {
                end++;
            }
            int length = text.codePointCount(i, end);
            if (spaces && length == 1 && column >= WIDTH) {
                column = newLine(out, indent);
            } else {
                if (!spaces && length + column > WIDTH && column > indent) {
                    column = newLine(out, indent);
                }
                out.append(text, i, end);
                column += length;
            }
            i = end;
        }
        return out.toString();
    }

    private static int newLine(StringBuilder out, int indent) {
        out.append('\n').repeat(' ', indent);
        return indent;
    }

    private static String singleQuoted(String text, int startColumn, int indent, String before) {
        var out = new StringBuilder(before).append('\'');
        int column = startColumn + 1;
        int i = 0;
        while (i < text.length()) {
            int end = i;
            boolean spaces = text.charAt(i) == ' ';
            while (end < text.length() && (text.charAt(end) == ' ') == spaces) {
                end++;
            }
            int length = text.codePointCount(i, end);
            if (spaces && length == 1 && column > WIDTH && i != 0 && end != text.length()) {
                column = newLine(out, indent);
            } else {
                out.append(text, i, end);
                column += length;
            }
            i = end;
        }
        return out.append('\'').toString();
    }

    private static String doubleQuoted(String text, int startColumn, int indent, boolean split) {
        var out = new StringBuilder("\"");
        int column = startColumn + 1;
        int[] points = text.codePoints().toArray();
        int start = 0;
        int end = 0;
        while (end <= points.length) {
            int c = end < points.length ? points[end] : -1;
            if (c < 0 || c == '"' || c == '\\' || c == 0x2028 || c == 0x2029 || c == 0x85 || !isPrintable(c)) {
                if (start < end) {
                    out.append(new String(points, start, end - start));
                    column += end - start;
                    start = end;
                }
                if (c >= 0) {
                    String escaped = escape(c);
                    out.append(escaped);
                    column += escaped.length();
                    start = end + 1;
                }
            }
            boolean mayFold = split && end > 0 && end < points.length - 1 && (c == ' ' || start >= end);
            if (mayFold && column + (end - start) > WIDTH) {
                boolean backslash = start == end || needsBackslash(points, end);
                if (start < end) {
                    out.append(new String(points, start, end - start));
                    start = end;
                }
                out.append(backslash ? "\\" : "");
                column = newLine(out, indent);
                if (points[start] == ' ') {
                    start += backslash ? 0 : 1;
                    out.append(backslash ? "\\" : "");
                    column += backslash ? 1 : 0;
                }
            }
            end++;
        }
        return out.append('"').toString();
    }

    /** Whether a fold before {@code end} must be escaped, so that reading it back adds or loses no blank. */
    private static boolean needsBackslash(int[] points, int end) {
        int space = end;
        while (space < points.length && points[space] != ' ') {
            space++;
        }
        if (space + 1 >= points.length) {
            return true;
        }
        for (int i = end; i < space; i++) {
            if (points[i] == '\n') {
                space = i;
                break;
            }
        }
        int next = points[space + 1];
        if (points[space] == '\n' && next != ' ') {
            return true;
        }
        for (int i = end; i < space; i++) {
            if (points[i] == '"' || points[i] == '\'') {
                return true;
            }
        }
        boolean twoBlanks = points[end] == ' ' && points[end - 1] == ' ';
        return next == ' ' || next == '\n' || twoBlanks;
    }

    private static String escape(int c) {
        return switch (c) {
            case 0 -> "\\0";
            case 7 -> "\\a";
            case 8 -> "\\b";
            case 9 -> "\\t";
            case 10 -> "\\n";
            case 11 -> "\\v";
            case 12 -> "\\f";
            case 13 -> "\\r";
            case 27 -> "\\e";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case 0x85 -> "\\N";
            case 0xa0 -> "\\_";
            case 0x2028 -> "\\L";
            case 0x2029 -> "\\P";
            default ->
                c <= 0xff
                        ? String.format(Locale.ROOT, "\\x%02X", c)
                        : c <= 0xffff
                                ? String.format(Locale.ROOT, "\\u%04X", c)
                                : String.format(Locale.ROOT, "\\U%08X", c);
        };
    }
}
