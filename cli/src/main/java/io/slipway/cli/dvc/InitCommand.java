package io.slipway.cli.dvc;

import io.slipway.data.dvc.project.DvcProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a project. */
@Command(name = "init", description = "Initialize DVC in the current directory.")
final class InitCommand extends DvcVerb {
    @Option(names = "--no-scm", description = "Do without Git.")
    boolean noScm;

    @Option(
            names = {"-f", "--force"},
            description = "Overwrite an existing '.dvc' folder; its cache is lost.")
    boolean force;

    @Option(names = "--subdir", description = "Allow a folder below the root of the Git tree.")
    boolean subdir;

    @Parameters(arity = "0..1", paramLabel = "<directory>", description = "Folder to make the project in.")
    @Nullable
    Path target;

    @Override
    int run() throws IOException {
        Path folder = target == null ? folder() : folder().resolve(target);
        Files.createDirectories(folder);
        DvcProject.init(folder, noScm, subdir, force);
        say("Initialized DVC repository.\n");
        if (!noScm) {
            say("You can now commit the changes to git.\n");
        }
        return 0;
    }

    @Override
    String failurePrefix() {
        return "failed to initiate DVC - ";
    }
}
