package io.slipway.data.dvc.store;

import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Content by its hash: {@code <root>/ab/cdef…}, read-only files, raw bytes. The cache ({@code .dvc/cache/files/md5})
 * and remotes in folders ({@code <url>/files/md5}) have the same form.
 *
 * <p>An object appears under its name complete or not at all. Mode bits are not taken as proof of content: bytes are
 * hashed on their way out, and an object that lies is removed and told.
 */
public final class ObjectStore {
    /** Up to this size a file is read into memory once, hashed there and written from there. */
    static final int SMALL = 1 << 20;

    private static final Pattern OID = Pattern.compile("[0-9a-f]{32}(\\.dir)?");
    private static final FileAttribute<Set<PosixFilePermission>> READ_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r--r--"));
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private final Path root;
    private final HashState state;
    private final boolean[] prefixes = new boolean[256];

    public ObjectStore(Path root, HashState state) {
        this.root = root;
        this.state = state;
    }

    public Path root() {
        return root;
    }

    public Path path(String oid) {
        if (!OID.matcher(oid).matches()) {
            throw new DvcException("'" + oid + "' is not the name of an object: expected 32 hexadecimal digits");
        }
        return root.resolve(oid.substring(0, 2)).resolve(oid.substring(2));
    }

    public boolean has(String oid) {
        return Files.exists(path(oid));
    }

    /** Whether the object is there and, of a folder, all its files. */
    public boolean hasAll(String oid) throws IOException {
        if (!has(oid)) {
            return false;
        }
        if (!Fingerprint.isFolder(oid)) {
            return true;
        }
        for (DirManifest.Entry entry : manifest(oid).entries()) {
            if (!has(entry.md5())) {
                return false;
            }
        }
        return true;
    }

    /** @throws DvcException if the object is not a manifest or its bytes do not fit its name (it is removed then) */
    public DirManifest manifest(String oid) throws IOException {
        byte[] bytes = Files.readAllBytes(path(oid));
        if (!(Md5.hex(bytes) + Fingerprint.FOLDER_SUFFIX).equals(oid)) {
            throw lie(oid);
        }
        return DirManifest.parse(oid, bytes);
    }

    public void put(DirManifest manifest) throws IOException {
        byte[] bytes = manifest.bytes();
        put(Md5.hex(bytes) + Fingerprint.FOLDER_SUFFIX, bytes);
    }

