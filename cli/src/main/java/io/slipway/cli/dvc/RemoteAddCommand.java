package io.slipway.cli.dvc;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcConfig;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names a folder as a remote. */
@Command(name = "add", description = "Add a new data remote.")
final class RemoteAddCommand extends ConfigVerb {
    @Option(
            names = {"-d", "--default"},
            description = "Make it the default remote.")
    boolean makeDefault;

    @Option(
            names = {"-f", "--force"},
            description = "Overwrite a remote of this name.")
    boolean force;

    @Parameters(index = "0", paramLabel = "<name>", description = "Name of the remote.")
    String name = "";

    @Parameters(index = "1", paramLabel = "<url>", description = "Its folder.")
    String url = "";

    @Override
    int run() throws IOException {
        Path file = file();
        DvcConfig config = DvcConfig.load(file);
        String section = DvcConfig.remoteSection(name);
        if (config.has(section) && !force) {
            throw new DvcException(
                    DvcException.Kind.CONFIG,
                    "configuration error - config file error: remote '" + name
                            + "' already exists. Use `-f|--force` to overwrite it.");
        }
        config.removeSection(section);
        config.set(section, "url", relative(file));
        if (makeDefault) {
            say("Setting '" + name + "' as a default remote.");
            config.set("core", "remote", name);
        }
        config.save(file);
        return 0;
    }

    /** Relative on the command line means relative to the current folder; in the file, to the file's folder. */
    private String relative(Path file) throws IOException {
        if (!DvcConfig.isLocal(url) || url.startsWith("~") || Path.of(url).isAbsolute()) {
            return url;
        }
        Path target = folder().toRealPath().resolve(url).normalize();
        return file.resolveSibling(".").normalize().relativize(target).toString();
    }
}
