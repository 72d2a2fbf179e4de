package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.BlobKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Turns keys into paths that lie beneath the root, whatever the key says and whatever links lie in the way. */
final class BlobPaths {
    private final Path root;

    BlobPaths(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** @throws SlipwayException INVALID_ARGUMENT if the key breaks the rules of {@link io.slipway.storage.Blobs} */
    Path of(String key) throws IOException {
        BlobKeys.check(key);
        Path path = root;
        for (String segment : key.split("/", -1)) {
            path = path.resolve(segment);
            BasicFileAttributes found = attributes(path);
            if (found != null && found.isSymbolicLink()) {
                throw invalid(key, "leads through a symbolic link in the store");
            }
        }
        return path;
    }

    /** What lies at {@code path} itself, links not followed; null if nothing does. */
    static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (java.nio.file.FileSystemException e) {
            String reason = e.getReason();
            if (reason != null && reason.contains("Not a directory")) {
                return null;
            }
            throw e;
        }
    }

    private static SlipwayException invalid(String key, String why) {
        return new SlipwayException(ErrorCode.INVALID_ARGUMENT, "the path '" + key + "' " + why);
    }
}
