package io.slipway.data.dvc.project;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.store.AtomicFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/** The Git working tree that a project lies in: {@code .gitignore} entries for outputs, tracked files, staging. */
public final class GitTree {
    private final Path root;
    private final Path gitFolder;
    private @Nullable DirCache index;

    private GitTree(Path root, Path gitFolder) {
        this.root = root;
        this.gitFolder = gitFolder;
    }

    /** The tree that holds {@code folder}, if there is one. */
    public static Optional<GitTree> find(Path folder) throws IOException {
        for (Path at = folder; at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.isDirectory(git)) {
                return Optional.of(new GitTree(at, git));
            }
            if (Files.isRegularFile(git)) {
                String pointer = Files.readString(git).strip();
                if (pointer.startsWith("gitdir: ")) {
                    return Optional.of(
                            new GitTree(at, at.resolve(pointer.substring(8)).normalize()));
                }
            }
        }
        return Optional.empty();
    }

    public Path root() {
        return root;
    }

    public boolean isTracked(Path file) throws IOException {
        if (!file.startsWith(root) || !Files.exists(gitFolder.resolve("index"))) {
            return false;
        }
        if (index == null) {
            index = DirCache.read(gitFolder.resolve("index").toFile(), FS.DETECTED);
        }
        String path = root.relativize(file).toString();
        return index.getEntry(path) != null || index.getEntriesWithin(path).length > 0;
    }

    /** @throws DvcException if Git tracks the file: an output belongs to DVC alone */
    public void requireUntracked(Path file, String shown) throws IOException {
        if (isTracked(file)) {
            throw new DvcException(" output '" + shown + "' is already tracked by SCM (e.g. Git).\n"
                    + "    You can remove it from Git, then add to DVC.\n"
                    + "        To stop tracking from Git:\n"
                    + "            git rm -r --cached '" + shown + "'\n"
                    + "            git commit -m \"stop tracking " + shown + "\" ");
        }
    }

    public boolean isIgnored(Path file) throws IOException {
        if (!file.startsWith(root)) {
            return false;
        }
        boolean folder = Files.isDirectory(file);
        for (Path at = file.getParent(); at != null && at.startsWith(root); at = at.getParent()) {
            Path ignore = at.resolve(".gitignore");
            if (Files.isRegularFile(ignore)) {
                IgnoreNode node = new IgnoreNode();
                node.parse(new ByteArrayInputStream(Files.readAllBytes(ignore)));
                Boolean ignored = node.checkIgnored(at.relativize(file).toString(), folder);
                if (ignored != null) {
                    return ignored;
                }
            }
        }
        return false;
    }

    /**
     * Appends the output to the {@code .gitignore} beside it unless Git ignores it already.
     *
     * @return the file that was written, if it was
     */
    public Optional<Path> ignore(Path output) throws IOException {
        Path file = output.resolveSibling(".gitignore");
        if (!output.startsWith(root) || isIgnored(output)) {
            return Optional.empty();
        }
        String before = Files.exists(file) ? Files.readString(file) : "";
        String gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        AtomicFiles.write(file, before + gap + entry(output) + "\n");
        return Optional.of(file);
    }

    /** Takes the output's own line out again. */
    public void unignore(Path output) throws IOException {
        Path file = output.resolveSibling(".gitignore");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readString(file).lines().toList();
        List<String> kept =
                lines.stream().filter(l -> !l.strip().equals(entry(output))).toList();
        if (kept.isEmpty()) {
            Files.delete(file);
        } else if (kept.size() < lines.size()) {
            AtomicFiles.write(file, String.join("\n", kept) + "\n");
        }
    }

    private static String entry(Path output) {
        return "/" + output.getFileName().toString().replaceAll("([\\[\\]!*#?])", "\\\\$1");
    }

    /** Stages files; if there is no Git program, or it refuses, nothing happens. */
    public void stage(List<Path> files) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString(), "add", "--"));
        files.forEach(f -> command.add(root.relativize(f).toString()));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            git.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
