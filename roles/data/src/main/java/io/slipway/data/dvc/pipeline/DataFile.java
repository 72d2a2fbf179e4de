package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.store.AtomicFiles;
import io.slipway.data.dvc.store.Md5;
import io.slipway.data.dvc.yaml.PythonJson;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import io.slipway.data.dvc.yaml.YamlPatch;
import io.slipway.data.dvc.yaml.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A {@code .dvc} file: one tracked file or folder with its hash. Comments and unknown annotations survive a rewrite. */
public final class DataFile {
    private static final Set<String> KEYS =
            Set.of("desc", "md5", "cmd", "wdir", "frozen", "locked", "deps", "outs", "always_changed", "meta");
    private static final Set<String> NOT_HASHED = Set.of(
            "desc", "type", "labels", "meta", "locked", "frozen", "metric", "persist", "isexec", "size", "nfiles");

    private final Stage stage;
    private final StageRecord record;
    private final Value.Entries raw;
    private final String text;

    private DataFile(Stage stage, StageRecord record, Value.Entries raw, String text) {
        this.stage = stage;
        this.record = record;
        this.raw = raw;
        this.text = text;
    }

    public Stage stage() {
        return stage;
    }

    public StageRecord record() {
        return record;
    }

    /** The {@code .dvc} file for a path that is not tracked yet; nothing is written. */
    public static DataFile fresh(DvcProject project, Path output) {
        String name = output.getFileName().toString();
        LinkedHashMap<String, Value> out = new LinkedHashMap<>();
        out.put("hash", Value.of("md5"));
        out.put("path", Value.of(name));
        LinkedHashMap<String, Value> root = new LinkedHashMap<>();
        root.put("outs", new Value.Items(List.of(new Value.Entries(out))));
        Path file = output.resolveSibling(name + ".dvc");
        Stage stage = new Stage(
                file,
                null,
                project.show(file),
                output.resolveSibling(".").normalize(),
                null,
                List.of(),
                List.of(),
                List.of(new Output(name, output, Output.Kind.OUTPUT, true, false, true, null)),
                false,
                false,
                false);
        return new DataFile(stage, StageRecord.NOTHING, new Value.Entries(root), "");
    }

    public static DataFile load(DvcProject project, Path file) throws IOException {
        String text = Files.readString(file);
        return parse(project.show(file), file, text);
    }

    /** @param shown how messages and commands name the file */
    static DataFile parse(String shown, Path file, String text) {
        YamlDocument document = YamlDocument.parse(shown, text);
        Value.Entries root = document.entries(document.root(), "a .dvc file");
        document.onlyKeys(root, KEYS, "a .dvc file");
        String wdir = root.find("wdir").map(w -> document.text(w, "'wdir'")).orElse(".");
        Path workdir = file.resolveSibling(wdir).normalize();
        List<Output> outputs = new ArrayList<>();
        Map<String, Recorded> recorded = new LinkedHashMap<>();
        root.find("outs").ifPresent(outs -> {
            for (Value item : document.items(outs, "'outs'")) {
                Value.Entries entry = document.entries(item, "an output");
                String path = document.text(
                        entry.find("path").orElseThrow(() -> document.invalid(entry, "an output has no 'path'")),
                        "'path'");
                outputs.add(PipelineFile.output(document, Output.Kind.OUTPUT, path, entry, workdir));
                recorded.put(path, Recorded.read(document, entry));
            }
        });
        boolean imported = root.find("deps").isPresent();
        Stage stage = new Stage(
                file,
                null,
                shown,
                workdir,
                null,
                List.of(),
                List.of(),
                outputs,
                flag(root, "frozen") || flag(root, "locked"),
                flag(root, "always_changed"),
                imported);
        return new DataFile(stage, new StageRecord(null, Map.of(), Map.of(), recorded), root, text);
    }

    private static boolean flag(Value.Entries root, String key) {
        return root.find(key).filter(new Value.Bool(true)::equals).isPresent();
    }

    /** Writes the file with new hashes; false if it was so already. */
    public boolean save(Map<String, Recorded> hashes) throws IOException {
        Value.Entries wanted = (Value.Entries) raw.copy();
        if (wanted.map().get("outs") instanceof Value.Items(List<Value> list)) {
            wanted.map()
                    .put(
                            "outs",
                            new Value.Items(
                                    list.stream().map(o -> updated(o, hashes)).toList()));
        }
        if (raw.map().containsKey("md5")) {
            LinkedHashMap<String, Value> hashed = new LinkedHashMap<>(wanted.map());
            hashed.keySet().removeAll(Set.of("md5", "meta", "desc"));
            hashed.remove("wdir", Value.of("."));
            String json = PythonJson.sorted(new Value.Entries(hashed), NOT_HASHED);
            wanted.map().put("md5", Value.of(Md5.hex(json.getBytes(StandardCharsets.US_ASCII))));
        }
        if (!text.isEmpty() && wanted.equals(raw)) {
            return false;
        }
        String written;
        if (text.indexOf('#') >= 0) {
            YamlPatch patch = new YamlPatch(stage.address(), text);
            patch.become(wanted);
            written = patch.text();
        } else {
            written = YamlWriter.write(wanted);
        }
        AtomicFiles.write(stage.file(), written);
        return true;
    }

    /** Keys that were there keep their place; in a new entry the order is md5, size, nfiles, isexec, hash, path. */
    private static Value updated(Value out, Map<String, Recorded> hashes) {
        if (!(out instanceof Value.Entries entry)) {
            return out;
        }
        Recorded now = hashes.get(entry.find("path").map(Value::print).orElse(""));
        if (now == null) {
            return out;
        }
        LinkedHashMap<String, Value> hash = new LinkedHashMap<>();
        now.addTo(hash);
        LinkedHashMap<String, Value> map = new LinkedHashMap<>();
        if (!entry.map().containsKey("md5")) {
            map.putAll(hash);
            entry.map().forEach(map::putIfAbsent);
            return new Value.Entries(map);
        }
        entry.map().forEach((key, value) -> {
            boolean measured = Set.of("md5", "size", "nfiles", "isexec").contains(key);
            Value kept = measured ? hash.get(key) : value;
            if (kept != null) {
                map.put(key, kept);
            }
        });
        hash.forEach(map::putIfAbsent);
        return new Value.Entries(map);
    }
}
