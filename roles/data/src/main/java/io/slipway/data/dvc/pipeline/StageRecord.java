package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.yaml.CodePoints;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was true when a stage last ran: a {@code dvc.lock} entry, a run cache entry, or the hashes in a {@code .dvc}.
 *
 * @param command null if the stage never ran
 * @param dependencies by path as written
 * @param parameters values by file and dotted key
 * @param outputs by path as written
 */
public record StageRecord(
        @Nullable Value command,
        Map<String, Recorded> dependencies,
        Map<String, Value.Entries> parameters,
        Map<String, Recorded> outputs) {
    static final StageRecord NOTHING = new StageRecord(null, Map.of(), Map.of(), Map.of());
    private static final String DEFAULT_PARAMETERS = "params.yaml";

    static StageRecord read(YamlDocument document, Value value) {
        Value.Entries entry = document.entries(value, "a stage's entry");
        Map<String, Value.Entries> parameters = new LinkedHashMap<>();
        entry.find("params")
                .ifPresent(p -> document.entries(p, "'params'")
                        .map()
                        .forEach((file, values) -> parameters.put(file, document.entries(values, "'" + file + "'"))));
        return new StageRecord(
                entry.map().get("cmd"),
                recorded(document, entry, "deps"),
                parameters,
                recorded(document, entry, "outs"));
    }

    private static Map<String, Recorded> recorded(YamlDocument document, Value.Entries entry, String key) {
        Map<String, Recorded> map = new LinkedHashMap<>();
        entry.find(key).ifPresent(list -> {
            for (Value item : document.items(list, "'" + key + "'")) {
                Value.Entries each = document.entries(item, "an item of '" + key + "'");
                Value path = each.find("path")
                        .orElseThrow(() -> document.invalid(each, "an item of '" + key + "' has no 'path'"));
                map.put(path.print(), Recorded.read(document, each));
            }
        });
        return map;
    }

    /** The entry in DVC's order of keys; empty parts are left out. */
    Value.Entries write() {
        LinkedHashMap<String, Value> map = new LinkedHashMap<>();
        if (command != null) {
            map.put("cmd", command);
        }
        if (!dependencies.isEmpty()) {
            map.put("deps", list(dependencies));
        }
        if (!parameters.isEmpty()) {
            LinkedHashMap<String, Value> files = new LinkedHashMap<>();
            parameters.entrySet().stream()
                    .sorted(Comparator.comparing((Map.Entry<String, Value.Entries> e) ->
                                    !e.getKey().equals(DEFAULT_PARAMETERS))
                            .thenComparing(Map.Entry::getKey, CodePoints.ORDER))
                    .forEach(e -> files.put(e.getKey(), sorted(e.getValue())));
            map.put("params", new Value.Entries(files));
        }
        if (!outputs.isEmpty()) {
            map.put("outs", list(outputs));
        }
        return new Value.Entries(map);
    }

    private static Value.Entries sorted(Value.Entries values) {
        LinkedHashMap<String, Value> map = new LinkedHashMap<>();
        values.map().keySet().stream()
                .sorted(CodePoints.ORDER)
                .forEach(k -> values.find(k).ifPresent(v -> map.put(k, v)));
        return new Value.Entries(map);
    }

    private static Value list(Map<String, Recorded> recorded) {
        return new Value.Items(recorded.keySet().stream()
                .sorted(CodePoints.ORDER)
                .<Value>map(path -> {
                    LinkedHashMap<String, Value> map = new LinkedHashMap<>();
                    map.put("path", Value.of(path));
                    map.put("hash", Value.of("md5"));
                    Recorded each = recorded.get(path);
                    if (each != null) {
                        each.addTo(map);
                    }
                    return new Value.Entries(map);
                })
                .toList());
    }

    Recorded output(Output output) {
        return outputs.getOrDefault(output.written(), Recorded.NOTHING);
    }

    Recorded dependency(Stage.Dependency dependency) {
        return dependencies.getOrDefault(dependency.written(), Recorded.NOTHING);
    }

    StageRecord withOutputs(Map<String, Recorded> newOutputs) {
        return new StageRecord(command, dependencies, parameters, newOutputs);
    }
}
