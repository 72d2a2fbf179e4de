package io.slipway.inference;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How raw columns become the booster's features: {@code features.json} of the {@code slipway} flavor.
 *
 * @param features in the booster's order
 */
record FeatureEncoding(List<Feature> features) {
    static final int MAX_BYTES = 64 << 20;

    /**
     * @param categories for a category: its value → the number the booster knows; empty for a number
     * @param category false for a number, which is taken as it is
     */
    record Feature(String name, boolean category, Map<String, Float> categories) {}

    static FeatureEncoding parse(String file, byte[] bytes) {
        JsonNode root;
        try {
            root = Json.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (SlipwayException e) {
            throw SlipwayException.invalid(file + ": " + e.text());
        }
        JsonNode list = root.path("features");
        if (!list.isArray() || list.isEmpty()) {
            throw SlipwayException.invalid(file + ": 'features' must be a list of at least one feature");
        }
        List<Feature> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode node : list) {
            JsonNode name = node.path("name");
            if (!name.isTextual()) {
                throw SlipwayException.invalid(file + ": feature " + features.size() + " has no name");
            }
            if (!names.add(name.textValue())) {
                throw SlipwayException.invalid(file + ": feature '" + name.textValue() + "' is named twice");
            }
            features.add(feature(file, name.textValue(), node));
        }
        return new FeatureEncoding(List.copyOf(features));
    }

    private static Feature feature(String file, String name, JsonNode node) {
        String where = file + ": feature '" + name + "'";
        return switch (node.path("type").asText()) {
            case "number" -> new Feature(name, false, Map.of());
            case "category" -> new Feature(name, true, categories(where, node.path("categories")));
            default ->
                throw SlipwayException.invalid(
                        where + " has type '" + node.path("type").asText() + "'; it must be 'number' or 'category'");
        };
    }

    private static Map<String, Float> categories(String where, JsonNode list) {
        if (!list.isArray() || list.size() >= 1 << 24) {
            throw SlipwayException.invalid(where + " needs a list of categories");
        }
        Map<String, Float> categories = HashMap.newHashMap(list.size());
        for (JsonNode value : list) {
            if (!value.isValueNode() || value.isNull()) {
                throw SlipwayException.invalid(where + ": category " + categories.size() + " must be text");
            }
            if (categories.put(value.asText(), (float) categories.size()) != null) {
                throw SlipwayException.invalid(where + " lists category '" + value.asText() + "' twice");
            }
        }
        return Map.copyOf(categories);
    }
}
