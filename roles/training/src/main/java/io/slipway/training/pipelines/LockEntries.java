package io.slipway.training.pipelines;

import io.slipway.data.dvc.pipeline.Stage;
import io.slipway.training.pipelines.PipelineRun.FilePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What {@code dvc.lock} says of a stage's files after it ran. */
record LockEntries(List<FilePart> deps, List<FilePart> outs) {

    /** Paths without hashes if the lock has no entry of the stage, or cannot be read. */
    static LockEntries of(Stage stage) {
        Map<?, ?> entry = entry(stage);
        return new LockEntries(
                parts(
                        entry.get("deps"),
                        stage.dependencies().stream()
                                .map(Stage.Dependency::written)
                                .toList()),
                parts(
                        entry.get("outs"),
                        stage.outputs().stream()
                                .map(o -> relative(stage, o.path()))
                                .toList()));
    }

    private static String relative(Stage stage, Path path) {
        return stage.workdir().relativize(path).toString().replace('\\', '/');
    }

    private static Map<?, ?> entry(Stage stage) {
        Path lock = stage.file().resolveSibling("dvc.lock");
        try {
            if (stage.name() != null
                    && Files.isRegularFile(lock)
                    && new Load(LoadSettings.builder().build()).loadFromString(Files.readString(lock))
                            instanceof Map<?, ?> document
                    && document.get("stages") instanceof Map<?, ?> stages
                    && stages.get(stage.name()) instanceof Map<?, ?> entry) {
                return entry;
            }
        } catch (IOException | YamlEngineException e) {
            return Map.of();
        }
        return Map.of();
    }

    private static List<FilePart> parts(@Nullable Object recorded, List<String> paths) {
        if (!(recorded instanceof List<?> list)) {
            return paths.stream().map(path -> new FilePart(path, null, null)).toList();
        }
        var parts = new ArrayList<FilePart>();
        for (Object each : list) {
            if (each instanceof Map<?, ?> file && file.get("path") instanceof String path) {
                parts.add(new FilePart(
                        path,
                        file.get("md5") instanceof String md5 ? md5 : null,
                        file.get("size") instanceof Number size ? size.longValue() : null));
            }
        }
        return parts;
    }
}
