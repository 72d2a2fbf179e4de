package io.slipway.serving.follow;

import io.slipway.kernel.Json;
import io.slipway.tracking.api.ModelSource.ServedVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What was served when all was well, in {@code served.json}, so that a start does not need the control plane. */
final class LastGood {
    private final Path file;
    private List<Entry> written = List.of();

    LastGood(Path file) {
        this.file = file;
    }

    /** @param live true for the version that answered for the model's name */
    record Entry(ServedVersion version, boolean live) {}

    /** The document. */
    private record Document(List<Entry> versions) {}

    /** Replaces the file unless it says so already. */
    void write(List<Entry> entries) throws IOException {
        if (entries.equals(written)) {
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, Json.strict().writeValueAsBytes(new Document(entries)));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        written = List.copyOf(entries);
    }

    /** @throws IOException if there is one that cannot be read */
    List<Entry> read() throws IOException {
        try {
            written = Json.strict()
                    .readValue(Files.readAllBytes(file), Document.class)
                    .versions();
            return written;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
