package io.slipway.kernel.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text ↔ the types that a key may have. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private Values() {}

    /** @throws IllegalArgumentException whose message continues "'key' …" */
    static Object parse(Type type, List<String> texts) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return List.copyOf(texts);
        }
        if (texts.size() != 1) {
            throw new IllegalArgumentException("takes one value, not a list");
        }
        String text = texts.getFirst();
        if (type == String.class) {
            return text;
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return number(text, type == int.class || type == Integer.class);
        }
        if (type == boolean.class || type == Boolean.class) {
            return bool(text);
        }
        if (type == Duration.class) {
            return duration(text);
        }
        if (type == DataSize.class) {
            return DataSize.parse(text);
        }
        if (type == Path.class) {
            return path(text);
        }
        if (type instanceof Class<?> c && c.isEnum()) {
            return constant(c, text);
        }
        throw new IllegalStateException("no configuration key can be a " + type);
    }

    private static Object number(String text, boolean small) {
        try {
            if (small) {
                return Integer.valueOf(text.strip());
            }
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number" + (small ? " of 32 bits" : ""), e);
        }
    }

    private static Object bool(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static Object duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a duration such as 500ms, 30s, 5m, 12h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Object path(String text) {
        try {
            return text.equals("~") || text.startsWith("~/")
                    ? Path.of(System.getProperty("user.home") + text.substring(1))
                    : Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a path", e);
        }
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (word(constant).equals(text.strip().toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("must be one of "
                + Arrays.stream(type.getEnumConstants()).map(Values::word).collect(Collectors.joining(", ")));
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As the file would hold it. */
    static String print(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(Values::print).collect(Collectors.joining(", ", "[", "]"));
            case Duration d -> printed(d);
            case Enum<?> e -> word(e);
            case String s -> quoted(s);
            case Path p -> quoted(p.toString());
            default -> value.toString();
        };
    }

    private static String printed(Duration d) {
        long ms = d.toMillis();
        if (ms == 0 || ms % 1000 != 0) {
            return ms + "ms";
        }
        long s = ms / 1000;
        return s % 86_400 == 0
                ? s / 86_400 + "d"
                : s % 3600 == 0 ? s / 3600 + "h" : s % 60 == 0 ? s / 60 + "m" : s + "s";
    }

    private static String quoted(String text) {
        boolean plain = text.matches("[A-Za-z/][A-Za-z0-9_./-]*") && !text.matches("(?i)true|false|null|yes|no|on|off");
        if (plain) {
            return text;
        }
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ' || c > '~') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** For the reference page. */
    static String typeName(Type type) {
        if (type instanceof ParameterizedType) {
            return "list";
        }
        if (type instanceof Class<?> c && c.isEnum()) {
            return Arrays.stream(c.getEnumConstants()).map(Values::word).collect(Collectors.joining(" \\| "));
        }
        return switch (((Class<?>) type).getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "whole number";
            case "boolean", "Boolean" -> "true \\| false";
            case "Duration" -> "duration";
            case "DataSize" -> "size";
            case "Path" -> "path";
            default -> "text";
        };
    }
}