    /** @param oid the hash of {@code bytes} */
    void put(String oid, byte[] bytes) throws IOException {
        Path target = path(oid);
        if (Files.exists(target)) {
            return;
        }
        Path temp = AtomicFiles.temporary(target);
        makeFolder(target);
        try (FileChannel out = FileChannel.open(temp, CREATE, READ_ONLY)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temp);
            throw e;
        }
        AtomicFiles.move(temp, target);
    }

    /**
     * Copies a large file in; where the file system can, the blocks are shared and not copied.
     *
     * @param oid the hash of the file
     * @param hashed what the file was when it was hashed
     * @throws DvcException if the file has changed since, so that no object lies about its bytes; nothing is kept
     */
    void putCopy(String oid, Path file, FileStamp hashed) throws IOException {
        Path target = path(oid);
        if (Files.exists(target)) {
            return;
        }
        Path temp = AtomicFiles.temporary(target);
        makeFolder(target);
        try {
            Files.copy(file, temp);
            hashed.requireUnchanged(file);
            Files.setPosixFilePermissions(temp, READ_ONLY.value());
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temp);
            throw e;
        }
        AtomicFiles.move(temp, target);
    }

    private void makeFolder(Path target) throws IOException {
        int prefix = Integer.parseInt(target.getName(target.getNameCount() - 2).toString(), 16);
        if (!prefixes[prefix]) {
            try {
                Files.createDirectories(target.resolveSibling(".").normalize());
            } catch (AccessDeniedException e) {
                throw new DvcException(
                        "cannot write to the cache at '" + root + "': permission denied: '" + e.getFile() + "'", e);
            } catch (FileAlreadyExistsException e) {
                throw new DvcException(
                        "cannot write to the cache at '" + root + "': '" + e.getFile() + "' is no folder", e);
            }
            prefixes[prefix] = true;
        }
    }

    /**
     * Puts an object into the workspace, replacing what is there in one step.
     *
     * @param types in order of preference: {@code reflink}, {@code copy}, {@code hardlink}, {@code symlink}
     */
    public void checkout(String oid, Path target, List<String> types, boolean executable) throws IOException {
        Path object = path(oid);
        Path temp = AtomicFiles.temporary(target);
        try {
            String type = types.isEmpty() ? "copy" : types.getFirst();
            if (type.equals("hardlink") && Files.size(verified(oid)) > 0) {
                Files.createLink(temp, object);
            } else if (type.equals("symlink")) {
                Files.createSymbolicLink(temp, verified(oid).toAbsolutePath());
            } else {
                copyOut(oid, object, temp);
            }
            if (executable && !type.equals("symlink")) {
                Set<PosixFilePermission> mode = new HashSet<>(Files.getPosixFilePermissions(temp));
                mode.addAll(PosixFilePermissions.fromString("--x--x--x"));
                Files.setPosixFilePermissions(temp, mode);
            }
        } catch (NoSuchFileException e) {
            throw new DvcException("'" + oid + "' is not in the cache; try to fetch it", e);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temp);
            throw e;
        }
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            AtomicFiles.delete(target);
        }
        AtomicFiles.move(temp, target);
        state.remember(FileStamp.of(target), oid);
    }

    /**
     * Puts files of a folder into the workspace, in parallel.
     *
     * @param files paths below {@code folder}
     * @param hashes of all of them
     */
    public void checkoutAll(Path folder, List<String> files, Map<String, String> hashes, List<String> types)
            throws IOException {
        Set<Path> parents = new HashSet<>();
        for (String file : files) {
            Path parent = folder.resolve(file).resolveSibling(".").normalize();
            if (parents.add(parent)) {
                makeWorkspaceFolder(folder, parent);
            }
        }
        Parallel.map(files, file -> {
            checkout(String.valueOf(hashes.get(file)), folder.resolve(file), types, false);
            return file;
        });
    }

    /** A file or link that stands where a folder must be gives way: nothing is written through a link. */
    private static void makeWorkspaceFolder(Path folder, Path parent) throws IOException {
        for (Path at = parent;
                !at.equals(folder) && at.startsWith(folder);
                at = at.resolveSibling(".").normalize()) {
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(at);
            }
        }
        Files.createDirectories(parent);
    }

    private void copyOut(String oid, Path object, Path temp) throws IOException {
        long size = Files.size(object);
        if (size > SMALL) {
            Files.copy(verified(oid), temp);
            Files.setPosixFilePermissions(temp, workspaceMode());
            return;
        }
        byte[] bytes = Files.readAllBytes(object);
        if (!Md5.hex(bytes).equals(oid)) {
            throw lie(oid);
        }
        Files.write(temp, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static Set<PosixFilePermission> workspaceMode() {
        return PosixFilePermissions.fromString("rw-r--r--");
    }

    /** The object's path, its bytes proved by the state or by hashing them. */
    Path verified(String oid) throws IOException {
        Path object = path(oid);
        FileStamp stamp = FileStamp.of(object);
        String expected = oid.substring(0, 32);
        if (state.find(stamp).filter(expected::equals).isEmpty()) {
            if (!Md5.hex(object).equals(expected)) {
                throw lie(oid);
            }
            state.put(stamp, expected, System.currentTimeMillis() * 1_000_000);
        }
        return object;
    }

    private DvcException lie(String oid) throws IOException {
        Files.deleteIfExists(path(oid));
        return new DvcException("object '" + oid + "' in '" + root
                + "' was corrupted: its bytes do not fit its name. It is removed; fetch it again");
    }

    /** Copies one object from here, checking its bytes on the way. */
    public void copyTo(ObjectStore other, String oid) throws IOException {
        Path object = path(oid);
        if (Files.size(object) > SMALL) {
            Path sound = verified(oid);
            other.putCopy(oid, sound, FileStamp.of(sound));
            return;
        }
        byte[] bytes = Files.readAllBytes(object);
        if (!Md5.hex(bytes).equals(oid.substring(0, 32))) {
            throw lie(oid);
        }
        other.put(oid, bytes);
    }

    /**
     * Copies those of {@code oids} that the other does not have, files first and folders' lists last, so that a list
     * on the other side means that its files are there.
     *
     * @return how many were copied
     */
    public int copyMissing(ObjectStore other, Set<String> oids) throws IOException {
        List<String> missing = oids.stream().filter(oid -> !other.has(oid)).toList();
        List<String> files =
                missing.stream().filter(o -> !Fingerprint.isFolder(o)).toList();
        List<String> folders = missing.stream().filter(Fingerprint::isFolder).toList();
        Parallel.map(files, oid -> {
            copyTo(other, oid);
            return oid;
        });
        for (String oid : folders) {
            copyTo(other, oid);
        }
        return missing.size();
    }

    /** All objects, in no order. */
    public List<String> list() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(root, 2)) {
            return paths.filter(p -> p.getNameCount() == root.getNameCount() + 2)
                    .map(p -> p.getName(p.getNameCount() - 2).toString() + p.getFileName())
                    .filter(oid -> OID.matcher(oid).matches())
                    .toList();
        }
    }

    public void remove(String oid) throws IOException {
        Files.deleteIfExists(path(oid));
    }
}
