package io.slipway.app.commands;

import io.slipway.app.config.ServerConfig;
import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.config.ConfigLoader;
import io.slipway.kernel.config.LoadedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds and reads the configuration. */
final class ConfigFiles {
    /** Variables that are not the server's: the launcher's and the command line's. */
    private static final Set<String> OTHERS = Set.of(
            "SLIPWAY_JAVA_HOME",
            "SLIPWAY_JAVA_OPTS",
            "SLIPWAY_JAVA",
            "SLIPWAY_LIB",
            "SLIPWAY_HEAP",
            "SLIPWAY_CLI",
            "SLIPWAY_DEBUG",
            "SLIPWAY_URL",
            "SLIPWAY_TOKEN",
            "SLIPWAY_USER",
            "SLIPWAY_PASSWORD",
            "SLIPWAY_PIPELINE_RUN",
            "SLIPWAY_CONFIG",
            "SLIPWAY_NO_BUILD",
            "SLIPWAY_HEALTH_PORT",
            "SLIPWAY_TRACKING_URL");

    private ConfigFiles() {}

    /**
     * Flags over variables over the file of {@code --config} or SLIPWAY_CONFIG over the defaults.
     *
     * @throws SlipwayException naming every problem at once
     */
    static LoadedConfig<ServerConfig> load(List<String> arguments) {
        List<String> flags = new ArrayList<>(arguments);
        Map<String, String> environment = System.getenv();
        String file = environment.getOrDefault("SLIPWAY_CONFIG", "");
        for (int i = 0; i < flags.size(); i++) {
            if (flags.get(i).startsWith("--config=")) {
                file = flags.remove(i).substring("--config=".length());
                break;
            }
            if (flags.get(i).equals("--config")) {
                if (i + 1 == flags.size()) {
                    throw SlipwayException.invalid("--config needs a file");
                }
                file = flags.remove(i + 1);
                flags.remove(i);
                break;
            }
        }
        var loader =
                new ConfigLoader<>(ServerConfig.class).env(environment, OTHERS).flags(flags);
        if (!file.isEmpty()) {
            loader.file(Path.of(file));
        }
        return loader.load();
    }
}
