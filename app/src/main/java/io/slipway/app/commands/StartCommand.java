package io.slipway.app.commands;

import io.slipway.app.config.ServerConfig;
import io.slipway.app.server.Installation;
import io.slipway.app.server.Log;
import io.slipway.app.server.SlipwayServer;
import io.slipway.app.server.SlipwayServer.Guard;
import io.slipway.http.PasswordAuthorizer;
import io.slipway.http.Tls;
import io.slipway.kernel.SlipwayException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** {@code slipway start-dev} and {@code slipway start}: runs until it is told to stop. Its options are the keys of the configuration. */
public final class StartCommand {
    /** Who may come. */
    public enum Mode {
        /** This machine only, no login. */
        DEVELOPMENT,
        /** Anyone who can log in; refuses to run half configured. */
        PRODUCTION
    }

    private static final String HELP = """
            slipway %s [--KEY VALUE]... [--config FILE]

            Runs Slipway until Ctrl-C, all roles in one process unless --roles names some. Prints one line when it is
            ready; the log goes to standard error.

              --home DIR                 all state lies here (~/.slipway)
              --port N                   control plane: UI, MLflow's API, Slipway's API (5000; 0 takes a free one)
              --serving-http-port N      inference over HTTP (8000)
              --roles A,B                data, tracking, training, serving, monitoring, operations, or all
              --control-plane-url URL    where the control plane is, for --roles=serving

            Every key with its flag, variable and default: slipway config reference
            """;

    private final Mode mode;

    public StartCommand(Mode mode) {
        this.mode = mode;
    }

    /** Returns when the server was told to stop and has. */
    public int run(List<String> flags) throws InterruptedException {
        if (flags.contains("--help") || flags.contains("-h")) {
            System.out.print(HELP.formatted(mode == Mode.DEVELOPMENT ? "start-dev" : "start"));
            return 0;
        }
        var loaded = ConfigFiles.load(flags);
        ServerConfig config = loaded.value();
        Guard guard = mode == Mode.DEVELOPMENT ? development(config) : production(config);
        Log.toStandardError();
        var server = SlipwayServer.start(loaded, guard, Installation.current());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                            // A JVM that a signal ends answers 128 + the signal; a drained server has ended well.
                            Runtime.getRuntime().halt(0);
                        },
                        "shutdown"));
        System.out.println(readyLine(server));
        stopped.await();
        return 0;
    }

    /** The line that scripts wait for. */
    public static String readyLine(SlipwayServer server) {
        long millis = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        return "ready in " + millis + " ms  ui=" + shown(server.controlUrl()) + " inference="
                + shown(server.inferenceUrl()) + " grpc=none";
    }

    private static String shown(String url) {
        return url.isEmpty() ? "none" : url;
    }

    private static Guard development(ServerConfig config) {
        if (!Set.of("127.0.0.1", "localhost", "::1").contains(config.host())) {
            throw SlipwayException.invalid("start-dev has no login, so it listens on this machine only; host is '"
                    + config.host() + "'. Leave --host out, or use 'slipway start', which asks for a login.");
        }
        return Guard.LOCAL;
    }

    private static Guard production(ServerConfig config) {
        List<String> missing = new ArrayList<>();
        if (config.hostname() == null) {
            missing.add("hostname: the name under which users reach it, e.g. --hostname=slipway.example.org");
        }
        if (config.tls().mode() == null) {
            missing.add("tls.mode: --tls-mode=keystore with --tls-keystore, or --tls-mode=proxy if something in front"
                    + " of it encrypts");
        } else if (config.tls().mode() == ServerConfig.Tls.Mode.KEYSTORE
                && config.tls().keystore() == null) {
            missing.add("tls.keystore: a PKCS #12 file with key and certificates");
        }
        if (config.admin().password() == null) {
            missing.add("admin.password: the first administrator's password, as SLIPWAY_ADMIN_PASSWORD");
        }
        if (!missing.isEmpty()) {
            throw SlipwayException.invalid("start is for others to reach, so it needs\n  "
                    + String.join("\n  ", missing) + "\nTo try it on this machine alone: slipway start-dev");
        }
        return new Guard(new PasswordAuthorizer(new FirstAdministrator(config.admin())), tls(config.tls()), Set.of());
    }

    private static @Nullable Tls tls(ServerConfig.Tls tls) {
        Path keystore = tls.keystore();
        return tls.mode() == ServerConfig.Tls.Mode.KEYSTORE && keystore != null
                ? Tls.pkcs12(keystore, tls.password() == null ? "" : tls.password())
                : null;
    }
}
