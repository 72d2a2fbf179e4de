package io.slipway.tracking.trash;

import io.slipway.storage.Blobs;
import io.slipway.storage.Database;
import io.slipway.tracking.artifacts.ArtifactStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What takes the space, by experiment and by registered model. One walk over the names and sizes of all files, in
 * constant memory a file, at most every ten minutes; asked in between, the last count is answered.
 */
final class Usage {
    private static final String ROOT = "artifacts/";
    private static final int PAGE = 1000;
    private static final long FRESH_MILLIS = 10 * 60 * 1000;

    private final Database database;
    private final Blobs blobs;
    private final InstantSource clock;
    private @Nullable Space last;

    Usage(Database database, Blobs blobs, InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.clock = clock;
    }

    /** @param trashBytes of {@code bytes}, those of deleted runs and models */
    record ExperimentSpace(
            String experimentId,
            String name,
            String lifecycle,
            long runs,
            long deletedRuns,
            long files,
            long bytes,
            long trashBytes) {}

    /** Files that versions of a model name; they count for their experiment too. */
    record ModelSpace(String model, long versions, long files, long bytes) {}

    /** @param asOf when it was counted */
    record Space(
            long asOf,
            long files,
            long bytes,
            long trashBytes,
            List<ExperimentSpace> experiments,
            List<ModelSpace> models) {}

    private static final class Sum {
        long files;
        long bytes;
        long trash;

        void add(long size, boolean deleted) {
            files++;
            bytes += size;
            trash += deleted ? size : 0;
        }
    }

    /** Largest first. */
    synchronized Space space(boolean fresh) throws IOException {
        Space known = last;
        if (known == null || fresh || clock.millis() - known.asOf > FRESH_MILLIS) {
            known = count();
            last = known;
        }
        return known;
    }

    private record Owner(long id, String name, String lifecycle, long runs, long deleted, String folder) {}

    private record Version(String model, String folder) {}

    private Space count() throws IOException {
        List<Owner> owners = owners();
        List<Version> versions = versions();
        Set<String> deleted = deleted();
        Map<String, Sum> byFolder = new HashMap<>();
        owners.forEach(owner -> byFolder.put(owner.folder, new Sum()));
        Map<String, Sum> byVersion = new HashMap<>();
        versions.forEach(version -> byVersion.put(version.folder, new Sum()));
        var all = new Sum();
        @Nullable String after = null;
        List<Blobs.Stat> page;
        do {
            page = blobs.list(ROOT, after, PAGE);
            for (Blobs.Stat stat : page) {
                add(stat, deleted, all, byFolder, byVersion);
                after = stat.key();
            }
        } while (page.size() == PAGE);
        return new Space(
                clock.millis(),
                all.files,
                all.bytes,
                all.trash,
                experiments(owners, byFolder),
                models(versions, byVersion));
    }

    private static void add(
            Blobs.Stat stat, Set<String> deleted, Sum all, Map<String, Sum> byFolder, Map<String, Sum> byVersion) {
        String path = stat.key().substring(ROOT.length());
        boolean gone = false;
        Sum owner = null;
        for (int slash = path.indexOf('/'), from = 0; slash >= 0; from = slash + 1, slash = path.indexOf('/', from)) {
            String folder = path.substring(0, slash);
            gone |= deleted.contains(path.substring(from, slash));
            owner = byFolder.getOrDefault(folder, owner);
            Sum version = byVersion.get(folder);
            if (version != null) {
                version.add(stat.size(), false);
            }
        }
        all.add(stat.size(), gone);
        if (owner != null) {
            owner.add(stat.size(), gone);
        }
    }

    private static List<ExperimentSpace> experiments(List<Owner> owners, Map<String, Sum> sums) {
        return owners.stream()
                .map(o -> {
                    Sum sum = sums.getOrDefault(o.folder, new Sum());
                    return new ExperimentSpace(
                            Long.toString(o.id),
                            o.name,
                            o.lifecycle,
                            o.runs,
                            o.deleted,
                            sum.files,
                            sum.bytes,
                            sum.trash);
                })
                .sorted(Comparator.comparingLong(ExperimentSpace::bytes).reversed())
                .toList();
    }

    private static List<ModelSpace> models(List<Version> versions, Map<String, Sum> sums) {
        Map<String, Set<String>> folders = new HashMap<>();
        Map<String, Long> counts = new HashMap<>();
        versions.forEach(v -> {
            folders.computeIfAbsent(v.model, m -> new HashSet<>()).add(v.folder);
            counts.merge(v.model, 1L, Long::sum);
        });
        return folders.entrySet().stream()
                .map(e -> {
                    var sum = new Sum();
                    e.getValue().forEach(folder -> {
                        Sum each = sums.getOrDefault(folder, new Sum());
                        sum.files += each.files;
                        sum.bytes += each.bytes;
                    });
                    return new ModelSpace(e.getKey(), counts.getOrDefault(e.getKey(), 0L), sum.files, sum.bytes);
                })
                .sorted(Comparator.comparingLong(ModelSpace::bytes).reversed())
                .toList();
    }

    private List<Owner> owners() {
        return database.read(query -> query.list(
                "SELECT e.id, e.name, e.lifecycle, e.artifact_location,"
                        + " (SELECT COUNT(*) FROM runs r WHERE r.experiment = e.id AND r.lifecycle = 'active'),"
                        + " (SELECT COUNT(*) FROM runs r WHERE r.experiment = e.id AND r.lifecycle = 'deleted')"
                        + " FROM experiments e",
                row -> new Owner(
                        row.integer(1),
                        row.text(2),
                        row.text(3),
                        row.integer(5),
                        row.integer(6),
                        ArtifactStore.folder(row.text(4)).orElse("/elsewhere/" + row.integer(1)))));
    }

    private List<Version> versions() {
        return database.read(query -> query.list(
                "SELECT m.name, v.storage_location FROM model_versions v JOIN registered_models m ON m.id = v.model"
                        + " WHERE v.deleted = 0 AND v.storage_location LIKE 'mlflow-artifacts:/%'",
                row -> new Version(
                        row.text(1), ArtifactStore.folder(row.text(2)).orElse("/elsewhere"))));
    }

    private Set<String> deleted() {
        return database.read(query -> new HashSet<>(query.list(
                "SELECT run_id FROM runs WHERE lifecycle = 'deleted'"
                        + " UNION SELECT model_id FROM logged_models WHERE lifecycle = 'deleted'",
                row -> row.text(1))));
    }
}
