package io.slipway.data.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.data.DataRole;
import io.slipway.data.api.DatasetVersion;
import io.slipway.data.api.NewDatasetVersion;
import io.slipway.kernel.Actor;
import io.slipway.kernel.Event;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.EventLog;
import io.slipway.storage.embedded.EmbeddedStorage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetRegistryTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedStorage storage;

    @SuppressWarnings("NullAway.Init")
    private DatasetRegistry registry;

    @BeforeEach
    void open() {
        InstantSource clock = InstantSource.fixed(NOW);
        storage = EmbeddedStorage.open(home, clock);
        try (DataRole role = new DataRole(storage.database(), clock)) {
            assertThat(role.endpoints()).hasSize(3);
        }
        registry = new DatasetRegistry(storage.database(), clock);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static NewDatasetVersion version(String digest, @Nullable Long rows) {
        return new NewDatasetVersion(
                digest,
                10L,
                2L,
                rows,
                "data/flights",
                "git:abc",
                List.of(new NewDatasetVersion.Field("carrier", "string")),
                new NewDatasetVersion.Profile(
                        List.of(new NewDatasetVersion.Column("carrier", "string", 0L, null, null, null, 16L))));
    }

    @Test
    void recordsVersionsOnceByDigestWithTheirEvent() throws Exception {
        DatasetVersion first = registry.record("default", "flights", version("aaaa.dir", 5L), Actor.ANONYMOUS);
        DatasetVersion again = registry.record("default", "flights", version("aaaa.dir", 9L), Actor.ANONYMOUS);
        DatasetVersion second = registry.record("default", "flights", version("bbbb.dir", null), Actor.ANONYMOUS);

        assertThat(first.version()).isEqualTo(1);
        assertThat(first.created()).isEqualTo(NOW.toEpochMilli());
        assertThat(again).isEqualTo(first);
        assertThat(second.version()).isEqualTo(2);
        assertThat(registry.find("default", "flights", "bbbb.dir")).contains(second);
        assertThat(registry.versions("default", "flights", Integer.MAX_VALUE, 10))
                .containsExactly(second, first);
        assertThat(registry.list("default", "", 10)).singleElement().satisfies(d -> {
            assertThat(d.versions()).isEqualTo(2);
            assertThat(d.latest()).isEqualTo(second);
        });
        assertThat(storage.events().await(1, 5_000)).isTrue();
        List<Event> events =
                storage.events().search(EventLog.Filter.ALL, 10, null).items();
        assertThat(events)
                .extracting(Event::kind)
                .containsOnly("dataset.version_created")
                .hasSize(2);
        assertThat(events.getLast().data().get("digest").asText()).isEqualTo("aaaa.dir");
    }

    @Test
    void keepsWorkspacesApart() {
        registry.record("default", "flights", version("aaaa", 1L), Actor.ANONYMOUS);
        assertThat(registry.find("other", "flights", "aaaa")).isEmpty();
        assertThatThrownBy(() -> registry.versions("other", "flights", 9, 9))
                .hasMessageContaining("no dataset 'flights'");
    }

    @Test
    void refusesBadInput() {
        for (String name : List.of("", "../x", "a b", "ü", "a".repeat(251))) {
            assertThatThrownBy(() -> registry.record("default", name, version("aaaa", 1L), Actor.ANONYMOUS))
                    .isInstanceOf(SlipwayException.class)
                    .hasMessageContaining("name of a dataset");
        }
        assertThatThrownBy(() -> registry.record("default", "d", version("a\nb", 1L), Actor.ANONYMOUS))
                .hasMessageContaining("'digest'");
        assertThatThrownBy(() -> registry.record("default", "d", version("aaaa", -1L), Actor.ANONYMOUS))
                .hasMessageContaining("'rows' must be at least 0");
        assertThat(registry.list("default", "", 10)).isEmpty();
    }
}
