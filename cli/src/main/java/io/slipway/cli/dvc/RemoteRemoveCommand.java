package io.slipway.cli.dvc;

import io.slipway.data.dvc.project.DvcConfig;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets a remote; its folder stays. */
@Command(name = "remove", description = "Remove a data remote.")
final class RemoteRemoveCommand extends ConfigVerb {
    @Parameters(index = "0", paramLabel = "<name>", description = "Name of the remote.")
    String name = "";

    @Override
    int run() throws IOException {
        Path file = file();
        DvcConfig config = DvcConfig.load(file);
        if (!config.removeSection(DvcConfig.remoteSection(name))) {
            throw unknownRemote(name);
        }
        if (config.find("core", "remote").filter(name::equals).isPresent()) {
            config.unset("core", "remote");
        }
        config.save(file);
        return 0;
    }
}
