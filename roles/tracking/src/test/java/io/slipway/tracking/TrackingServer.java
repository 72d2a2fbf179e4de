package io.slipway.tracking;

import io.slipway.http.HttpServer;
import io.slipway.http.OutboundHttp;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import io.slipway.storage.postgres.PostgresAddress;
import io.slipway.storage.postgres.PostgresServer;
import io.slipway.storage.postgres.PostgresStorage;
import io.slipway.tracking.wire.MlflowErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The tracking role alone behind a real server: for tests, and by {@link #main} for real clients. */
public final class TrackingServer implements AutoCloseable {
    private final Storage storage;
    private final TrackingRole role;
    private final HttpServer server;

    private TrackingServer(Path home, int port) {
        storage = store(home);
        var anywhere = new OutboundHttp.Policy(Set.of("http", "https"), true);
        role = new TrackingRole(
                storage,
                InstantSource.system(),
                new TrackingSettings(Duration.ofDays(30), false, anywhere, home.resolve("webhooks.key")));
        role.start();
        server = HttpServer.builder()
                .drainLimit(Duration.ofSeconds(2))
                .port(port)
                .endpoints(role.endpoints())
                .unknownRoutes("/api/2.0/", MlflowErrors.FORMAT)
                .unknownRoutes("/ajax-api/", MlflowErrors.FORMAT)
                .start();
    }

    /** Of homes on PostgreSQL: a home that is opened again has its tables again. */
    private static final Map<Path, PostgresAddress> DATABASES = new ConcurrentHashMap<>();

    /**
     * SQLite, or with {@code -Dslipway.test.database=postgres} a database of a PostgreSQL server that this process
     * starts: the tests of this module are run on both.
     */
    private static Storage store(Path home) {
        return "postgres".equals(System.getProperty("slipway.test.database"))
                ? PostgresStorage.open(
                        home,
                        InstantSource.system(),
                        DATABASES.computeIfAbsent(home, first -> PostgresServer.freshDatabase()))
                : EmbeddedStorage.open(home, InstantSource.system());
    }

    static TrackingServer start(Path home) {
        return new TrackingServer(home, 0);
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    Storage storage() {
        return storage;
    }

    TrackingRole role() {
        return role;
    }

    @Override
    public void close() {
        server.close();
        role.close();
        storage.close();
    }

    /** Arguments: port (0 takes a free one), and the home folder (a temporary one if absent). */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("tracking");
        try (var server = new TrackingServer(home, arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0)) {
            System.out.println("ready " + server.url() + " home=" + home);
            Thread.currentThread().join();
        }
    }
}
