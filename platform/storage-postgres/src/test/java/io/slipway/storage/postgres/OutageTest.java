package io.slipway.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Storage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server goes away and comes back: clear answers meanwhile, nothing lost, no restart of Slipway. */
@Tag("slow")
@Timeout(180)
class OutageTest {
    @TempDir
    Path folder;

    private EmbeddedPostgres server(int port) throws IOException {
        var builder = PostgresServer.small()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60));
        return port == 0 ? builder.start() : builder.setPort(port).start();
    }

    private static void insert(Storage storage, String id) {
        storage.database().write(tx -> {
            tx.emit(NewEvent.of("run.created", "runs/" + id, Actor.ANONYMOUS, Map.of()));
            return tx.update("INSERT INTO things (id) VALUES (?)", id);
        });
    }

    private static List<String> ids(Storage storage) {
        return storage.database().read(q -> q.list("SELECT id FROM things ORDER BY id", row -> row.text(1)));
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        SlipwayException thrown = catchThrowableOfType(SlipwayException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(thrown.text()).contains("database");
    }

    @Test
    void aDatabaseThatGoesAwayIsToldAndComesBackByItself() throws IOException {
        EmbeddedPostgres first = server(0);
        int port = first.getPort();
        PostgresAddress address =
                PostgresAddress.of("postgresql://postgres@localhost:" + port + "/postgres", null, null);
        try (Storage storage = PostgresStorage.open(folder.resolve("home"), InstantSource.system(), address)) {
            storage.database().migrate("contract");
            List<String> heard = new CopyOnWriteArrayList<>();
            storage.events().subscribe("s", List.of(), event -> heard.add(event.subject()));
            insert(storage, "before");
            first.close();
            assertUnavailable(() -> insert(storage, "during"));
            assertUnavailable(() -> ids(storage));
            assertUnavailable(() -> insert(storage, "during"));
            EmbeddedPostgres second = server(port);
            try {
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptionsInstanceOf(SlipwayException.class)
                        .until(() -> {
                            insert(storage, "after");
                            return true;
                        });
                // Each connection knocks again by itself, a quarter of a second after it was refused.
                await().ignoreExceptionsInstanceOf(SlipwayException.class)
                        .untilAsserted(() -> assertThat(ids(storage)).containsExactly("after", "before"));
                await().until(() -> heard.size() == 2);
                assertThat(heard).containsExactly("runs/before", "runs/after");
                assertThat(storage.events().verify().problem()).isNull();
            } finally {
                storage.close();
                second.close();
            }
        }
    }

    @Test
    void oneSlipwayAtATimeUsesADatabase() {
        PostgresAddress address = PostgresServer.freshDatabase();
        try (Storage one = PostgresStorage.open(folder.resolve("one"), InstantSource.system(), address)) {
            assertThat(one.events().head()).isZero();
            SlipwayException refused = catchThrowableOfType(
                    SlipwayException.class,
                    () -> PostgresStorage.open(folder.resolve("two"), InstantSource.system(), address));
            assertThat(refused).isNotNull();
            assertThat(refused.text()).contains("in use by another Slipway");
        }
    }

    @Test
    void whatCannotBeOpenedSaysWhy() {
        PostgresAddress nowhere = PostgresAddress.of("postgresql://u:secret@localhost:1/x", null, null);
        assertUnavailable(() -> PostgresStorage.open(folder.resolve("home"), InstantSource.system(), nowhere));
    }
}
