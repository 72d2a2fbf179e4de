package io.slipway.data.dvc.pipeline;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcConfig;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.store.DirManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Whatever the bytes are, a parser answers or says what is wrong. Inputs run as plain tests; JAZZER_FUZZ=1 searches. */
@Tag("slow")
class ParsersFuzzTest {
    @FuzzTest
    void dataFile(byte[] bytes) {
        try {
            DataFile.parse("x.dvc", Path.of("/p/x.dvc"), new String(bytes, StandardCharsets.UTF_8));
        } catch (DvcException told) {
            return;
        }
    }

    @FuzzTest
    void manifest(byte[] bytes) {
        try {
            DirManifest.parse("x.dir", bytes);
        } catch (DvcException told) {
            return;
        }
    }

    @FuzzTest
    void config(byte[] bytes) {
        try {
            DvcConfig.parse("config", new String(bytes, StandardCharsets.UTF_8));
        } catch (DvcException told) {
            return;
        }
    }

    @FuzzTest
    void pipelineFile(byte[] bytes) throws IOException {
        Path root = Files.createTempDirectory("fuzz").toRealPath();
        try {
            DvcProject.init(root, true, false, false);
            Files.write(root.resolve("dvc.yaml"), bytes);
            try (DvcProject project = DvcProject.find(root)) {
                StageIndex.load(project).graph();
            }
        } catch (DvcException told) {
            return;
        } finally {
            io.slipway.data.dvc.store.AtomicFiles.delete(root);
        }
    }
}
