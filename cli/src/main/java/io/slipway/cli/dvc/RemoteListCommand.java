package io.slipway.cli.dvc;

import io.slipway.data.dvc.project.DvcConfig;
import io.slipway.data.dvc.project.DvcProject;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Lists remotes. */
@Command(name = "list", description = "List all available data remotes.")
final class RemoteListCommand extends ConfigVerb {
    @Override
    int run() throws IOException {
        try (DvcProject project = DvcProject.find(folder())) {
            DvcConfig config = project.config();
            Optional<String> chosen = config.find("core", "remote");
            int width = config.remotes().keySet().stream()
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            config.remotes()
                    .forEach((name, url) -> say(name
                            + " ".repeat(width - name.length() + 3)
                            + url
                            + (chosen.filter(name::equals).isPresent() ? "  (default)" : "")));
            return 0;
        }
    }
}
