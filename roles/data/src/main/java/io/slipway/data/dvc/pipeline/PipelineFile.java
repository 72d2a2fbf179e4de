package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a {@code dvc.yaml} into stages, templates and loops resolved. */
final class PipelineFile {
    private static final Set<String> TOP =
            Set.of("stages", "vars", "params", "metrics", "plots", "artifacts", "datasets");
    private static final Set<String> LOOP = Set.of("foreach", "do");

    private final YamlDocument document;
    private final DvcProject project;
    private final Path file;

    private PipelineFile(YamlDocument document, DvcProject project, Path file) {
        this.document = document;
        this.project = project;
        this.file = file;
    }

    /** @throws DvcException with file, line and column where the file has an error */
    static List<Stage> load(DvcProject project, Path file) throws IOException {
        return new PipelineFile(YamlDocument.read(file, project.show(file)), project, file).stages();
    }

    private List<Stage> stages() throws IOException {
        Value.Entries root = document.entries(document.root(), "a pipeline file");
        document.onlyKeys(root, TOP, "a pipeline file");
        Templating templating = new Templating(
                Value.entries(),
                project.config()
                        .find("parsing", "bool")
                        .filter("boolean_optional"::equals)
                        .isPresent(),
                project.config()
                        .find("parsing", "list")
                        .filter("append"::equals)
                        .isPresent());
        Path parameters = file.resolveSibling("params.yaml");
        if (Files.isRegularFile(parameters)) {
            templating =
                    templating.with(ParameterFile.load(parameters, project.show(parameters)), project.show(parameters));
        }
        templating = variables(root, templating, file.resolveSibling("."));
        List<Stage> stages = new ArrayList<>();
        Optional<Value> section = root.find("stages").filter(v -> !(v instanceof Value.Null));
        if (section.isPresent()) {
            for (var e : document.entries(section.get(), "'stages'").map().entrySet()) {
                expand(e.getKey(), e.getValue(), templating, stages);
            }
        }
        return stages;
    }

    private Templating variables(Value.Entries from, Templating base, Path folder) throws IOException {
        Templating templating = base;
        Value section = from.map().get("vars");
        if (section == null) {
            return base;
        }
        for (Value item : document.items(section, "'vars'")) {
            if (item instanceof Value.Entries map) {
                templating = templating.with(map, document.name());
                continue;
            }
            String spec = document.text(item, "an item of 'vars'");
            int colon = spec.indexOf(':');
            String name = colon < 0 ? spec : spec.substring(0, colon);
            Path path = folder.resolve(name).normalize();
            if (!Files.isRegularFile(path)) {
                throw document.invalid(item, "'" + name + "' does not exist");
            }
            Value.Entries values = ParameterFile.load(path, project.show(path));
            if (colon >= 0) {
                LinkedHashMap<String, Value> chosen = new LinkedHashMap<>();
                for (String key : spec.substring(colon + 1).split(",")) {
                    chosen.put(
                            key.strip(),
                            values.find(key.strip())
                                    .orElseThrow(() -> document.invalid(
                                            item, "could not find '" + key.strip() + "' in '" + name + "'")));
                }
                values = new Value.Entries(chosen);
            }
            templating = templating.with(values, name);
        }
        return templating;
    }

    private void expand(String name, Value value, Templating templating, List<Stage> into) throws IOException {
        Value.Entries definition = document.entries(value, "stage '" + name + "'");
        if (!name.matches("([^\\p{Punct}]|[_-])+")) {
            throw document.invalid(value, "Stage name cannot contain punctuation characters: '" + name + "'");
        }
        if (definition.map().containsKey("foreach")) {
            document.onlyKeys(definition, LOOP, "stage '" + name + "' with 'foreach'");
            Value.Entries body = document.entries(
                    definition.find("do").orElseThrow(() -> document.invalid(value, "'foreach' needs 'do'")), "'do'");
            for (var round : Loops.foreach(
                            resolved(name, value, () -> templating.loop(loopOver(definition, "foreach"))))
                    .entrySet()) {
                into.add(stage(name + "@" + round.getKey(), body, templating.withRound(round.getValue())));
            }
        } else if (definition.map().containsKey("matrix")) {
            LinkedHashMap<String, Value> axes = new LinkedHashMap<>();
            document.entries(loopOver(definition, "matrix"), "'matrix'")
                    .map()
                    .forEach((axis, list) -> axes.put(axis, resolved(name, value, () -> templating.loop(list))));
            LinkedHashMap<String, Value> rest = new LinkedHashMap<>(definition.map());
            rest.remove("matrix");
            for (var round : Loops.matrix(document, value, axes).entrySet()) {
                into.add(stage(
                        name + "@" + round.getKey(), new Value.Entries(rest), templating.withRound(round.getValue())));
            }
        } else {
            into.add(stage(name, definition, templating));
        }
    }

    private static Value loopOver(Value.Entries definition, String key) {
        return definition.find(key).orElseThrow();
    }

    /** Part of a definition whose templates may fail. */
    @FunctionalInterface
    private interface Resolution<T> {
        T run();
    }

    private <T> T resolved(String stage, Value at, Resolution<T> work) {
        try {
            return work.run();
        } catch (DvcException e) {
            String where = document.invalid(at, "").text().replaceFirst("^.*validation failed\\. ", "");
            throw new DvcException(
                    "failed to parse stage '" + stage + "' in '" + document.name() + "' ("
                            + where.replaceFirst(": $", "") + "): " + e.text(),
                    e);
        }
    }

    private Stage stage(String name, Value.Entries definition, Templating base) throws IOException {
        Value.Entries plain = (Value.Entries) definition;
        document.onlyKeys(plain, StageReader.KEYS, "stage '" + name + "'");
        Value written = plain.find("wdir").orElse(Value.of("."));
        String wdir = resolved(name, written, () -> base.resolve(written)).print();
        Path workdir = file.resolveSibling(wdir).normalize();
        Templating templating = variables(plain, base, workdir);
        Value command =
                plain.find("cmd").orElseThrow(() -> document.invalid(plain, "stage '" + name + "' has no 'cmd'"));
        if (!(command instanceof Value.Text || command instanceof Value.Items)) {
            throw document.invalid(command, "'cmd' of stage '" + name + "' must be text or a list of texts");
        }
        LinkedHashMap<String, Value> rest = new LinkedHashMap<>(plain.map());
        rest.keySet().removeAll(Set.of("cmd", "vars", "wdir"));
        StageReader reader = new StageReader(document, plain, workdir);
        Value.Entries values = resolved(name, plain, () -> (Value.Entries) templating.resolve(new Value.Entries(rest)));
        Value resolvedCommand = resolved(name, command, () -> templating.command(command));
        String address = document.name().equals("dvc.yaml") ? name : document.name() + ":" + name;
        return reader.read(file, name, address, resolvedCommand, values);
    }

    static Output output(YamlDocument document, Output.Kind kind, String path, Value.Entries flags, Path workdir) {
        return new Output(
                path,
                workdir.resolve(path).normalize(),
                kind,
                flag(document, flags, "cache", true),
                flag(document, flags, "persist", false),
                flag(document, flags, "push", true),
                flags.find("remote").map(Value::print).orElse(null));
    }

    static boolean flag(YamlDocument document, Value.Entries map, String key, boolean otherwise) {
        return switch (map.map().get(key)) {
            case Value.Bool(boolean on) -> on;
            case null -> otherwise;
            case Value.Null() -> otherwise;
            case Value other -> throw document.invalid(other, "'" + key + "' must be true or false");
        };
    }
}
