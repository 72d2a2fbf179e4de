package io.slipway.serving.follow;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.api.ModelSource;
import io.slipway.tracking.api.ModelSource.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies of model versions on the disk, {@code <root>/<model>/<version>/}. A copy appears whole or not at all: it is
 * made beside, each file held against its size and SHA-256, and renamed. {@code verified.json} lists the digests, so
 * that a later start can tell a good copy from one that the disk has damaged. One thread at a time.
 */
final class ModelCache {
    private static final String VERIFIED = "verified.json";
    private static final String INCOMING = ".incoming-";

    private final Path root;

    ModelCache(Path root) {
        this.root = root;
    }

    /** The content of {@code verified.json}. */
    private record Verified(String model, int version, List<ModelFile> files) {}

    /**
     * The folder of a version, fetched unless a good copy with the same files is here.
     *
     * @throws IOException if the source cannot be reached or the disk does not take it
     * @throws SlipwayException DATA_CORRUPT if what arrived is not what the source announced
     */
    Path fetch(ModelSource source, VersionKey key) throws IOException {
        List<ModelFile> files = source.files(key.model(), key.version());
        Path folder = folder(key);
        if (listed(key).filter(files::equals).isPresent() && problem(key).isEmpty()) {
            return folder;
        }
        check(key, files);
        Path incoming = Files.createTempDirectory(Files.createDirectories(folder.getParent()), INCOMING);
        try {
            for (ModelFile file : files) {
                copy(source, key, file, incoming);
            }
            Files.write(
                    incoming.resolve(VERIFIED),
                    Json.strict().writeValueAsBytes(new Verified(key.model(), key.version(), files)));
            delete(folder);
            Files.move(incoming, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(incoming);
        }
        return folder;
    }

    /** True if the copy here has the files that the source has. */
    boolean isCurrent(ModelSource source, VersionKey key) throws IOException {
        return listed(key)
                .filter(source.files(key.model(), key.version())::equals)
                .isPresent();
    }

    /** The folder of a copy that is here and good. */
    Path verified(VersionKey key) {
        problem(key).ifPresent(problem -> {
            throw new SlipwayException(
                    ErrorCode.DATA_CORRUPT, "the copy of " + key + " on this disk is not usable: " + problem);
        });
        return folder(key);
    }

    /** What is wrong with the copy, by its digests. */
    private Optional<String> problem(VersionKey key) {
        Optional<List<ModelFile>> files = listed(key);
        if (files.isEmpty()) {
            return Optional.of("there is none");
        }
        for (ModelFile file : files.get()) {
            Path path = folder(key).resolve(file.path());
            try {
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != file.size()) {
                    return Optional.of("the file '" + file.path() + "' is missing or has another length");
                }
                try (InputStream in = Files.newInputStream(path)) {
                    if (!digest(in, OutputStream.nullOutputStream(), file.size())
                            .equals(file.sha256())) {
                        return Optional.of("the file '" + file.path() + "' has another SHA-256");
                    }
                }
            } catch (IOException e) {
                return Optional.of("the file '" + file.path() + "' cannot be read");
            }
        }
        return Optional.empty();
    }

    private Optional<List<ModelFile>> listed(VersionKey key) {
        try {
            Verified verified =
                    Json.strict().readValue(Files.readAllBytes(folder(key).resolve(VERIFIED)), Verified.class);
            check(key, verified.files());
            return Optional.of(verified.files());
        } catch (IOException | SlipwayException e) {
            return Optional.empty();
        }
    }

