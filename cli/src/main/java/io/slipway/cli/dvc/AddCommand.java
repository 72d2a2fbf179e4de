package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tracks files and folders. */
@Command(name = "add", description = "Track data files or directories with DVC.")
final class AddCommand extends DvcVerb {
    @Option(names = "--no-commit", description = "Do not put files in the cache yet.")
    boolean noCommit;

    @Option(names = "--glob", description = "Targets are patterns such as 'raw/*.csv'.")
    boolean glob;

    @Option(
            names = {"-f", "--force"},
            hidden = true)
    boolean force;

    @Parameters(arity = "1..*", paramLabel = "<targets>", description = "Files and folders to track.")
    List<String> targets = new ArrayList<>();

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            dvc.add(glob ? matching() : targets, !noCommit);
            trackWithGit(dvc);
        }
        return 0;
    }

    private List<String> matching() throws IOException {
        List<String> found = new ArrayList<>();
        for (String pattern : targets) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            try (Stream<Path> paths = Files.walk(folder())) {
                paths.map(p -> folder().relativize(p))
                        .filter(matcher::matches)
                        .map(Path::toString)
                        .filter(p -> !p.endsWith(".dvc") && !p.endsWith(".gitignore"))
                        .sorted()
                        .forEach(found::add);
            }
        }
        if (found.isEmpty()) {
            throw new DvcException("no file matches " + targets);
        }
        return found;
    }
}
