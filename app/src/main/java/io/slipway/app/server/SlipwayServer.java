package io.slipway.app.server;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.slipway.app.config.ServerConfig;
import io.slipway.http.Authorizer;
import io.slipway.http.Endpoint;
import io.slipway.http.Health;
import io.slipway.http.HttpMetrics;
import io.slipway.http.HttpServer;
import io.slipway.http.OpenApi;
import io.slipway.http.Response;
import io.slipway.http.ServiceRows;
import io.slipway.http.StaticFiles;
import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.config.LoadedConfig;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import io.slipway.storage.postgres.PostgresAddress;
import io.slipway.storage.postgres.PostgresStorage;
import io.slipway.storage.s3.S3Address;
import io.slipway.storage.s3.S3Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A running Slipway: storage, roles, ports; opened in that order and closed in the opposite one. */
public final class SlipwayServer implements AutoCloseable {
    /** What MLflow's clients read from {@code /version}: the version whose API this is. */
    private static final String MLFLOW_VERSION = "3.17.2";

    private final Roles roles;
    private final @Nullable Storage storage;
    private final @Nullable HttpServer control;
    private final @Nullable HttpServer inference;
    private final String scheme;
    private final String host;
    private final Path home;

    /** How the ports are guarded. */
    public record Guard(Authorizer authorizer, io.slipway.http.@Nullable Tls tls, Set<String> onlyForHosts) {
        private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

        /** Anyone on this machine, nobody else: foreign Host and Origin headers are refused. */
        public static final Guard LOCAL = new Guard(Authorizer.OPEN, null, LOOPBACK);
    }

    /** @throws SlipwayException saying what to do: port taken, home in use or not writable, database broken */
    public static SlipwayServer start(LoadedConfig<ServerConfig> loaded, Guard guard, Installation installation) {
        return new SlipwayServer(loaded, guard, installation);
    }

    private SlipwayServer(LoadedConfig<ServerConfig> loaded, Guard guard, Installation installation) {
        ServerConfig config = loaded.value();
        Set<Role> wanted = Role.parse(config.roles());
        boolean controlHere = wanted.contains(Role.TRACKING);
        boolean servingHere = wanted.contains(Role.SERVING);
        scheme = guard.tls() == null ? "http" : "https";
        host = config.host().equals("0.0.0.0") || config.host().equals("::") ? installation.hostName() : config.host();

        InstantSource clock = InstantSource.system();
        var health = new Health();
        var registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        home = prepared(config.home());
        storage = controlHere ? store(config.storage(), home, clock) : null;
        try {
            var surroundings = new Roles.Surroundings(
                    loaded, home, clock, health, registry, this::controlUrl, this::inferenceUrl, installation);
            roles = storage == null
                    ? Roles.servingOnly(surroundings)
                    : servingHere ? Roles.together(storage, surroundings) : Roles.controlPlane(storage, surroundings);

            List<Endpoint> common = new ArrayList<>();
            common.addAll(ServiceRows.health(
                    health, r -> Response.text(200, MLFLOW_VERSION).with("Slipway-Version", installation.version())));
            common.addAll(ServiceRows.metrics(registry));
            var meter = new HttpMetrics(registry);
            control = controlHere
                    ? HttpServers.control(
                            config,
                            guard,
                            meter,
                            documented(installation, with(common, roles.controlEndpoints()), ui(installation)))
                    : null;
            inference = servingHere
                    ? HttpServers.inference(
                            config,
                            guard,
                            meter,
                            documented(installation, with(common, roles.inferenceEndpoints()), List.of()))
                    : null;
            roles.start();
        } catch (RuntimeException e) {
            closeQuietly(storage);
            throw e;
        }
    }

    private static Storage store(ServerConfig.Storage config, Path home, InstantSource clock) {
        ServerConfig.Blobs blobs = config.blobs();
        String url = blobs.url();
        if (url == null) {
            S3Storage.refuseOther(home);
            return tables(config.database(), home, clock);
        }
        var address = S3Address.of(url, blobs.endpoint(), blobs.region(), blobs.accessKey(), blobs.secretKey());
        return S3Storage.open(home, address, () -> tables(config.database(), home, clock));
    }

    private static Storage tables(ServerConfig.Database database, Path home, InstantSource clock) {
        String url = database.url();
        if (url != null) {
            return PostgresStorage.open(home, clock, PostgresAddress.of(url, database.user(), database.password()));
        }
        PostgresStorage.refuseOther(home);
        return EmbeddedStorage.open(home, clock);
    }

    private static Path prepared(Path home) {
        Path folder = home.startsWith("~")
                ? Path.of(System.getProperty("user.home")).resolve(Path.of("~").relativize(home))
                : home.toAbsolutePath();
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw SlipwayException.invalid("cannot make the home " + folder + ": " + e.getMessage()
                    + ". Choose another with --home DIR or make it writable.");
        }
    }

    private static List<Endpoint> ui(Installation installation) {
        Path folder = installation.ui();
        return folder == null || !Files.isRegularFile(folder.resolve("index.html"))
                ? List.of()
                : StaticFiles.ofDirectory(folder);
    }

    /** The rows, the document made of them, and what is no part of the API. */
    private static List<Endpoint> documented(Installation installation, List<Endpoint> rows, List<Endpoint> rest) {
        return with(rows, OpenApi.rows("Slipway", installation.version(), rows), rest);
    }

    @SafeVarargs
    private static List<Endpoint> with(List<Endpoint>... parts) {
        List<Endpoint> all = new ArrayList<>();
        for (List<Endpoint> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    private static void closeQuietly(@Nullable AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            // the reason for closing is told by the caller
        }
    }

    /** Empty if the control plane is not in this process. */
    public String controlUrl() {
        return control == null ? "" : scheme + "://" + host + ":" + control.port();
    }

    /** Empty if serving is not in this process. */
    public String inferenceUrl() {
        return inference == null ? "" : scheme + "://" + host + ":" + inference.port();
    }

    /** Everything that the control plane's port answers; empty if it is not in this process. */
    public List<Endpoint> controlEndpoints() {
        return control == null ? List.of() : control.endpoints();
    }

    /** Everything that the inference port answers; empty if serving is not in this process. */
    public List<Endpoint> inferenceEndpoints() {
        return inference == null ? List.of() : inference.endpoints();
    }

    public Path home() {
        return home;
    }

    /** Answers what is under way, refuses new work, and closes. */
    @Override
    public void close() {
        roles.drain();
        closeQuietly(inference);
        closeQuietly(control);
        closeQuietly(roles);
        closeQuietly(storage);
    }
}
