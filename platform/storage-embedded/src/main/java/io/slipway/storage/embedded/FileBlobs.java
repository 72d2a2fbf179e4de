package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Each blob is one file whose path below the root is its key. */
final class FileBlobs implements Blobs {
    private static final int BUFFER = 64 << 10;
    private static final int ATTEMPTS = 20;

    private final BlobPaths paths;
    private final BlobListing listing;
    private final Path temporary;

    private FileBlobs(Path root, Path temporary) {
        this.paths = new BlobPaths(root);
        this.listing = new BlobListing(root);
        this.temporary = temporary;
    }

    /**
     * @param root holds the blobs and nothing else
     * @param temporary on the same file system; emptied now
     */
    static FileBlobs open(Path root, Path temporary) throws IOException {
        Files.createDirectories(root);
        Files.createDirectories(temporary);
        try (Stream<Path> left = Files.list(temporary)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
        }
        return new FileBlobs(root.toRealPath(), temporary.toRealPath());
    }

    @Override
    public Stat put(String key, InputStream content, long maxBytes) throws IOException {
        Path target = paths.of(key);
        Path part = Files.createTempFile(temporary, "put-", ".part");
        try {
            long size = copy(key, content, part, maxBytes);
            long modified = Files.getLastModifiedTime(part).toMillis();
            publish(key, part, target);
            return new Stat(key, size, modified);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static long copy(String key, InputStream content, Path part, long maxBytes) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                size += n;
                if (size > maxBytes) {
                    throw new SlipwayException(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "the file " + key + " is larger than the " + maxBytes + " bytes allowed here");
                }
                write(out, ByteBuffer.wrap(buffer, 0, n));
            }
            force(out);
        }
        return size;
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw full(e);
        }
    }

    private static void force(FileChannel out) throws IOException {
        try {
            out.force(true);
        } catch (IOException e) {
            throw full(e);
        }
    }

    private void publish(String key, Path part, Path target) throws IOException {
        Path folder = parent(target);
        for (int attempt = 1; ; attempt++) {
            try {
                Durable.createFolders(paths.root(), folder);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                syncIfThere(folder);
                return;
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS || !Files.exists(part)) {
                    throw e; // else a delete removed the folder that had just become empty
                }
            } catch (FileAlreadyExistsException | NotDirectoryException | DirectoryNotEmptyException e) {
                throw collides(key, e);
            } catch (FileSystemException e) {
                if (Files.isDirectory(target) || hasFileAbove(target)) {
                    throw collides(key, e);
                }
                throw full(e);
            }
        }
    }

    private boolean hasFileAbove(Path target) {
        for (Path above = parent(target); !above.equals(paths.root()); above = parent(above)) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    private static SlipwayException collides(String key, IOException cause) {
        return new SlipwayException(
                ErrorCode.CONFLICT,
                "cannot store " + key + ": a folder has this name, or a file has the name of one of its folders",
                cause);
    }

    private static IOException full(IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("No space left")
                || reason.contains("quota exceeded")
                || reason.contains("File too large")) {
            throw new SlipwayException(
                    ErrorCode.STORAGE_FULL,
                    "the disk that holds the files is full; nothing of this file was kept. Free some space, then try again",
                    e);
        }
        return e;
    }

    @Override
    public Optional<InputStream> open(String key, long offset, long length) throws IOException {
        if (offset < 0 || length < -1) {
            throw SlipwayException.invalid("a part of a file starts at 0 or later and has a length of 0 or more");
        }
        Path path = paths.of(key);
        if (!isFile(BlobPaths.attributes(path))) {
            return Optional.empty();
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        long size = channel.size();
        if (offset > size) {
            channel.close();
            throw new SlipwayException(
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    "the file " + key + " has " + size + " bytes; there is nothing at " + offset);
        }
        long end = length < 0 || length > size - offset ? size : offset + length;
        return Optional.of(new ChannelRange(channel, offset, end));
    }

    @Override
    public Optional<Stat> stat(String key) throws IOException {
        BasicFileAttributes found = BlobPaths.attributes(paths.of(key));
        return found != null && found.isRegularFile()
                ? Optional.of(
                        new Stat(key, found.size(), found.lastModifiedTime().toMillis()))
                : Optional.empty();
    }

    private static boolean isFile(@Nullable BasicFileAttributes found) {
        return found != null && found.isRegularFile();
    }

    @Override
    public List<Stat> list(String prefix, @Nullable String after, int limit) throws IOException {
        return listing.list(prefix, after, limit);
    }

    @Override
    public List<Stat> children(String folder) throws IOException {
        return listing.children(folder, folder.isEmpty() ? paths.root() : paths.of(folder));
    }

    @Override
    public boolean delete(String key) throws IOException {
        Path path = paths.of(key);
        if (!isFile(BlobPaths.attributes(path)) || !Files.deleteIfExists(path)) {
            return false;
        }
        prune(parent(path));
        return true;
    }

    @Override
    public int deleteTree(String folder) throws IOException {
        Path path = paths.of(folder);
        int deleted = 0;
        while (true) {
            List<Stat> some = listing.list(folder + "/", null, 1000);
            if (some.isEmpty()) {
                return deleted;
            }
            for (Stat stat : some) {
                Path file = paths.root().resolve(stat.key());
                if (Files.deleteIfExists(file)) {
                    deleted++;
                }
                prune(parent(file));
            }
            if (!Files.exists(path)) {
                return deleted;
            }
        }
    }

    /** Removes folders that have become empty, so that their names are free, and makes the change durable. */
    private void prune(Path from) throws IOException {
        Path folder = from;
        while (!folder.equals(paths.root())) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                break;
            }
            folder = parent(folder);
        }
        syncIfThere(folder);
    }

    /** A folder that another delete has removed meanwhile needs nothing: that delete syncs the folder above. */
    private static void syncIfThere(Path folder) throws IOException {
        try {
            Durable.syncFolder(folder);
        } catch (NoSuchFileException e) {
            // as said above
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("above the root");
        }
        return parent;
    }
}
