package io.slipway.tracking.trash;

import io.slipway.storage.Blobs;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.artifacts.ArtifactStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the files of owners that are gone. Blobs are named by their owner's folder and shared with nobody, so a folder
 * may go when its owner went and nothing living has its own folder in it or around it.
 */
final class Garbage {
    private static final String ROOT = "artifacts/";
    private static final int PAGE = 1000;

    private final Database database;
    private final Blobs blobs;

    Garbage(Database database, Blobs blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    /** How much there is or was. */
    record Size(long files, long bytes) {
        static final Size NONE = new Size(0, 0);

        Size plus(Size other) {
            return new Size(files + other.files, bytes + other.bytes);
        }
    }

    /**
     * Notes the folder of an owner that the same transaction takes away.
     *
     * @param owner its id, which must be a segment of the path: a location that a client chose is never deleted
     */
    static void note(Tx tx, String artifactUri, String owner, long now) {
        ownFolder(artifactUri, owner)
                .filter(folder -> !claimed(tx, folder, owner))
                .ifPresent(folder -> tx.update(
                        "INSERT INTO artifact_garbage (folder, since) VALUES (?, ?) ON CONFLICT (folder) DO NOTHING",
                        folder,
                        now));
    }

    static Optional<String> ownFolder(String artifactUri, String owner) {
        return ArtifactStore.folder(artifactUri).filter(folder -> ("/" + folder + "/").contains("/" + owner + "/"));
    }

    /** Runs and models lie in their experiment's location: one that is inside of the folder has files there. */
    private static boolean claimed(Query query, String folder, String owner) {
        String uri = "mlflow-artifacts:/" + folder;
        return query.one(
                                "SELECT COUNT(*) FROM experiments WHERE id <> ? AND (artifact_location = ?"
                                        + " OR (artifact_location >= ? AND artifact_location < ?))",
                                row -> row.integer(1),
                                owner.matches("[0-9]{1,18}") ? Long.parseLong(owner) : -1L,
                                uri,
                                uri + "/",
                                uri + "0")
                        .orElse(0L)
                > 0;
    }

    /** Deletes what was noted, now or before a crash; answers how much that was. */
    synchronized Size sweep() throws IOException {
        Size swept = Size.NONE;
        while (true) {
            List<String> folders = database.read(query ->
                    query.list("SELECT folder FROM artifact_garbage ORDER BY folder LIMIT 200", row -> row.text(1)));
            if (folders.isEmpty()) {
                return swept;
            }
            for (String folder : folders) {
                swept = swept.plus(size(folder));
                if (!wanted(folder)) {
                    blobs.deleteTree(ROOT + folder);
                }
                database.write(tx -> {
                    tx.update(
                            "DELETE FROM artifact_digests WHERE blob >= ? AND blob < ?",
                            ROOT + folder + "/",
                            ROOT + folder + "0");
                    return tx.update("DELETE FROM artifact_garbage WHERE folder = ?", folder);
                });
            }
        }
    }

    /** An import may have brought the owner back meanwhile, with the same id and so the same folder. */
    private boolean wanted(String folder) {
        String uri = "mlflow-artifacts:/" + folder;
        return database.read(query -> query.one(
                                "SELECT (SELECT COUNT(*) FROM runs WHERE run_id = ? AND artifact_uri = ?)"
                                        + " + (SELECT COUNT(*) FROM logged_models WHERE model_id = ? AND artifact_uri = ?)"
                                        + " + (SELECT COUNT(*) FROM experiments WHERE artifact_location = ?)",
                                row -> row.integer(1),
                                owner(folder),
                                uri,
                                owner(folder),
                                uri,
                                uri)
                        .orElse(0L))
                > 0;
    }

    private static String owner(String folder) {
        String above =
                folder.endsWith("/artifacts") ? folder.substring(0, folder.length() - "/artifacts".length()) : folder;
        return above.substring(above.lastIndexOf('/') + 1);
    }

    /** Of all these folders, counting what is in several of them once. */
    Size size(Set<String> folders) throws IOException {
        Size size = Size.NONE;
        for (String folder : folders) {
            boolean inside = false;
            for (int slash = folder.lastIndexOf('/'); slash > 0; slash = folder.lastIndexOf('/', slash - 1)) {
                inside |= folders.contains(folder.substring(0, slash));
            }
            size = inside ? size : size.plus(size(folder));
        }
        return size;
    }

    private Size size(String folder) throws IOException {
        long files = 0;
        long bytes = 0;
        @Nullable String after = null;
        while (true) {
            List<Blobs.Stat> page = blobs.list(ROOT + folder + "/", after, PAGE);
            for (Blobs.Stat stat : page) {
                files++;
                bytes += stat.size();
            }
            if (page.size() < PAGE) {
                return new Size(files, bytes);
            }
            after = page.getLast().key();
        }
    }
}
