package io.slipway.tracking.artifacts;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Blobs;
import io.slipway.storage.Database;
import io.slipway.storage.DirectBlobs;
import io.slipway.tracking.api.ModelSource.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of runs and models. An artifact URI {@code mlflow-artifacts:/<path>} names the blobs below
 * {@code artifacts/<path>}; locations of any other kind belong to the client and are never opened here.
 */
public final class ArtifactStore {
    private static final String SCHEME = "mlflow-artifacts:/";
    private static final String ROOT = "artifacts";
    private static final int PAGE = 1000;

    private final Blobs blobs;
    private final Database database;

    public ArtifactStore(Blobs blobs, Database database) {
        this.blobs = blobs;
        this.database = database;
    }

    /** A file or folder, by its path below the folder that was asked for. Size is -1 for folders. */
    record Entry(String path, long size) {
        boolean folder() {
            return size < 0;
        }
    }

    /** Path of the folder that an artifact URI names; empty if the location is not in this store. */
    public static Optional<String> folder(String uri) {
        if (!uri.startsWith(SCHEME) || uri.startsWith(SCHEME + "/")) {
            return Optional.empty();
        }
        return Optional.of(ArtifactPath.checked(uri.substring(SCHEME.length())));
    }

    /** @throws SlipwayException INVALID_ARGUMENT if the location is not in this store */
    static String requireFolder(String uri) {
        return folder(uri)
                .orElseThrow(() -> SlipwayException.invalid(
                        "These artifacts lie outside of the server's artifact store: read them from their location."));
    }

    static String key(String path) {
        return path.isEmpty() ? ROOT : ROOT + "/" + path;
    }

    static String join(String folder, String path) {
        return folder.isEmpty() ? path : path.isEmpty() ? folder : folder + "/" + path;
    }

    void put(String path, InputStream content, long maxBytes) throws IOException {
        blobs.put(key(path), content, maxBytes);
    }

    Optional<Blobs.Stat> stat(String path) throws IOException {
        return blobs.stat(key(path));
    }

    /** @throws SlipwayException NOT_FOUND if there is no such file */
    InputStream open(String path, long offset, long length) throws IOException {
        return blobs.open(key(path), offset, length).orElseThrow(() -> missing(path));
    }

    static SlipwayException missing(String path) {
        return SlipwayException.notFound("No such artifact: '" + path + "'");
    }

    /** How clients may send and fetch files past this server, if the store can do that; by key as {@link #key} makes it. */
    Optional<DirectBlobs> direct() {
        return blobs.direct();
    }

    /** What is directly in a folder; nothing for a file or what is not there. */
    List<Entry> children(String folder) throws IOException {
        if (!folder.isEmpty() && stat(folder).isPresent()) {
            return List.of();
        }
        String prefix = key(folder) + "/";
        return blobs.children(key(folder)).stream()
                .map(stat -> new Entry(stat.key().substring(prefix.length()), stat.size()))
                .toList();
    }

    boolean isFolder(String path) throws IOException {
        return !blobs.list(key(path) + "/", null, 1).isEmpty();
    }

    /** Deletes a file or a folder; nothing happens if there is none. */
    void delete(String path) throws IOException {
        if (!blobs.delete(key(path))) {
            blobs.deleteTree(key(path));
        }
    }

    /** Deletes a folder by its artifact URI; nothing happens if it lies outside of this store. */
    public void deleteFolder(String uri) throws IOException {
        String folder = folder(uri).orElse("");
        if (!folder.isEmpty()) {
            delete(folder);
        }
    }

    /** Every file below an artifact URI, with its digest. */
    public List<ModelFile> files(String uri) throws IOException {
        String prefix = key(requireFolder(uri)) + "/";
        var files = new ArrayList<ModelFile>();
        @Nullable String after = null;
        while (true) {
            List<Blobs.Stat> page = blobs.list(prefix, after, PAGE);
            for (Blobs.Stat stat : page) {
                files.add(new ModelFile(stat.key().substring(prefix.length()), stat.size(), digest(stat)));
            }
            if (page.size() < PAGE) {
                return files;
            }
            after = page.getLast().key();
        }
    }

    /** One file below an artifact URI. */
    public InputStream open(String uri, String path) throws IOException {
        return open(join(requireFolder(uri), ArtifactPath.checkedFile(path)), 0, -1);
    }

    /** Whether there is such a file below an artifact URI; false also where the URI lies outside of this store. */
    public boolean exists(String uri, String path) throws IOException {
        Optional<String> folder = folder(uri);
        return folder.isPresent()
                && stat(join(folder.get(), ArtifactPath.checkedFile(path))).isPresent();
    }

    /** Size of one file below an artifact URI. */
    public long size(String uri, String path) throws IOException {
        String whole = join(requireFolder(uri), ArtifactPath.checkedFile(path));
        return stat(whole).orElseThrow(() -> missing(path)).size();
    }

    private String digest(Blobs.Stat stat) throws IOException {
        Optional<String> known = database.read(query -> query.one(
                "SELECT sha256 FROM artifact_digests WHERE blob = ? AND size = ? AND modified = ?",
                row -> row.text(1),
                stat.key(),
                stat.size(),
                stat.modified()));
        if (known.isPresent()) {
            return known.get();
        }
        String sha256 = sha256(stat.key());
        database.write(tx -> tx.update(
                "INSERT INTO artifact_digests (blob, size, modified, sha256) VALUES (?, ?, ?, ?) ON CONFLICT (blob) DO"
                        + " UPDATE SET size = excluded.size, modified = excluded.modified, sha256 = excluded.sha256",
                stat.key(),
                stat.size(),
                stat.modified(),
                sha256));
        return sha256;
    }

    private String sha256(String key) throws IOException {
        try (InputStream in = blobs.open(key, 0, -1)
                .orElseThrow(() -> new SlipwayException(ErrorCode.CONFLICT, "an artifact was deleted meanwhile"))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
