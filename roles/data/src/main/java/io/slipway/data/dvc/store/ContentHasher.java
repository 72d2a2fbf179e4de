package io.slipway.data.dvc.store;

import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fingerprint of files and folders, and on request keeps their bytes in a store on the same pass. A file
 * that changes while it is read fails the whole operation, so that a record never names bytes that nobody kept.
 */
public final class ContentHasher {
    private final HashState state;
    private final PathFilter filter;

    public ContentHasher(HashState state, PathFilter filter) {
        this.state = state;
        this.filter = filter;
    }

    /** @param manifest of a folder, null for a file */
    public record Content(Fingerprint fingerprint, @Nullable DirManifest manifest) {}

    private record Found(String relative, Path path, FileStamp stamp) {}

    /** The content at a path, or empty if there is nothing. */
    public Optional<Content> hash(Path path) throws IOException {
        return take(path, null);
    }

    /** The same, with all bytes kept in {@code store} when this returns. */
    public Optional<Content> keep(Path path, ObjectStore store) throws IOException {
        return take(path, store);
    }

    private Optional<Content> take(Path path, @Nullable ObjectStore store) throws IOException {
        FileStamp stamp;
        try {
            stamp = FileStamp.of(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (Files.isSymbolicLink(path)) {
                throw new DvcException("'" + path + "' is a symbolic link that leads nowhere: " + e.getMessage(), e);
            }
            throw e;
        }
        if (!stamp.isFolder()) {
            String md5 = file(new Found("", path, stamp), store);
            return Optional.of(
                    new Content(new Fingerprint(md5, stamp.size(), Fingerprint.NO_FOLDER, stamp.isExecutable()), null));
        }
        List<Found> found = new ArrayList<>();
        walk(path, "", store != null, found);
        AtomicLong size = new AtomicLong();
        List<DirManifest.Entry> entries = Parallel.map(found, f -> {
            size.addAndGet(f.stamp().size());
            return new DirManifest.Entry(f.relative(), file(f, store));
        });
        DirManifest manifest = new DirManifest(entries);
        if (store != null) {
            store.put(manifest);
        }
        return Optional.of(new Content(new Fingerprint(manifest.oid(), size.get(), entries.size(), false), manifest));
    }

    private void walk(Path folder, String prefix, boolean keeping, List<Found> into) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                visit(child, prefix + child.getFileName(), keeping, into);
            }
        }
    }

    private void visit(Path child, String relative, boolean keeping, List<Found> into) throws IOException {
        FileStamp stamp = FileStamp.of(child, LinkOption.NOFOLLOW_LINKS);
        boolean link = stamp.isLink();
        if (link) {
            Optional<FileStamp> target = target(child, keeping);
            if (target.isEmpty()) {
                return;
            }
            stamp = target.get();
        }
        if (filter.leavesOut(child, stamp.isFolder() && !link)) {
            return;
        }
        if (stamp.isFolder()) {
            if (!link) {
                walk(child, relative + "/", keeping, into);
            }
        } else if (stamp.isFile()) {
            if (child.getFileName().toString().equals(".dvcignore")) {
                throw new DvcException(".dvcignore file should not be in collected dir path: '" + child + "'");
            }
            into.add(new Found(relative, child, stamp));
        }
    }

    /** What a link leads to. One that leads nowhere cannot be kept; to somebody who only looks, it is not there. */
    private static Optional<FileStamp> target(Path link, boolean keeping) throws IOException {
        try {
            return Optional.of(FileStamp.of(link));
        } catch (IOException e) {
            if (!keeping) {
                return Optional.empty();
            }
            throw new DvcException("'" + link + "' is a symbolic link that leads nowhere; remove it", e);
        }
    }

    private String file(Found file, @Nullable ObjectStore store) throws IOException {
        if (!file.stamp().isFile()) {
            throw new DvcException("'" + file.path() + "' is neither a file nor a folder");
        }
        Optional<String> remembered = state.find(file.stamp());
        if (remembered.isPresent() && (store == null || store.has(remembered.get()))) {
            return remembered.get();
        }
        String md5;
        if (file.stamp().size() <= ObjectStore.SMALL) {
            byte[] bytes = Files.readAllBytes(file.path());
            md5 = Md5.hex(bytes);
            unchanged(file);
            if (store != null) {
                store.put(md5, bytes);
            }
        } else {
            md5 = Md5.hex(file.path());
            if (store != null) {
                store.putCopy(md5, file.path(), file.stamp());
            }
            unchanged(file);
        }
        state.put(file.stamp(), md5, System.currentTimeMillis() * 1_000_000);
        return md5;
    }

    private static void unchanged(Found file) throws IOException {
        file.stamp().requireUnchanged(file.path());
    }
}
