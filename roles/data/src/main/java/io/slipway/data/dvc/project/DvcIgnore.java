package io.slipway.data.dvc.project;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.store.PathFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.ignore.IgnoreNode;

/**
 * The patterns of all {@code .dvcignore} files between the project's root and a path, in Git's language; the nearest
 * file wins. Always left out: {@code .git}, {@code .hg}, {@code .dvc} and projects inside the project.
 */
final class DvcIgnore implements PathFilter {
    private static final Set<String> ALWAYS = Set.of(".git", ".hg", ".dvc");

    private final Path root;
    private final ConcurrentHashMap<Path, Optional<IgnoreNode>> byFolder = new ConcurrentHashMap<>();

    DvcIgnore(Path root) {
        this.root = root;
    }

    @Override
    public boolean leavesOut(Path path, boolean folder) {
        Path name = path.getFileName();
        if (name != null && ALWAYS.contains(name.toString())) {
            return true;
        }
        if (folder && !path.equals(root) && Files.isDirectory(path.resolve(".dvc"))) {
            return true;
        }
        if (!path.startsWith(root)) {
            return false;
        }
        for (Path at = path.getParent(); at != null && at.startsWith(root); at = at.getParent()) {
            Optional<IgnoreNode> node = byFolder.computeIfAbsent(at, DvcIgnore::read);
            if (node.isPresent()) {
                Boolean ignored = node.get().checkIgnored(at.relativize(path).toString(), folder);
                if (ignored != null) {
                    return ignored;
                }
            }
        }
        return false;
    }

    private static Optional<IgnoreNode> read(Path folder) {
        Path file = folder.resolve(".dvcignore");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        IgnoreNode node = new IgnoreNode();
        try {
            String patterns = Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                    .collect(Collectors.joining("\n"));
            if (patterns.isEmpty()) {
                return Optional.empty();
            }
            node.parse(new ByteArrayInputStream(patterns.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new DvcException("cannot read '" + file + "': " + e.getMessage(), e);
        }
        return Optional.of(node);
    }
}
