package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.store.AtomicFiles;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import io.slipway.data.dvc.yaml.YamlPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes values into a project's files of parameters, in place: comments and order stay. An assignment is
 * {@code key=value} for {@code params.yaml}, or {@code file:key=value}; the key is dotted, the value is YAML.
 */
public final class ParameterOverride {
    private ParameterOverride() {}

    /** @throws DvcException if an assignment cannot be read or its file is outside {@code folder}; then nothing is written */
    public static void apply(Path folder, List<String> assignments) throws IOException {
        Map<Path, YamlPatch> patches = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw new DvcException(
                        DvcException.Kind.ARGUMENTS, "'" + assignment + "' is not of the form [file:]key=value");
            }
            String target = assignment.substring(0, equals);
            int colon = target.indexOf(':');
            String file = colon < 0 ? "params.yaml" : target.substring(0, colon);
            String key = (colon < 0 ? target : target.substring(colon + 1)).replaceFirst("^\\+", "");
            Path path = folder.resolve(file).normalize();
            if (!path.startsWith(folder.normalize())) {
                throw new DvcException("'" + file + "' lies outside the project");
            }
            YamlPatch patch = patches.get(path);
            if (patch == null) {
                patch = new YamlPatch(file, Files.exists(path) ? Files.readString(path) : "");
                patches.put(path, patch);
            }
            patch.set(List.of(key.split("\\.")), value(assignment.substring(equals + 1)));
        }
        for (var e : patches.entrySet()) {
            AtomicFiles.write(e.getKey(), e.getValue().text());
        }
    }

    private static Value value(String text) {
        YamlDocument document = YamlDocument.parse("value", "v: " + text);
        LinkedHashMap<String, Value> map =
                document.entries(document.root(), "a value").map();
        return map.getOrDefault("v", Value.of(text));
    }
}