    /** Refuses names that would leave the folder, and sizes that the disk does not have. */
    private void check(VersionKey key, List<ModelFile> files) throws IOException {
        long total = 0;
        Path base = Path.of("/base").toAbsolutePath();
        for (ModelFile file : files) {
            Path path = base.resolve(file.path()).normalize();
            if (file.path().isEmpty()
                    || file.path().indexOf('\\') >= 0
                    || file.path().indexOf('\0') >= 0
                    || !path.startsWith(base)
                    || path.equals(base)
                    || !base.relativize(path).toString().equals(file.path())
                    || file.path().equals(VERIFIED)) {
                throw new SlipwayException(
                        ErrorCode.DATA_CORRUPT, key + " names a file '" + file.path() + "' that may not be written");
            }
            if (file.size() < 0 || file.sha256().length() != 64) {
                throw new SlipwayException(
                        ErrorCode.DATA_CORRUPT, key + ": the file '" + file.path() + "' has no size or SHA-256");
            }
            total = Math.addExact(total, file.size());
        }
        if (files.isEmpty()) {
            throw new SlipwayException(ErrorCode.DATA_CORRUPT, key + " has no files");
        }
        Files.createDirectories(root);
        long free = Files.getFileStore(root).getUsableSpace();
        if (total > free) {
            throw new SlipwayException(
                    ErrorCode.STORAGE_FULL,
                    key + " needs " + (total >> 20) + " MB on the disk of the model cache, " + (free >> 20)
                            + " MB are free");
        }
    }

    private static void copy(ModelSource source, VersionKey key, ModelFile file, Path incoming) throws IOException {
        Path target = incoming.resolve(file.path());
        Files.createDirectories(target.getParent());
        String sha256;
        try (InputStream in = source.open(key.model(), key.version(), file.path());
                OutputStream out = Files.newOutputStream(target)) {
            sha256 = digest(in, out, file.size());
        }
        if (!sha256.equals(file.sha256())) {
            throw new SlipwayException(
                    ErrorCode.DATA_CORRUPT,
                    key + ": the file '" + file.path()
                            + "' did not arrive as announced (length or SHA-256 differ); it will be fetched again");
        }
    }

    /** Copies and digests; the empty string if there are fewer or more bytes than {@code size}. */
    private static String digest(InputStream in, OutputStream out, long size) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] buffer = new byte[64 << 10];
        long seen = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            seen += n;
            if (seen > size) {
                return "";
            }
            digest.update(buffer, 0, n);
            out.write(buffer, 0, n);
        }
        return seen == size ? HexFormat.of().formatHex(digest.digest()) : "";
    }

    Path folder(VersionKey key) {
        return root.resolve(folderName(key.model())).resolve(Integer.toString(key.version()));
    }

    /** The name itself where every file system keeps it apart from others, else a part of it with a digest. */
    private static String folderName(String model) {
        if (model.matches("[a-z0-9][a-z0-9_-]{0,99}")) {
            return model;
        }
        String readable = model.replaceAll("[^A-Za-z0-9_-]", "_");
        return readable.substring(0, Math.min(40, readable.length())) + "."
                + sha256(model).substring(0, 16);
    }

    private static String sha256(String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try {
            return digest(new java.io.ByteArrayInputStream(bytes), OutputStream.nullOutputStream(), bytes.length);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * Deletes copies that nobody serves, but of each model the two newest of them (for a rollback) and those that are
     * younger than the grace; and what a killed process left half fetched.
     */
    void clean(Set<VersionKey> served, long olderThanMillis) throws IOException {
        Set<Path> kept = new java.util.HashSet<>();
        served.forEach(key -> kept.add(folder(key)));
        for (Path model : children(root)) {
            var unused = new ArrayList<Path>();
            for (Path version : children(model)) {
                if (version.getFileName().toString().startsWith(INCOMING)) {
                    delete(version);
                } else if (!kept.contains(version)) {
                    unused.add(version);
                }
            }
            unused.sort(Comparator.comparingLong(ModelCache::modified).reversed());
            for (Path version : unused.subList(Math.min(2, unused.size()), unused.size())) {
                if (modified(version) < olderThanMillis) {
                    delete(version);
                }
            }
        }
    }

    private static long modified(Path path) {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
