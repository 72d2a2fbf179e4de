package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.store.AtomicFiles;
import io.slipway.data.dvc.store.ContentHasher.Content;
import io.slipway.data.dvc.store.DirManifest;
import io.slipway.data.dvc.store.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings outputs from the cache into the workspace, and the other way. */
public final class Workspace {
    private final DvcProject project;

    public Workspace(DvcProject project) {
        this.project = project;
    }

    /** What a checkout did to an output. */
    public enum Change {
        NONE,
        ADDED,
        MODIFIED,
        DELETED
    }

    /** As {@link #checkout(Output, Recorded, boolean, Map)}, for callers that count nothing. */
    public Change checkout(Output output, Recorded wanted, boolean force) throws IOException {
        return checkout(output, wanted, force, new EnumMap<>(Change.class));
    }

    /**
     * Makes the output what its record says.
     *
     * @param force whether content that is not in the cache may be lost
     * @param files is added the number of single files that changed, those within folders included
     * @throws DvcException if the cache lacks something, or content would be lost
     */
    public Change checkout(Output output, Recorded wanted, boolean force, Map<Change, Integer> files)
            throws IOException {
        Path path = output.path();
        if (wanted.md5() == null) {
            return Change.NONE;
        }
        boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        Optional<Content> now = there ? project.hasher().hash(path) : Optional.empty();
        if (now.isPresent() && wanted.matches(now.get().fingerprint())) {
            return Change.NONE;
        }
        if (!project.cache().hasAll(wanted.md5())) {
            throw new DvcException("Checkout failed for following targets:\n" + project.show(path)
                    + "\nIs your cache up to date?\n<https://error.dvc.org/missing-files>");
        }
        if (!force && now.isPresent()) {
            requireKept(path, now.get());
        }
        Change change = there ? Change.MODIFIED : Change.ADDED;
        if (Fingerprint.isFolder(wanted.md5())) {
            folder(path, wanted.md5(), now, files);
        } else {
            Files.createDirectories(path.resolveSibling(".").normalize());
            project.cache().checkout(wanted.md5(), path, project.linkTypes(), wanted.executable());
            count(files, change);
        }
        return change;
    }

    /** Content may be replaced if the cache has it. */
    private void requireKept(Path path, Content now) throws IOException {
        DirManifest manifest = now.manifest();
        if (manifest == null) {
            requireKept(path, now.fingerprint().md5());
            return;
        }
        for (DirManifest.Entry entry : manifest.entries()) {
            requireKept(path.resolve(entry.path()), entry.md5());
        }
    }

    private void requireKept(Path path, String md5) {
        if (!project.cache().has(md5)) {
            throw new DvcException(
                    "unable to remove '" + project.show(path) + "' without a confirmation. Use `-f` to force.");
        }
    }

    private static void count(Map<Change, Integer> files, Change change) {
        files.merge(change, 1, Integer::sum);
    }

    private void folder(Path path, String md5, Optional<Content> now, Map<Change, Integer> files) throws IOException {
        Map<String, String> wanted = project.cache().manifest(md5).byPath();
        if (Files.isRegularFile(path) || Files.isSymbolicLink(path)) {
            Files.delete(path);
        }
        Files.createDirectories(path);
        DirManifest there = now.map(Content::manifest).orElse(null);
        Map<String, String> existing = there == null ? Map.of() : there.byPath();
        for (String file : existing.keySet()) {
            if (!wanted.containsKey(file)) {
                removeFile(path, file);
                count(files, Change.DELETED);
            }
        }
        List<String> missing = new ArrayList<>();
        wanted.forEach((file, hash) -> {
            if (!hash.equals(existing.get(file))) {
                missing.add(file);
                count(files, existing.containsKey(file) ? Change.MODIFIED : Change.ADDED);
            }
        });
        project.cache().checkoutAll(path, missing, wanted, project.linkTypes());
    }

    private static void removeFile(Path root, String file) throws IOException {
        Path path = root.resolve(file);
        Files.deleteIfExists(path);
        for (Path up = path.getParent(); up != null && !up.equals(root); up = up.getParent()) {
            try (var children = Files.newDirectoryStream(up)) {
                if (children.iterator().hasNext()) {
                    return;
                }
            }
            Files.delete(up);
        }
    }

    /**
     * Takes the output's fingerprint, keeps its bytes in the cache if it is a cached one, and tells Git to ignore it.
     *
     * @throws DvcException if it does not exist
     */
    public Recorded commit(Output output, List<Path> changedFiles) throws IOException {
        if (output.cached() && project.git().isPresent()) {
            project.git().get().requireUntracked(output.path(), project.show(output.path()));
        }
        Optional<Content> content = output.cached()
                ? project.hasher().keep(output.path(), project.cache())
                : project.hasher().hash(output.path());
        if (content.isEmpty()) {
            throw new DvcException("output '" + project.show(output.path()) + "' does not exist");
        }
        if (output.cached() && project.git().isPresent()) {
            project.git().get().ignore(output.path()).ifPresent(changedFiles::add);
        }
        Recorded recorded = Recorded.of(content.get().fingerprint());
        if (output.cached() && linksToCache()) {
            relink(output, recorded);
        }
        return recorded;
    }

    private boolean linksToCache() {
        List<String> types = project.linkTypes();
        return !types.isEmpty()
                && (types.getFirst().equals("hardlink") || types.getFirst().equals("symlink"));
    }

    /** Replaces the workspace's own files by links of the configured type. */
    public void relink(Output output, Recorded recorded) throws IOException {
        String md5 = recorded.md5();
        if (md5 == null || !project.cache().hasAll(md5)) {
            return;
        }
        if (Fingerprint.isFolder(md5)) {
            Map<String, String> files = project.cache().manifest(md5).byPath();
            project.cache().checkoutAll(output.path(), List.copyOf(files.keySet()), files, project.linkTypes());
        } else {
            project.cache().checkout(md5, output.path(), project.linkTypes(), recorded.executable());
        }
    }

    /** Removes an output before its stage makes it anew. */
    void remove(Output output) throws IOException {
        AtomicFiles.delete(output.path());
    }
}
