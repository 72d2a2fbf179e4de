package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.yaml.Value;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stage of a {@code dvc.yaml}, resolved, or the data that one {@code .dvc} file tracks.
 *
 * @param file the file that defines it, absolute
 * @param name in its {@code dvc.yaml}; null for a {@code .dvc} file
 * @param address how commands and messages name it: the name, {@code sub/dvc.yaml:name} or the {@code .dvc} file
 * @param workdir where its commands run and its paths count from
 * @param command text or a list of texts; null for a {@code .dvc} file
 * @param frozen whether its dependencies are not looked at
 * @param imported whether a {@code .dvc} file records where its data came from
 */
public record Stage(
        Path file,
        @Nullable String name,
        String address,
        Path workdir,
        @Nullable Value command,
        List<Dependency> dependencies,
        List<Parameters> parameters,
        List<Output> outputs,
        boolean frozen,
        boolean alwaysChanged,
        boolean imported) {
    public Stage {
        dependencies = List.copyOf(dependencies);
        parameters = List.copyOf(parameters);
        outputs = List.copyOf(outputs);
    }

    /** @param written as the file has it; {@code path} is absolute */
    public record Dependency(String written, Path path) {}

    /** @param keys dotted, empty for the whole file */
    public record Parameters(String written, Path path, List<String> keys) {}

    public boolean isData() {
        return name == null;
    }

    /** A stage that depends on nothing runs every time; with outputs, once. */
    boolean isCallback() {
        return command != null && dependencies.isEmpty() && parameters.isEmpty() && outputs.isEmpty();
    }

    /** Each line, or each item of the list, is a command of its own. */
    public List<String> commands() {
        return switch (command) {
            case Value.Text(String text) -> text.lines().toList();
            case Value.Items(List<Value> list) ->
                list.stream().map(Value::print).toList();
            case null, default -> List.of();
        };
    }

    @Override
    public String toString() {
        return "stage: '" + address + "'";
    }
}
