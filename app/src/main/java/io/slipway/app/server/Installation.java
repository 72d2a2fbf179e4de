package io.slipway.app.server;

import io.slipway.training.api.TrainingSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where this Slipway is installed, as the launcher tells by system properties.
 *
 * @param launcher the command that stages of pipelines find as {@code slipway}; null if Java was started by hand
 * @param lib folder of the jars
 * @param ui folder of the built web UI; null if there is none
 * @param root the checkout or installation
 */
public record Installation(
        String version,
        @Nullable Path launcher,
        Path lib,
        @Nullable Path ui,
        Path root) {
    public static Installation current() {
        String launcher = System.getProperty("slipway.launcher");
        String ui = System.getProperty("slipway.ui");
        String version = Installation.class.getPackage().getImplementationVersion();
        return new Installation(
                version == null ? "0.1.0" : version,
                launcher == null ? null : Path.of(launcher),
                Path.of(System.getProperty("slipway.lib", "lib")),
                ui == null ? null : Path.of(ui),
                Path.of(System.getProperty("slipway.install", ".")));
    }

    /** What the stages of pipelines find in their environment. */
    TrainingSettings trainingSettings(Path home, Supplier<String> controlUrl) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path bin = launcher == null || launcher.getParent() == null ? root : launcher.getParent();
        return new TrainingSettings(home.resolve("training"), java, lib, bin, controlUrl);
    }

    String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
