package io.slipway.data.dvc.project;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.store.AtomicFiles;
import io.slipway.data.dvc.store.ContentHasher;
import io.slipway.data.dvc.store.HashState;
import io.slipway.data.dvc.store.ObjectStore;
import io.slipway.data.dvc.store.PathFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder with {@code .dvc} in it, and what belongs to it. Closing writes the state of hashes. */
public final class DvcProject implements AutoCloseable {
    private final Path root;
    private final Path current;
    private final DvcConfig config;
    private final HashState state;
    private final ObjectStore cache;
    private final Optional<GitTree> git;
    private PathFilter ignore;

    private DvcProject(Path root, Path current, DvcConfig config, Optional<GitTree> git) {
        this.root = root;
        this.current = current;
        this.config = config;
        this.git = git;
        this.state = HashState.open(tmp().resolve("slipway").resolve("hashes"));
        this.cache = new ObjectStore(cacheFolder().resolve("files").resolve("md5"), state);
        this.ignore = new DvcIgnore(root);
    }

    /**
     * Opens the project that {@code folder} lies in.
     *
     * @throws DvcException NOT_A_PROJECT if there is none, CONFIG if its configuration cannot be read
     */
    public static DvcProject find(Path folder) throws IOException {
        Path from = folder.toRealPath();
        for (Path at = from; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(".dvc"))) {
                return open(at, from);
            }
        }
        throw new DvcException(
                DvcException.Kind.NOT_A_PROJECT,
                "you are not inside of a DVC repository (checked up to mount point '/'). Run 'dvc init' there first");
    }

    private static DvcProject open(Path root, Path current) throws IOException {
        DvcConfig config = DvcConfig.empty();
        Path own = root.resolve(".dvc");
        Path global = Path.of(System.getProperty("user.home"), ".config", "dvc");
        for (Path folder : List.of(Path.of("/etc/xdg/dvc"), global, own)) {
            config = config.overlaid(DvcConfig.load(folder.resolve("config")).resolvedAgainst(folder));
        }
        config = config.overlaid(DvcConfig.load(own.resolve("config.local")).resolvedAgainst(own));
        boolean noScm = config.flag("core", "no_scm", false);
        return new DvcProject(root, current, config, noScm ? Optional.empty() : GitTree.find(root));
    }

    /**
     * Makes a project.
     *
     * @param noScm whether to do without Git
     * @param subdir whether {@code folder} may lie below the root of its Git tree
     */
    public static void init(Path folder, boolean noScm, boolean subdir, boolean force) throws IOException {
        Path root = folder.toRealPath();
        Path dvc = root.resolve(".dvc");
        if (noScm && subdir) {
            throw new DvcException("Cannot initialize repo with `--no-scm` and `--subdir`");
        }
        Optional<GitTree> git = noScm ? Optional.empty() : GitTree.find(root);
        if (!noScm && git.filter(g -> subdir || g.root().equals(root)).isEmpty()) {
            throw new DvcException(root + " is not tracked by any supported SCM tool (e.g. Git). "
                    + "Use `--no-scm` if you don't want to use any SCM or `--subdir` if initializing inside a "
                    + "subdirectory of a parent SCM repository.");
        }
        if (git.isPresent() && git.get().isIgnored(dvc)) {
            throw new DvcException(dvc + " is ignored by your SCM tool. \nMake sure that it's tracked, "
                    + "for example, by adding '!.dvc' to .gitignore.");
        }
        if (Files.isDirectory(dvc)) {
            if (!force) {
                throw new DvcException("'.dvc' exists. Use `-f` to force.");
            }
            AtomicFiles.delete(dvc);
        }
        Files.createDirectories(dvc.resolve("tmp"));
        AtomicFiles.write(dvc.resolve("config"), noScm ? "[core]\n    no_scm = True\n" : "");
        if (!Files.exists(root.resolve(".dvcignore"))) {
            AtomicFiles.write(
                    root.resolve(".dvcignore"),
                    "# Add patterns of files dvc should ignore, which could improve\n"
                            + "# the performance. Learn more at\n# https://dvc.org/doc/user-guide/dvcignore\n");
        }
        Files.createFile(dvc.resolve("tmp").resolve("btime"));
        if (git.isPresent()) {
            AtomicFiles.write(dvc.resolve(".gitignore"), "/config.local\n/tmp\n/cache\n");
            git.get().stage(List.of(dvc.resolve("config"), root.resolve(".dvcignore"), dvc.resolve(".gitignore")));
        }
    }

    public Path root() {
        return root;
    }

    /** The folder it was opened from, which paths in messages and targets are relative to. */
    public Path current() {
        return current;
    }

    /** A path as messages show it. */
    public String show(Path path) {
        String shown = current.relativize(path).toString();
        return shown.isEmpty() ? "." : shown;
    }

    public Path tmp() {
        return root.resolve(".dvc").resolve("tmp");
    }

    public DvcConfig config() {
        return config;
    }

    public Optional<GitTree> git() {
        return git;
    }

    public Path cacheFolder() {
        return config.find("cache", "dir")
                .map(Path::of)
                .orElse(root.resolve(".dvc").resolve("cache"));
    }

    public ObjectStore cache() {
        return cache;
    }

    public ContentHasher hasher() {
        return new ContentHasher(state, ignore);
    }

    public PathFilter ignore() {
        return ignore;
    }

    /** How files get from the cache into the workspace, most wanted first. */
    public List<String> linkTypes() {
        return config.find("cache", "type")
                .map(t -> Stream.of(t.split(",")).map(String::strip).toList())
                .orElse(List.of("reflink", "copy"));
    }

    public ProjectLock lock() throws IOException {
        ProjectLock lock = ProjectLock.acquire(tmp());
        ignore = new DvcIgnore(root);
        return lock;
    }

    public PathLocks pathLocks() {
        return new PathLocks(tmp());
    }

    /**
     * The store of a remote in a folder.
     *
     * @param name null for the default remote
     * @throws DvcException CONFIG if there is no such remote or it is not a folder
     */
    public Remote remote(Optional<String> name) {
        String chosen = name.or(() -> config.find("core", "remote"))
                .orElseThrow(() -> new DvcException(
                        DvcException.Kind.CONFIG,
                        "no remote specified in " + root
                                + ". Setup default remote with\n    dvc remote default <remote name>\n"
                                + "or use:\n    dvc pull -r <remote name>"));
        String url = Optional.ofNullable(config.remotes().get(chosen))
                .orElseThrow(() -> new DvcException(
                        DvcException.Kind.CONFIG, "config file error: remote '" + chosen + "' doesn't exist"));
        if (url.startsWith("file://")) {
            url = url.substring("file://".length());
        }
        if (!DvcConfig.isLocal(url)) {
            throw new DvcException(
                    DvcException.Kind.CONFIG,
                    "remote '" + chosen + "' at '" + url + "' is not a folder; only local folders can be used so far");
        }
        Path folder = root.resolve(url);
        return new Remote(chosen, new ObjectStore(folder.resolve("files").resolve("md5"), state), folder);
    }

    /** @param folder the remote's own, which also holds {@code runs} */
    public record Remote(String name, ObjectStore store, Path folder) {}

    /**
     * All {@code .dvc} and {@code dvc.yaml} files under the root that are not ignored, a folder's files before its
     * folders, by name.
     *
     * @param visitor is told of each file and asked about each folder below it
     */
    public List<Path> metadataFiles(MetadataVisitor visitor) throws IOException {
        List<Path> found = new ArrayList<>();
        collect(root, visitor, found);
        return found;
    }

    /** Learns of metadata files as they are found, and keeps the walk out of folders that are outputs themselves. */
    public interface MetadataVisitor {
        void found(Path file) throws IOException;

        boolean isOutput(Path folder);
    }

    private void collect(Path folder, MetadataVisitor visitor, List<Path> into) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.sorted().toList()) {
                boolean isFolder = Files.isDirectory(child, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                String name = child.getFileName().toString();
                boolean metadata = name.equals("dvc.yaml") || (name.endsWith(".dvc") && name.length() > 4);
                if ((isFolder || metadata) && !ignore.leavesOut(child, isFolder)) {
                    if (isFolder) {
                        folders.add(child);
                    } else if (Files.isRegularFile(child)) {
                        into.add(child);
                        visitor.found(child);
                    }
                }
            }
        }
        for (Path child : folders) {
            if (!visitor.isOutput(child)) {
                collect(child, visitor, into);
            }
        }
    }

    @Override
    public void close() {
        state.save();
    }
}
