package io.slipway.cli.dvc;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and sets options. */
@Command(name = "config", description = "Get or set config options.")
final class ConfigCommand extends ConfigVerb {
    @Option(
            names = {"-l", "--list"},
            description = "List all options.")
    boolean list;

    @Option(
            names = {"-u", "--unset"},
            description = "Remove the option.")
    boolean unset;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "<name>",
            description = "section.option, such as core.autostage.")
    @Nullable
    String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "<value>", description = "The new value.")
    @Nullable
    String value;

    @Override
    int run() throws IOException {
        if (list) {
            both().flat().forEach((key, v) -> say(key + "=" + v));
            return 0;
        }
        if (name == null) {
            throw new DvcException(DvcException.Kind.ARGUMENTS, "name an option as section.option, or use --list");
        }
        int dot = name.lastIndexOf('.');
        if (dot <= 0) {
            throw new DvcException(DvcException.Kind.ARGUMENTS, "name argument should look like section.option");
        }
        String section =
                name.startsWith("remote.") ? DvcConfig.remoteSection(name.substring(7, dot)) : name.substring(0, dot);
        String option = name.substring(dot + 1);
        Path file = file();
        DvcConfig config = DvcConfig.load(file);
        if (unset) {
            if (!config.unset(section, option)) {
                throw missing(section, option);
            }
            config.save(file);
        } else if (value == null) {
            say(both().find(section, option).orElseThrow(() -> missing(section, option)));
        } else {
            config.set(section, option, value);
            config.save(file);
        }
        return 0;
    }

    private static DvcException missing(String section, String option) {
        return new DvcException(
                DvcException.Kind.CONFIG,
                "configuration error - config file error: option '" + option + "' doesn't exist in section '" + section
                        + "'");
    }
}
