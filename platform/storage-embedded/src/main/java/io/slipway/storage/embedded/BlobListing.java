package io.slipway.storage.embedded;

import io.slipway.storage.Blobs.Stat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks the folders in the order of the keys, entering only those that can hold what is asked for. */
final class BlobListing {
    private final Path root;

    BlobListing(Path root) {
        this.root = root;
    }

    List<Stat> list(String prefix, @Nullable String after, int limit) throws IOException {
        List<Stat> found = new ArrayList<>();
        walk(root, "", prefix, after, limit, found);
        return found;
    }

    private void walk(Path folder, String key, String prefix, @Nullable String after, int limit, List<Stat> found)
            throws IOException {
        for (Stat child : sorted(folder, key, BlobListing::walkKey)) {
            if (found.size() >= limit) {
                return;
            }
            if (child.folder()) {
                String below = child.key() + "/";
                boolean asked = below.startsWith(prefix) || prefix.startsWith(below);
                boolean passed = after != null && below.compareTo(after) < 0 && !after.startsWith(below);
                if (asked && !passed) {
                    walk(root.resolve(child.key()), below, prefix, after, limit, found);
                }
            } else if (child.key().startsWith(prefix)
                    && (after == null || child.key().compareTo(after) > 0)) {
                found.add(child);
            }
        }
    }

    /** A folder stands where its first blob's key would. */
    private static String walkKey(Stat stat) {
        return stat.folder() ? stat.key() + "/" : stat.key();
    }

    List<Stat> children(String key, Path folder) throws IOException {
        return sorted(folder, key.isEmpty() ? "" : key + "/", Stat::key);
    }

    /** Links and special files are passed over; so is what is deleted meanwhile. */
    private static List<Stat> sorted(Path folder, String prefix, java.util.function.Function<Stat, String> order)
            throws IOException {
        List<Stat> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                BasicFileAttributes found = BlobPaths.attributes(entry);
                String key = prefix + entry.getFileName();
                if (found == null) {
                    continue;
                }
                long modified = found.lastModifiedTime().toMillis();
                if (found.isDirectory()) {
                    children.add(new Stat(key, -1, modified));
                } else if (found.isRegularFile()) {
                    children.add(new Stat(key, found.size(), modified));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        children.sort(Comparator.comparing(order));
        return children;
    }
}
