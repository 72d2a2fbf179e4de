package io.slipway.inference;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder with a model that somebody else wrote. Opens only files beneath it, and no more of them than expected. */
final class ModelFolder {
    private final Path root;

    ModelFolder(Path folder) {
        try {
            this.root = folder.toRealPath();
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.NOT_FOUND, "the model folder does not exist", e);
        }
        if (!Files.isDirectory(root)) {
            throw SlipwayException.invalid("the model must be a folder, not a file");
        }
    }

    /** Model files may take a quarter of the heap, since reading them takes about as much again. */
    static long modelLimit() {
        return Math.min(Runtime.getRuntime().maxMemory() / 4, Integer.MAX_VALUE - 16);
    }

    boolean has(String name) {
        return Files.isRegularFile(root.resolve(name));
    }

    /** The file beneath the folder that {@code relative} names. */
    Path file(String relative) {
        Path path = resolve(relative);
        try {
            if (!path.toRealPath().startsWith(root)) {
                throw SlipwayException.invalid("'" + relative + "' is a link that leads out of the model folder");
            }
        } catch (IOException e) {
            throw new SlipwayException(
                    ErrorCode.INVALID_ARGUMENT, "the model folder has no '" + relative + "', which MLmodel names", e);
        }
        if (!Files.isRegularFile(path)) {
            throw SlipwayException.invalid("'" + relative + "' in the model folder is not a file");
        }
        return path;
    }

    boolean hasFolder(String name) {
        return Files.isDirectory(resolve(name));
    }

    private Path resolve(String relative) {
        Path path;
        try {
            path = root.resolve(relative).normalize();
        } catch (InvalidPathException e) {
            throw SlipwayException.invalid("'" + relative + "' is no file name");
        }
        if (!path.startsWith(root) || path.equals(root)) {
            throw SlipwayException.invalid("'" + relative + "' lies outside the model folder");
        }
        return path;
    }

    /** The file itself, once its size is known to be within the limit. */
    Path checked(String relative, long limit) {
        Path path = file(relative);
        try {
            checkSize(relative, Files.size(path), limit);
            return path;
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.INVALID_ARGUMENT, relative + " cannot be read", e);
        }
    }

    private static void checkSize(String relative, long size, long limit) {
        if (size > limit) {
            throw SlipwayException.invalid(relative + " has " + size + " bytes; the limit is " + limit
                    + " (for a model: a quarter of the heap, raise -Xmx)");
        }
    }

    /** The whole file; its size is checked before memory is taken. */
    byte[] read(String relative, long limit) {
        Path path = file(relative);
        try (InputStream in = Files.newInputStream(path)) {
            long size = Files.size(path);
            checkSize(relative, size, limit);
            byte[] bytes = in.readNBytes((int) size + 1);
            if (bytes.length != size) {
                throw SlipwayException.invalid(relative + " changed while it was read");
            }
            return bytes;
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.INVALID_ARGUMENT, relative + " cannot be read", e);
        }
    }

    /** The only file with one of the endings directly in the folder. */
    Optional<String> single(List<String> endings) {
        try (var list = Files.list(root)) {
            List<String> found = list.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
                    .map(p -> p.getFileName().toString())
                    .filter(name -> endings.stream().anyMatch(name::endsWith))
                    .limit(2)
                    .toList();
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.INVALID_ARGUMENT, "the model folder cannot be read", e);
        }
    }
}
