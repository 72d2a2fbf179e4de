package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.store.AtomicFiles;
import io.slipway.data.dvc.yaml.Value;
import io.slipway.data.dvc.yaml.YamlDocument;
import io.slipway.data.dvc.yaml.YamlWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;

/** A {@code dvc.lock}: what each stage of the {@code dvc.yaml} beside it was when it last ran. */
final class LockFile {
    private final Path file;
    private final String shown;

    LockFile(Path file, String shown) {
        this.file = file;
        this.shown = shown;
    }

    static LockFile of(Path pipelineFile, String shownPipelineFile) {
        return new LockFile(
                pipelineFile.resolveSibling("dvc.lock"), shownPipelineFile.replaceAll("dvc\\.ya?ml$", "dvc.lock"));
    }

    Path path() {
        return file;
    }

    String shown() {
        return shown;
    }

    private YamlDocument document() throws IOException {
        return Files.exists(file) ? YamlDocument.read(file, shown) : YamlDocument.parse(shown, "");
    }

    StageRecord find(String stage) throws IOException {
        YamlDocument document = document();
        Value.Entries root = document.entries(document.root(), "a lock file");
        if (root.map().isEmpty()) {
            return StageRecord.NOTHING;
        }
        if (root.find("schema").filter(s -> s.print().startsWith("2.")).isEmpty()) {
            throw document.invalid(
                    root, "only lock files of schema 2.0 can be read; run 'dvc commit' with DVC 3 first");
        }
        Value stages = root.map().get("stages");
        Value entry = stages == null
                ? null
                : document.entries(stages, "'stages'").map().get(stage);
        return entry == null ? StageRecord.NOTHING : StageRecord.read(document, entry);
    }

    /** What a change of the file did. */
    enum Change {
        NONE,
        UPDATED,
        GENERATED
    }

    /** Replaces one stage's entry; other stages keep theirs, and their place. */
    Change put(String stage, StageRecord record) throws IOException {
        YamlDocument document = document();
        LinkedHashMap<String, Value> root =
                document.entries(document.root(), "a lock file").map();
        boolean fresh = root.isEmpty();
        if (fresh) {
            root.put("schema", Value.of("2.0"));
        }
        Value.Entries stages = root.get("stages") instanceof Value.Entries there ? there : Value.entries();
        root.put("stages", stages);
        Value.Entries entry = record.write();
        Value before = stages.map().put(stage, entry);
        if (entry.equals(before)) {
            return Change.NONE;
        }
        AtomicFiles.write(file, YamlWriter.write(document.root()));
        return fresh ? Change.GENERATED : Change.UPDATED;
    }
}
