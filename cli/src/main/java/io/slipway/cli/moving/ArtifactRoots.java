package io.slipway.cli.moving;

import io.slipway.cli.moving.Records.SourceFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The folders that the user named, and what an artifact URI means in them. A URI of a store says where files were on
 * the machine that wrote it, and a hostile one could name any file: only what lies below a named folder is read.
 */
final class ArtifactRoots {
    private final List<Folder> roots = new ArrayList<>();
    private final Path base;
    private final Report report;

    /** @param base what relative locations are relative to */
    ArtifactRoots(Path base, Report report) {
        this.base = base;
        this.report = report;
    }

    void add(Path folder) throws IOException {
        roots.add(new Folder(folder, report));
    }

    /**
     * Files at an artifact URI.
     *
     * @param usual where MLflow puts them below a root, for stores that were copied from another place
     */
    List<SourceFile> files(String what, String id, String uri, String usual) throws IOException {
        boolean foreign = !local(uri) && !uri.startsWith("mlflow-artifacts:");
        Optional<Path> path = foreign ? Optional.empty() : path(uri);
        for (Folder root : roots) {
            Optional<Path> found = path.flatMap(p -> below(root, p)).flatMap(root::find);
            if (found.isEmpty()) {
                found = parsed(usual).flatMap(root::find);
                if (found.isPresent() && root.children(found.get()).isEmpty()) {
                    found = Optional.empty(); // MLflow makes it for every run, also where its files are elsewhere
                }
            }
            if (found.isPresent()) {
                return root.moved(found.get());
            }
        }
        boolean known = path.isPresent()
                && roots.stream().anyMatch(root -> below(root, path.get()).isPresent());
        if (foreign) {
            report.left(
                    what,
                    id,
                    "its files are at " + uri + ", which is not read: copy them to a folder and give --artifacts");
        } else if (!known) {
            report.left(
                    what, id, "its files are at " + uri + ", outside of the folders given: --artifacts DIR adds one");
        }
        return List.of();
    }

    private static boolean local(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        return lower.startsWith("file:") || !lower.matches("[a-z][a-z0-9+.-]+:.*");
    }

    /** A path within the file system, or for the proxy's URIs one relative to a root. */
    private Optional<Path> path(String uri) {
        if (uri.startsWith("mlflow-artifacts:")) {
            String rest = uri.substring("mlflow-artifacts:".length());
            if (rest.startsWith("//")) {
                int slash = rest.indexOf('/', 2);
                rest = slash < 0 ? "" : rest.substring(slash);
            }
            return parsed(rest.replaceFirst("^/+", ""));
        }
        if (uri.toLowerCase(Locale.ROOT).startsWith("file:")) {
            try {
                String path = URI.create(uri).getPath();
                return path == null ? parsed(uri.substring(5)) : parsed(path);
            } catch (IllegalArgumentException e) {
                return parsed(uri.substring(5).replaceFirst("^//", ""));
            }
        }
        return parsed(uri).map(p -> base.resolve(p).normalize());
    }

    private static Optional<Path> parsed(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> below(Folder root, Path path) {
        if (!path.isAbsolute()) {
            return Optional.of(path);
        }
        Path plain = path.normalize();
        return plain.startsWith(root.root()) ? Optional.of(root.root().relativize(plain)) : Optional.empty();
    }
}
