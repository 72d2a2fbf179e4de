package io.slipway.data.dvc;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.pipeline.Output;
import io.slipway.data.dvc.pipeline.RunHistory;
import io.slipway.data.dvc.pipeline.Stage;
import io.slipway.data.dvc.pipeline.StageIndex;
import io.slipway.data.dvc.pipeline.StageRecord;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.project.ProjectLock;
import io.slipway.data.dvc.store.DirManifest;
import io.slipway.data.dvc.store.Fingerprint;
import io.slipway.data.dvc.store.ObjectStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Moves objects between the cache and remotes in local folders, and removes those that nothing needs. */
public final class Transfers {
    private final Dvc dvc;
    private final DvcProject project;

    public Transfers(Dvc dvc) {
        this.dvc = dvc;
        this.project = dvc.project();
    }

    /**
     * Which objects to move.
     *
     * @param targets empty for all
     * @param remote empty for the default remote
     * @param runCache whether the history of runs goes along
     */
    public record Scope(List<String> targets, Optional<String> remote, boolean runCache) {}

    private record Wanted(String path, String oid) {}

    private List<Wanted> wanted(StageIndex index, Scope scope, Optional<String> remote, boolean push)
            throws IOException {
        LinkedHashSet<Wanted> wanted = new LinkedHashSet<>();
        for (Stage stage : index.targets(scope.targets())) {
            StageRecord record = index.record(stage);
            for (Output output : stage.outputs()) {
                var recorded = record.outputs().get(output.written());
                String only = output.remote();
                boolean elsewhere = only != null && remote.isPresent() && !only.equals(remote.get());
                boolean kept = push && (!output.push() || stage.imported());
                if (output.cached() && recorded != null && recorded.md5() != null && !elsewhere && !kept) {
                    wanted.add(new Wanted(project.show(output.path()), recorded.md5()));
                }
            }
        }
        return List.copyOf(wanted);
    }

    /**
     * Copies what the remote lacks, files before the lists of folders.
     *
     * @return how many files were copied
     * @throws DvcException if the cache lacks something that the remote lacks too; all the rest was copied then
     */
    public int push(Scope scope) throws IOException {
        DvcProject.Remote remote = project.remote(scope.remote());
        try (ProjectLock lock = project.lock()) {
            int copied = scope.runCache() ? RunHistory.copy(project.cacheFolder(), remote.folder()) : 0;
            int failed = 0;
            Set<String> oids = new LinkedHashSet<>();
            for (Wanted each : wanted(StageIndex.load(project), scope, Optional.of(remote.name()), true)) {
                Expanded expanded = expand(project.cache(), each.oid());
                failed += expanded.missing(remote.store());
                oids.addAll(expanded.there());
            }
            copied += project.cache().copyMissing(remote.store(), oids);
            if (failed > 0) {
                throw new DvcException(failed + " files failed to upload: the cache does not have them");
            }
            return copied;
        }
    }

    /** A folder's objects: those that a store has, and those that it lacks. */
    private record Expanded(Set<String> there, Set<String> lacking) {
        int missing(ObjectStore alsoIn) {
            return (int) lacking.stream().filter(oid -> !alsoIn.has(oid)).count();
        }
    }

    /** A folder's list counts as there only if all its files are. */
    private static Expanded expand(ObjectStore store, String oid) throws IOException {
        Set<String> there = new LinkedHashSet<>();
        Set<String> lacking = new LinkedHashSet<>();
        if (!store.has(oid)) {
            lacking.add(oid);
            return new Expanded(there, lacking);
        }
        if (Fingerprint.isFolder(oid)) {
            for (DirManifest.Entry entry : store.manifest(oid).entries()) {
                (store.has(entry.md5()) ? there : lacking).add(entry.md5());
            }
        }
        if (lacking.isEmpty()) {
            there.add(oid);
        }
        return new Expanded(there, lacking);
    }

    /**
     * Copies what the cache lacks.
     *
     * @return how many files were copied
     * @throws DvcException if the remote lacks something that the cache lacks too; all the rest was copied then
     */
    public int fetch(Scope scope) throws IOException {
        DvcProject.Remote remote = project.remote(scope.remote());
        try (ProjectLock lock = project.lock()) {
            return fetch(StageIndex.load(project), scope, remote);
        }
    }

