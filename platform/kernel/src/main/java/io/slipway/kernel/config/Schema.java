package io.slipway.kernel.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of a configuration record, in their order, and the way from their values back to the record. */
final class Schema {
    private final Class<?> root;
    private final Map<String, Key> keys = new LinkedHashMap<>();

    /** @throws IllegalStateException if a component is not described or two keys share a flag or variable */
    Schema(Class<?> root) {
        this.root = root;
        collect(root, "");
        Map<String, Key> flags = new HashMap<>();
        for (Key key : keys.values()) {
            Key other = flags.putIfAbsent(key.env(), key);
            if (other != null) {
                throw new IllegalStateException(
                        other.path() + " and " + key.path() + " have the same flag " + key.flag());
            }
        }
    }

    private void collect(Class<?> type, String prefix) {
        for (RecordComponent component : type.getRecordComponents()) {
            String path = prefix + kebab(component.getName());
            if (component.getType().isRecord() && component.getType() != DataSize.class) {
                collect(component.getType(), path + ".");
                continue;
            }
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(path + " has no @Setting");
            }
            keys.put(
                    path,
                    new Key(
                            path,
                            component.getGenericType(),
                            setting.value(),
                            setting.byDefault().equals(Setting.NONE) ? null : setting.byDefault(),
                            setting.secret(),
                            component.getAnnotatedType().isAnnotationPresent(Nullable.class)));
        }
    }

    /** {@code idleTimeout} → {@code idle-timeout}. */
    private static String kebab(String name) {
        var out = new StringBuilder();
        for (char c : name.toCharArray()) {
            out.append(Character.isUpperCase(c) ? "-" + Character.toString(c).toLowerCase(Locale.ROOT) : c);
        }
        return out.toString();
    }

    List<Key> keys() {
        return List.copyOf(keys.values());
    }

    @Nullable
    Key key(String path) {
        return keys.get(path);
    }

    boolean isGroup(String path) {
        return keys.keySet().stream().anyMatch(key -> key.startsWith(path + "."));
    }

    /** @param values of the components' types by path; what a record's constructor refuses is added to {@code problems} */
    @Nullable
    Object build(Map<String, Object> values, List<String> problems) {
        return build(root, "", values, problems);
    }

    private static @Nullable Object build(
            Class<?> type, String prefix, Map<String, Object> values, List<String> problems) {
        List<@Nullable Object> arguments = new ArrayList<>();
        int before = problems.size();
        for (RecordComponent component : type.getRecordComponents()) {
            String path = prefix + kebab(component.getName());
            boolean group = component.getType().isRecord() && component.getType() != DataSize.class;
            arguments.add(group ? build(component.getType(), path + ".", values, problems) : values.get(path));
        }
        if (problems.size() > before) {
            return null;
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.trySetAccessible();
            return constructor.newInstance(arguments.toArray());
        } catch (java.lang.reflect.InvocationTargetException e) {
            Throwable refused = e.getCause() == null ? e : e.getCause();
            problems.add(
                    (prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1) + ": ") + refused.getMessage());
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }
}
