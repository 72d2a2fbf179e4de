package io.slipway.cli.dvc;

import io.slipway.data.dvc.project.DvcProject;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Prints where the project's root is. */
@Command(name = "root", description = "Return the relative path to the root of the DVC project.")
final class RootCommand extends DvcVerb {
    @Override
    int run() throws IOException {
        try (DvcProject project = DvcProject.find(folder())) {
            say(project.show(project.root()));
        }
        return 0;
    }
}