    private int fetch(StageIndex index, Scope scope, DvcProject.Remote remote) throws IOException {
        int copied = scope.runCache() ? RunHistory.copy(remote.folder(), project.cacheFolder()) : 0;
        int failed = 0;
        for (Wanted each : wanted(index, scope, Optional.of(remote.name()), false)) {
            if (project.cache().hasAll(each.oid())) {
                continue;
            }
            if (!remote.store().has(each.oid()) && !project.cache().has(each.oid())) {
                failed++;
                continue;
            }
            Set<String> oids = new LinkedHashSet<>();
            if (Fingerprint.isFolder(each.oid())) {
                ObjectStore holder = remote.store().has(each.oid()) ? remote.store() : project.cache();
                holder.manifest(each.oid()).entries().forEach(e -> oids.add(e.md5()));
            }
            oids.add(each.oid());
            oids.removeIf(oid -> project.cache().has(oid));
            int before = oids.size();
            oids.removeIf(oid -> !remote.store().has(oid));
            failed += before - oids.size();
            copied += remote.store().copyMissing(project.cache(), oids);
        }
        if (failed > 0) {
            throw new DvcException(
                    failed + " files failed to download: the remote '" + remote.name() + "' does not have them");
        }
        return copied;
    }

    /** @param failure what could not be fetched, or null */
    public record Pulled(int fetched, Dvc.CheckedOut checkedOut, Optional<DvcException> failure) {}

    /** Fetches and checks out; what could not be fetched does not hold up the rest. */
    public Pulled pull(Scope scope, boolean force) throws IOException {
        DvcProject.Remote remote = project.remote(scope.remote());
        try (ProjectLock lock = project.lock()) {
            StageIndex index = StageIndex.load(project);
            int fetched = 0;
            Optional<DvcException> failure = Optional.empty();
            try {
                fetched = fetch(index, scope, remote);
            } catch (DvcException e) {
                failure = Optional.of(e);
            }
            return new Pulled(fetched, dvc.checkout(index, scope.targets(), force, false), failure);
        }
    }

    /** path → {@code new} (only here), {@code deleted} (only there) or {@code missing} (nowhere); empty if in sync. Same bytes are told once. */
    public Map<String, String> status(Scope scope) throws IOException {
        DvcProject.Remote remote = project.remote(scope.remote());
        try (ProjectLock lock = project.lock()) {
            Map<String, String> status = new LinkedHashMap<>();
            Set<String> told = new HashSet<>();
            for (Wanted each : wanted(StageIndex.load(project), scope, Optional.of(remote.name()), true)) {
                if (told.add(each.oid())) {
                    compare(each.path(), each.oid(), remote.store(), status);
                }
                ObjectStore holder = project.cache().has(each.oid()) ? project.cache() : remote.store();
                if (Fingerprint.isFolder(each.oid()) && holder.has(each.oid())) {
                    for (DirManifest.Entry entry : holder.manifest(each.oid()).entries()) {
                        if (told.add(entry.md5())) {
                            compare(each.path() + "/" + entry.path(), entry.md5(), remote.store(), status);
                        }
                    }
                }
            }
            return status;
        }
    }

    private void compare(String path, String oid, ObjectStore remote, Map<String, String> into) {
        boolean here = project.cache().has(oid);
        boolean there = remote.has(oid);
        if (here != there) {
            into.put(path, here ? "new" : "deleted");
        } else if (!here) {
            into.put(path, "missing");
        }
    }

    /**
     * Removes objects of the cache that the workspace's metadata does not name.
     *
     * @param dry whether only to count
     * @return how many
     */
    public int collectGarbage(boolean dry) throws IOException {
        try (ProjectLock lock = project.lock()) {
            Set<String> used = new HashSet<>();
            for (Wanted each : wanted(
                    StageIndex.load(project), new Scope(List.of(), Optional.empty(), false), Optional.empty(), false)) {
                used.add(each.oid());
                if (Fingerprint.isFolder(each.oid()) && project.cache().has(each.oid())) {
                    project.cache().manifest(each.oid()).entries().forEach(e -> used.add(e.md5()));
                }
            }
            int removed = 0;
            for (String oid : project.cache().list()) {
                if (!used.contains(oid)) {
                    removed++;
                    if (!dry) {
                        project.cache().remove(oid);
                    }
                }
            }
            return removed;
        }
    }
}
