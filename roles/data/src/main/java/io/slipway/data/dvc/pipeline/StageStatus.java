package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.store.ContentHasher.Content;
import io.slipway.data.dvc.yaml.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a stage differs from its record.
 *
 * @param dependencies path → {@code modified}, {@code deleted}, {@code new}
 * @param parameters file → key → the same; a file with the empty key is itself {@code deleted} or {@code new}
 * @param outputs path → the same or {@code not in cache}
 */
public record StageStatus(
        Map<String, String> dependencies,
        Map<String, Map<String, String>> parameters,
        Map<String, String> outputs,
        boolean alwaysChanged,
        boolean commandChanged) {

    public boolean isClean() {
        return dependencies.isEmpty() && parameters.isEmpty() && outputs.isEmpty() && !alwaysChanged && !commandChanged;
    }

    public static StageStatus of(DvcProject project, Stage stage, StageRecord record) throws IOException {
        Map<String, String> dependencies = new LinkedHashMap<>();
        Map<String, Map<String, String>> parameters = new LinkedHashMap<>();
        if (!stage.frozen()) {
            for (Stage.Dependency dependency : stage.dependencies()) {
                workspace(project, dependency.path(), record.dependency(dependency))
                        .ifPresent(s -> dependencies.put(project.show(dependency.path()), s));
            }
            for (Stage.Parameters each : stage.parameters()) {
                Map<String, String> changed = parameters(each, record);
                if (!changed.isEmpty()) {
                    parameters.put(project.show(each.path()), changed);
                }
            }
        }
        Map<String, String> outputs = new LinkedHashMap<>();
        for (Output output : stage.outputs()) {
            output(project, output, record.output(output)).ifPresent(s -> outputs.put(project.show(output.path()), s));
        }
        return new StageStatus(
                dependencies,
                parameters,
                outputs,
                stage.alwaysChanged() || stage.isCallback(),
                commandChanged(stage, record));
    }

    static boolean commandChanged(Stage stage, StageRecord record) {
        Value command = stage.command();
        return command != null && (record.command() == null || !command.sameAs(record.command()));
    }

    static Optional<String> output(DvcProject project, Output output, Recorded recorded) throws IOException {
        if (output.cached() && recorded.md5() != null && !project.cache().hasAll(recorded.md5())) {
            return Optional.of("not in cache");
        }
        return workspace(project, output.path(), recorded);
    }

    static Optional<String> workspace(DvcProject project, Path path, Recorded recorded) throws IOException {
        if (!Files.exists(path)) {
            return Optional.of("deleted");
        }
        if (recorded.md5() == null) {
            return Optional.of("new");
        }
        Optional<Content> now = project.hasher().hash(path);
        if (now.isEmpty()) {
            return Optional.of("deleted");
        }
        return recorded.matches(now.get().fingerprint()) ? Optional.empty() : Optional.of("modified");
    }

    static Map<String, String> parameters(Stage.Parameters parameters, StageRecord record) throws IOException {
        if (!Files.exists(parameters.path())) {
            return Map.of("", "deleted");
        }
        Value.Entries was = record.parameters().get(parameters.written());
        if (was == null) {
            return Map.of("", "new");
        }
        Value.Entries now = ParameterFile.values(parameters);
        Set<String> keys = new LinkedHashSet<>(parameters.keys());
        if (keys.isEmpty()) {
            keys.addAll(now.map().keySet());
            keys.addAll(was.map().keySet());
        }
        Map<String, String> changed = new LinkedHashMap<>();
        for (String key : keys) {
            Value a = was.map().get(key);
            Value b = now.map().get(key);
            if (b == null) {
                changed.put(key, "deleted");
            } else if (a == null) {
                changed.put(key, "new");
            } else if (!a.sameAs(b)) {
                changed.put(key, "modified");
            }
        }
        return changed;
    }

    /** The shape of {@code dvc status}: a list of texts, and maps from a heading to what changed. */
    public List<Value> asValues() {
        List<Value> list = new java.util.ArrayList<>();
        LinkedHashMap<String, Value> deps = new LinkedHashMap<>();
        dependencies.forEach((k, v) -> deps.put(k, Value.of(v)));
        parameters.forEach((file, keys) -> {
            String whole = keys.get("");
            LinkedHashMap<String, Value> each = new LinkedHashMap<>();
            keys.forEach((k, v) -> each.put(k, Value.of(v)));
            deps.put(file, whole != null ? Value.of(whole) : new Value.Entries(each));
        });
        if (!deps.isEmpty()) {
            list.add(new Value.Entries(new LinkedHashMap<>(Map.of("changed deps", new Value.Entries(deps)))));
        }
        LinkedHashMap<String, Value> outs = new LinkedHashMap<>();
        outputs.forEach((k, v) -> outs.put(k, Value.of(v)));
        if (!outs.isEmpty()) {
            list.add(new Value.Entries(new LinkedHashMap<>(Map.of("changed outs", new Value.Entries(outs)))));
        }
        if (alwaysChanged) {
            list.add(Value.of("always changed"));
        }
        if (commandChanged) {
            list.add(Value.of("changed command"));
        }
        return list;
    }
}
