package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A file of parameters in YAML or JSON. */
final class ParameterFile {
    private ParameterFile() {}

    static Value.Entries load(Path file, String shown) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".toml") || name.endsWith(".py")) {
            throw new DvcException("parameters in '" + shown + "' cannot be read: only YAML and JSON are supported so "
                    + "far; write them as YAML");
        }
        YamlDocument document = YamlDocument.read(file, shown);
        return document.entries(document.root(), "a file of parameters");
    }

    /** The value under a dotted key; a key that holds dots itself is found first. */
    static Optional<Value> find(Value root, String key) {
        if (root instanceof Value.Entries entries) {
            Optional<Value> whole = entries.find(key);
            if (whole.isPresent()) {
                return whole;
            }
            int dot = key.indexOf('.');
            while (dot > 0) {
                Optional<Value> head = entries.find(key.substring(0, dot));
                if (head.isPresent()) {
                    return find(head.get(), key.substring(dot + 1));
                }
                dot = key.indexOf('.', dot + 1);
            }
        } else if (root instanceof Value.Items(List<Value> list)) {
            int dot = key.indexOf('.');
            String head = dot < 0 ? key : key.substring(0, dot);
            if (head.matches("[0-9]{1,9}") && Integer.parseInt(head) < list.size()) {
                Value item = list.get(Integer.parseInt(head));
                return dot < 0 ? Optional.of(item) : find(item, key.substring(dot + 1));
            }
        }
        return Optional.empty();
    }

    /** The current values of a stage's parameters; missing ones are left out, a missing file has none. */
    static Value.Entries values(Stage.Parameters parameters) throws IOException {
        LinkedHashMap<String, Value> values = new LinkedHashMap<>();
        if (Files.isRegularFile(parameters.path())) {
            Value.Entries root = load(parameters.path(), parameters.written());
            if (parameters.keys().isEmpty()) {
                return root;
            }
            for (String key : parameters.keys()) {
                find(root, key).ifPresent(v -> values.put(key, v));
            }
        }
        return new Value.Entries(values);
    }
}
