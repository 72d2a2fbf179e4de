package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the resolved definition of one stage; complaints name the place in the file as it is written. */
final class StageReader {
    static final Set<String> KEYS = Set.of(
            "cmd",
            "wdir",
            "deps",
            "params",
            "vars",
            "outs",
            "metrics",
            "plots",
            "frozen",
            "always_changed",
            "desc",
            "meta");
    private static final Set<String> FLAGS =
            Set.of("cache", "persist", "checkpoint", "remote", "push", "desc", "type", "labels", "meta");
    private static final Set<String> PLOT_FLAGS = Set.of("template", "x", "y", "x_label", "y_label", "title", "header");

    private final YamlDocument document;
    private final Value.Entries written;
    private final Path workdir;

    StageReader(YamlDocument document, Value.Entries written, Path workdir) {
        this.document = document;
        this.written = written;
        this.workdir = workdir;
    }

    Stage read(Path file, String name, String address, Value command, Value.Entries values) {
        List<Stage.Dependency> dependencies = new ArrayList<>();
        each(values, "deps", item -> {
            String path = item.print();
            dependencies.add(new Stage.Dependency(path, workdir.resolve(path).normalize()));
        });
        List<Output> outputs = new ArrayList<>();
        each(values, "outs", item -> outputs(Output.Kind.OUTPUT, item, FLAGS, outputs));
        each(values, "metrics", item -> outputs(Output.Kind.METRIC, item, FLAGS, outputs));
        Set<String> plots = new HashSet<>(FLAGS);
        plots.addAll(PLOT_FLAGS);
        each(values, "plots", item -> outputs(Output.Kind.PLOT, item, plots, outputs));
        Stage stage = new Stage(
                file,
                name,
                address,
                workdir,
                command,
                dependencies,
                parameters(values),
                outputs,
                PipelineFile.flag(document, values, "frozen", false),
                PipelineFile.flag(document, values, "always_changed", false),
                false);
        distinct(stage);
        return stage;
    }

    private void each(Value.Entries values, String key, Consumer<Value> item) {
        Value list = values.map().get(key);
        if (list instanceof Value.Items(List<Value> items)) {
            items.forEach(item);
        } else if (list != null && !(list instanceof Value.Null)) {
            throw at(key, "'" + key + "' must be a list");
        }
    }

    private DvcException at(String key, String problem) {
        return document.invalid(written.find(key).orElse(written), problem);
    }

    private void outputs(Output.Kind kind, Value item, Set<String> flags, List<Output> into) {
        if (item instanceof Value.Entries(LinkedHashMap<String, Value> map)) {
            map.forEach((path, value) -> {
                Value.Entries each = value instanceof Value.Entries e ? e : Value.entries();
                each.map().keySet().stream()
                        .filter(k -> !flags.contains(k))
                        .findFirst()
                        .ifPresent(k -> {
                            throw at("outs", "extra key '" + k + "' is not allowed for output '" + path + "'");
                        });
                into.add(PipelineFile.output(document, kind, path, each, workdir));
            });
        } else {
            into.add(PipelineFile.output(document, kind, item.print(), Value.entries(), workdir));
        }
    }

    /** Bare keys are of {@code params.yaml}; several mentions of one file add up. */
    private List<Stage.Parameters> parameters(Value.Entries values) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        Set<String> whole = new HashSet<>();
        each(values, "params", item -> {
            if (item instanceof Value.Entries(LinkedHashMap<String, Value> map)) {
                map.forEach((file, list) -> {
                    List<String> of = keys.computeIfAbsent(file, f -> new ArrayList<>());
                    if (list instanceof Value.Items(List<Value> items) && !items.isEmpty()) {
                        items.forEach(k -> of.add(k.print()));
                    } else {
                        whole.add(file);
                    }
                });
            } else {
                keys.computeIfAbsent("params.yaml", f -> new ArrayList<>()).add(item.print());
            }
        });
        List<Stage.Parameters> parameters = new ArrayList<>();
        keys.forEach((file, of) -> parameters.add(new Stage.Parameters(
                file, workdir.resolve(file).normalize(), whole.contains(file) ? List.of() : List.copyOf(of))));
        return parameters;
    }

    private void distinct(Stage stage) {
        Set<Path> dependencies = new HashSet<>();
        for (Stage.Dependency dependency : stage.dependencies()) {
            if (!dependencies.add(dependency.path())) {
                throw at("deps", "file '" + dependency.written() + "' is specified more than once.");
            }
        }
        Set<Path> outputs = new HashSet<>();
        for (Output output : stage.outputs()) {
            if (!outputs.add(output.path())) {
                throw at("outs", "file '" + output.written() + "' is specified more than once.");
            }
            if (dependencies.contains(output.path())) {
                throw at("outs", "'" + output.written() + "' is specified as an output and as a dependency.");
            }
        }
    }
}
