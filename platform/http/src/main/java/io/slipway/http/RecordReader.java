package io.slipway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON body as a record and tells what is wrong with it by its path: an unknown name, a wrong type, a missing
 * part. A component is required unless it is {@code @Nullable}.
 */
final class RecordReader {
    private RecordReader() {}

    static <T> T read(ObjectMapper mapper, byte[] body, Class<T> type) {
        T value;
        try {
            value = mapper.readValue(body, type);
        } catch (JsonMappingException e) {
            throw translated(e);
        } catch (JsonProcessingException e) {
            throw body.length == 0
                    ? SlipwayException.invalid("the body is empty; send a JSON object")
                    : Json.invalid(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (value == null) {
            throw SlipwayException.invalid("the body is null; send a JSON object");
        }
        checkValue("", value);
        return value;
    }

    private static RuntimeException translated(JsonMappingException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SlipwayException own) {
                return own;
            }
        }
        String path = path(e);
        return switch (e) {
            case UnrecognizedPropertyException u -> unknown(u, path);
            case InvalidFormatException f
            when f.getTargetType() != null && f.getTargetType().isEnum() ->
                SlipwayException.invalid("'" + path + "' is " + shortened(f.getValue()) + ", but must be one of "
                        + Arrays.stream(f.getTargetType().getEnumConstants())
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")));
            case MismatchedInputException m -> mismatched(m, path);
            default ->
                e.getCause() instanceof IllegalArgumentException illegal && illegal.getMessage() != null
                        ? SlipwayException.invalid(
                                path.isEmpty() ? illegal.getMessage() : "'" + path + "': " + illegal.getMessage())
                        : Json.invalid(e);
        };
    }

    private static SlipwayException unknown(UnrecognizedPropertyException e, String path) {
        Collection<String> known = e.getKnownPropertyIds() == null
                ? java.util.List.of()
                : e.getKnownPropertyIds().stream().map(String::valueOf).toList();
        return SlipwayException.invalid(
                "unknown name '" + path + "'" + Spelling.suggestion(e.getPropertyName(), known));
    }

    private static SlipwayException mismatched(MismatchedInputException e, String path) {
        String message = e.getOriginalMessage();
        if (message != null && message.startsWith("No content")) {
            return SlipwayException.invalid("the body is empty; send a JSON object");
        }
        Class<?> target = e.getTargetType();
        if (message != null && message.contains("Cannot map `null` into type") || isAbsent(message)) {
            return SlipwayException.invalid("missing '" + path + "'");
        }
        String where = path.isEmpty() ? "the body" : "'" + path + "'";
        String line = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
        return SlipwayException.invalid(
                where + " must be " + (target == null ? "of another type" : described(target)) + line);
    }

    private static boolean isAbsent(@Nullable String message) {
        return message != null && message.startsWith("Missing");
    }

    private static String described(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number" + (type == int.class || type == Integer.class ? " of 32 bits" : "");
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "a list" : "an object";
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return "'" + (text.length() > 50 ? text.substring(0, 50) + "…" : text) + "'";
    }

    private static String path(JsonMappingException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static void checkValue(String path, Object value) {
        if (!value.getClass().isRecord()) {
            return;
        }
        for (RecordShape.Part part : RecordShape.of(value.getClass()).parts()) {
            String inner = path.isEmpty() ? part.name() : path + "." + part.name();
            Object component = part.of(value);
            if (component != null) {
                checkNested(inner, component, part.type());
            } else if (!part.nullable()) {
                throw SlipwayException.invalid("missing '" + inner + "'");
            }
        }
    }

    private static void checkNested(String path, Object value, AnnotatedType type) {
        switch (value) {
            case Collection<?> items -> {
                AnnotatedType of = RecordShape.argument(type, 0);
                int i = 0;
                for (Object item : items) {
                    checkItem(path + "[" + i++ + "]", item, of);
                }
            }
            case Map<?, ?> map -> {
                AnnotatedType of = RecordShape.argument(type, 1);
                for (var entry : map.entrySet()) {
                    checkItem(path + "." + entry.getKey(), entry.getValue(), of);
                }
            }
            default -> checkValue(path, value);
        }
    }

    private static void checkItem(String path, @Nullable Object item, @Nullable AnnotatedType type) {
        if (type == null) {
            return;
        }
        if (item != null) {
            checkNested(path, item, type);
        } else if (!RecordShape.nullable(type) && RecordShape.raw(type.getType()) != Object.class) {
            throw SlipwayException.invalid("'" + path + "' is null");
        }
    }
}
