package io.slipway.data.dvc;

import io.slipway.data.dvc.project.DvcProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A project without Git in a folder, for tests. */
final class TestProject {
    private TestProject() {}

    static Path in(Path folder) throws IOException {
        Path root = folder.toRealPath();
        DvcProject.init(root, true, false, false);
        return root;
    }

    static void write(Path root, String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolveSibling(".").normalize());
        Files.writeString(path, text);
    }

    static String read(Path root, String file) throws IOException {
        return Files.readString(root.resolve(file));
    }
}
