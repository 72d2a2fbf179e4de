package io.slipway.cli.dvc;

import io.slipway.data.dvc.project.DvcConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows or sets the default remote. */
@Command(name = "default", description = "Set or unset the default data remote.")
final class RemoteDefaultCommand extends ConfigVerb {
    @Option(
            names = {"-u", "--unset"},
            description = "Have no default remote.")
    boolean unset;

    @Parameters(arity = "0..1", paramLabel = "<name>", description = "Name of the remote.")
    @Nullable
    String name;

    @Override
    int run() throws IOException {
        if (name == null && !unset) {
            return both().find("core", "remote")
                    .map(remote -> {
                        say(remote);
                        return 0;
                    })
                    .orElseGet(() -> {
                        say("No default remote set");
                        return 1;
                    });
        }
        Path file = file();
        DvcConfig config = DvcConfig.load(file);
        if (unset) {
            config.unset("core", "remote");
        } else if (name != null) {
            if (!both().has(DvcConfig.remoteSection(name))) {
                throw unknownRemote(name);
            }
            config.set("core", "remote", name);
        }
        config.save(file);
        return 0;
    }
}
