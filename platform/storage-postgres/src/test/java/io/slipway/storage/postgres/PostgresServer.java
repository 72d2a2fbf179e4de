package io.slipway.storage.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for tests, started once in a process and stopped with it; each caller gets a fresh database. */
public final class PostgresServer {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private PostgresServer() {}

    private static final class Holder {
        static final EmbeddedPostgres SERVER = start();
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = small().start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server of a test's own, to be stopped and started. */
    static EmbeddedPostgres.Builder small() {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("shared_buffers", "32MB")
                .setServerConfig("max_connections", "60");
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of a new, empty database. */
    public static PostgresAddress freshDatabase() {
        String name = "test" + NUMBER.incrementAndGet();
        try (Connection connection = Holder.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return PostgresAddress.of(
                "postgresql://postgres@localhost:" + Holder.SERVER.getPort() + "/" + name, null, null);
    }
}
