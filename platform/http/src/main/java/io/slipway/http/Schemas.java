package io.slipway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of records; each record is described once and referred to. */
final class Schemas {
    private final ObjectNode components = Json.object();
    private final Map<Class<?>, String> names = new HashMap<>();

    ObjectNode components() {
        return components;
    }

    ObjectNode of(Class<?> type) {
        return of(type, null);
    }

    private ObjectNode of(Type type, @Nullable AnnotatedType annotated) {
        Class<?> raw = RecordShape.raw(type);
        if (raw.isRecord()) {
            return Json.object().put("$ref", "#/components/schemas/" + described(raw));
        }
        ObjectNode schema = Json.object();
        if (raw.isEnum()) {
            ArrayNode constants = schema.put("type", "string").putArray("enum");
            for (Object constant : raw.getEnumConstants()) {
                constants.add(((Enum<?>) constant).name());
            }
        } else if (raw.isArray()) {
            schema.put("type", "array").set("items", of(raw.getComponentType(), null));
        } else if (Collection.class.isAssignableFrom(raw)) {
            schema.put("type", "array").set("items", argument(annotated, 0));
        } else if (Map.class.isAssignableFrom(raw)) {
            schema.put("type", "object").set("additionalProperties", argument(annotated, 1));
        } else if (!JsonNode.class.isAssignableFrom(raw) && raw != Object.class) {
            simple(schema, raw);
        }
        return schema;
    }

    private ObjectNode argument(@Nullable AnnotatedType of, int index) {
        AnnotatedType argument = of == null ? null : RecordShape.argument(of, index);
        return argument == null ? Json.object() : of(argument.getType(), argument);
    }

    private static void simple(ObjectNode schema, Class<?> raw) {
        switch (raw.getSimpleName()) {
            case "int", "Integer" -> schema.put("type", "integer").put("format", "int32");
            case "long", "Long" -> schema.put("type", "integer").put("format", "int64");
            case "double", "Double", "float", "Float" -> schema.put("type", "number");
            case "boolean", "Boolean" -> schema.put("type", "boolean");
            default -> schema.put("type", "string");
        }
    }

    private String described(Class<?> record) {
        String known = names.get(record);
        if (known != null) {
            return known;
        }
        String name = record.getSimpleName();
        for (int i = 2; components.has(name); i++) {
            name = record.getSimpleName() + i;
        }
        names.put(record, name);
        ObjectNode schema = components.putObject(name).put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.strict().createArrayNode();
        for (RecordShape.Part part : RecordShape.of(record).parts()) {
            properties.set(part.name(), of(part.type().getType(), part.type()));
            if (!part.nullable()) {
                required.add(part.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return name;
    }
}
