package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rounds of {@code foreach} and {@code matrix}: the suffix of each stage's name, and the round's variables. */
final class Loops {
    private static final int MAX_ROUNDS = 100_000;

    private Loops() {}

    /** Scalars name their round by value, lists with anything else in them by position, maps by key. */
    static Map<String, Map<String, Value>> foreach(Value over) {
        Map<String, Map<String, Value>> rounds = new LinkedHashMap<>();
        switch (over) {
            case Value.Items(List<Value> list) -> {
                boolean byValue = list.stream().allMatch(Loops::isScalar);
                for (int i = 0; i < list.size(); i++) {
                    String name = byValue ? list.get(i).print() : String.valueOf(i);
                    rounds.put(name, Map.of("item", list.get(i)));
                }
            }
            case Value.Entries(LinkedHashMap<String, Value> map) ->
                map.forEach((key, value) -> rounds.put(key, Map.of("key", Value.of(key), "item", value)));
            default -> throw new DvcException("expected a list or a map in 'foreach'");
        }
        return rounds;
    }

    private static boolean isScalar(Value value) {
        return !(value instanceof Value.Items || value instanceof Value.Entries);
    }

    /** All combinations, the last axis running fastest; composite values are named by axis and position. */
    static Map<String, Map<String, Value>> matrix(YamlDocument document, Value at, Map<String, Value> axes) {
        Map<String, LinkedHashMap<String, Value>> combinations = new LinkedHashMap<>();
        combinations.put("", new LinkedHashMap<>());
        for (var axis : axes.entrySet()) {
            if (!(axis.getValue() instanceof Value.Items(List<Value> list))) {
                throw document.invalid(at, "'" + axis.getKey() + "' in 'matrix' must be a list");
            }
            Map<String, LinkedHashMap<String, Value>> next = new LinkedHashMap<>();
            combinations.forEach((name, chosen) -> {
                for (int i = 0; i < list.size(); i++) {
                    Value value = list.get(i);
                    String part = isScalar(value) ? value.print() : axis.getKey() + i;
                    LinkedHashMap<String, Value> more = new LinkedHashMap<>(chosen);
                    more.put(axis.getKey(), value);
                    next.put(name.isEmpty() ? part : name + "-" + part, more);
                }
            });
            if (next.size() > MAX_ROUNDS) {
                throw document.invalid(at, "'matrix' has more than " + MAX_ROUNDS + " combinations");
            }
            combinations = next;
        }
        Map<String, Map<String, Value>> rounds = new LinkedHashMap<>();
        combinations.forEach(
                (name, chosen) -> rounds.put(name, Map.of("item", new Value.Entries(chosen), "key", Value.of(name))));
        return rounds;
    }
}
