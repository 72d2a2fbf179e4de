package io.slipway.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes model folders for tests. */
record TestFolder(Path path) {
    TestFolder with(String name, String text) {
        return with(name, text.getBytes(StandardCharsets.UTF_8));
    }

    TestFolder with(String name, byte[] bytes) {
        try {
            Files.createDirectories(path);
            Files.write(path.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Model load() {
        return ModelLoader.load(path);
    }
}
