package io.slipway.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The components of a record under their names in JSON. */
record RecordShape(List<Part> parts) {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            List<Part> parts = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                if (!component.getAccessor().isAnnotationPresent(JsonIgnore.class)) {
                    parts.add(part(component));
                }
            }
            return new RecordShape(List.copyOf(parts));
        }
    };

    static RecordShape of(Class<?> record) {
        return SHAPES.get(record);
    }

    private static Part part(RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.trySetAccessible();
        JsonProperty named = accessor.getAnnotation(JsonProperty.class);
        String name = named == null || named.value().isEmpty()
                ? PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName())
                : named.value();
        return new Part(name, component.getAnnotatedType(), nullable(component.getAnnotatedType()), accessor);
    }

    static boolean nullable(AnnotatedElement type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    /**
     * @param nullable whether it may be left out
     */
    record Part(String name, AnnotatedType type, boolean nullable, Method accessor) {
        @Nullable
        Object of(Object record) {
            try {
                return accessor.invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + accessor, e);
            }
        }
    }

    /** The class behind a type: of {@code List<String>}, {@code List}. */
    static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> c -> c;
            case ParameterizedType p -> raw(p.getRawType());
            default -> Object.class;
        };
    }

    /** The type argument at {@code index}, null if there is none. */
    static @Nullable AnnotatedType argument(AnnotatedType type, int index) {
        return type instanceof AnnotatedParameterizedType p && p.getAnnotatedActualTypeArguments().length > index
                ? p.getAnnotatedActualTypeArguments()[index]
                : null;
    }
}
