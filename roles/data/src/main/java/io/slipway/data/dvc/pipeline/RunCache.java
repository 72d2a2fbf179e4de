package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.store.AtomicFiles;
import io.slipway.data.dvc.yaml.PythonJson;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import io.slipway.data.dvc.yaml.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was made of which inputs before: {@code runs/<2>/<key>/<value>}, each file one entry of a lock file. The key is
 * a SHA-256 over command, dependencies, parameters and the outputs' paths; the value one over the whole entry.
 */
final class RunCache {
    private static final Set<String> NOT_HASHED = Set.of("size", "nfiles");

    private final Path folder;

    RunCache(Path cacheFolder) {
        this.folder = cacheFolder.resolve("runs");
    }

    static boolean covers(Stage stage, Path root) {
        boolean inputs = !stage.dependencies().isEmpty() || !stage.parameters().isEmpty();
        return !stage.alwaysChanged()
                && stage.command() != null
                && inputs
                && !stage.outputs().isEmpty()
                && stage.outputs().stream()
                        .noneMatch(o -> o.persist() || !o.path().startsWith(root));
    }

    /** @param record of a stage with its dependencies as they are now and its outputs' paths */
    static String key(StageRecord record) {
        Value.Entries entry = record.write();
        LinkedHashMap<String, Value> map = new LinkedHashMap<>(entry.map());
        if (map.get("outs") instanceof Value.Items(List<Value> outs)) {
            map.put(
                    "outs",
                    new Value.Items(outs.stream()
                            .map(o -> ((Value.Entries) o).find("path").orElseThrow())
                            .toList()));
        }
        return sha256(new Value.Entries(map));
    }

    static String value(StageRecord record) {
        return sha256(record.write());
    }

    private static String sha256(Value value) {
        try {
            byte[] json = PythonJson.sorted(value, NOT_HASHED).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void save(StageRecord record) throws IOException {
        String key = key(record);
        Path file = folder.resolve(key.substring(0, 2)).resolve(key).resolve(value(record));
        if (!Files.exists(file)) {
            Files.createDirectories(file.resolveSibling(".").normalize());
            AtomicFiles.write(file, YamlWriter.write(record.write()));
        }
    }

    /** The newest run of the same inputs; a damaged file is removed and does not count. */
    Optional<StageRecord> find(StageRecord inputs) throws IOException {
        String key = key(inputs);
        Path runs = folder.resolve(key.substring(0, 2)).resolve(key);
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        Optional<Path> newest;
        try (Stream<Path> files = Files.list(runs)) {
            newest = files.filter(f -> f.getFileName().toString().matches("[0-9a-f]{64}"))
                    .max(Comparator.comparing(RunCache::modified));
        }
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        try {
            YamlDocument document = YamlDocument.read(newest.get(), newest.get().toString());
            return Optional.of(StageRecord.read(document, document.root()));
        } catch (DvcException e) {
            Files.deleteIfExists(newest.get());
            return Optional.empty();
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Copies all runs that the other folder does not have; answers how many. */
    static int copy(Path from, Path to) throws IOException {
        Path runs = from.resolve("runs");
        if (!Files.isDirectory(runs)) {
            return 0;
        }
        int copied = 0;
        try (Stream<Path> files = Files.walk(runs)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (!Files.exists(target)) {
                    Files.createDirectories(target.resolveSibling(".").normalize());
                    AtomicFiles.write(target, Files.readString(file));
                    copied++;
                }
            }
        }
        return copied;
    }
}
