package io.slipway.cli.dvc;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcConfig;
import io.slipway.data.dvc.project.DvcProject;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A verb that changes one of a project's two files of configuration. */
abstract class ConfigVerb extends DvcVerb {
    @Option(names = "--local", description = "Use '.dvc/config.local', which Git does not see.")
    boolean local;

    @Option(names = "--project", description = "Use '.dvc/config' (the default).")
    boolean projectLevel;

    Path file() throws IOException {
        try (DvcProject project = DvcProject.find(folder())) {
            return project.root().resolve(".dvc").resolve(local ? "config.local" : "config");
        }
    }

    /** Both files together, as they are written. */
    DvcConfig both() throws IOException {
        Path file = file();
        return DvcConfig.load(file.resolveSibling("config"))
                .overlaid(DvcConfig.load(file.resolveSibling("config.local")));
    }

    DvcException unknownRemote(String name) {
        return new DvcException(
                DvcException.Kind.CONFIG,
                "configuration error - config file error: remote '" + name + "' doesn't exist");
    }

    @Override
    int failureCode() {
        return 251;
    }
}
