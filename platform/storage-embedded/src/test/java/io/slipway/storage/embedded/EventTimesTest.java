package io.slipway.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.Actor;
import io.slipway.kernel.Event;
import io.slipway.kernel.NewEvent;
import io.slipway.storage.EventLog.Filter;
import io.slipway.storage.Storage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are found by their time whatever the clock did. */
class EventTimesTest {
    private final Random random = new Random(14);
    private long now = 1_700_000_000_000L;

    @TempDir
    private Path home;

    private Storage open() {
        return EmbeddedStorage.open(home, () -> Instant.ofEpochMilli(now), Options.DEFAULT);
    }

    /** Many events, some of them by ada, while the clock runs, stands still, and is set forward and back. */
    private void write(Storage storage, int count) {
        for (int written = 0; written < count; written += 100) {
            storage.database().write(tx -> {
                for (int i = 0; i < 100; i++) {
                    now += random.nextInt(50) == 0 ? random.nextLong(-900_000, 900_000) : random.nextInt(2);
                    Actor actor = random.nextInt(500) == 0 ? new Actor(Actor.Kind.USER, "ada") : Actor.ANONYMOUS;
                    tx.emit(NewEvent.of("run.created", "runs/" + i, actor, Map.of()));
                }
                return true;
            });
            assertThatThrownBy(() -> storage.database().write(tx -> {
                        tx.emit(NewEvent.of("run.created", "runs/lost", Actor.ANONYMOUS, Map.of()));
                        throw new IllegalStateException("not this one");
                    }))
                    .hasMessage("not this one");
        }
    }

    private static List<Event> search(Storage storage, Filter filter) {
        List<Event> found = new ArrayList<>();
        String token = null;
        do {
            var page = storage.events().search(filter, 300, token);
            found.addAll(page.items());
            token = page.nextToken();
        } while (token != null);
        return found.reversed();
    }

    private void check(Storage storage, int count) {
        List<Event> all = storage.events().after(0, 10_000);
        assertThat(all).hasSize(count);
        for (int i = 0; i < 60; i++) {
            @Nullable
            Long from = i % 3 == 0 ? null : all.get(random.nextInt(count)).time();
            @Nullable
            Long to = i % 3 == 1 ? null : all.get(random.nextInt(count)).time() + random.nextInt(3);
            @Nullable String actor = i % 4 == 0 ? "ada" : null;
            assertThat(search(storage, new Filter(null, null, actor, from, to)))
                    .isEqualTo(all.stream()
                            .filter(e -> (from == null || e.time() >= from)
                                    && (to == null || e.time() < to)
                                    && (actor == null || e.actor().equals(actor)))
                            .toList());
        }
        assertThat(search(storage, new Filter(null, null, null, Long.MIN_VALUE, 0L)))
                .isEmpty();
        assertThat(search(storage, new Filter(null, null, null, Long.MAX_VALUE, null)))
                .isEmpty();
    }

    @Test
    void aTimeIsFoundWhateverTheClockDid() {
        try (Storage storage = open()) {
            write(storage, 5_000);
            check(storage, 5_000);
        }
        now -= 5_000_000;
        try (Storage storage = open()) {
            write(storage, 2_500);
            check(storage, 7_500);
        }
    }

    @Test
    void anEmptyLogHasNoTime() {
        try (Storage storage = open()) {
            assertThat(search(storage, new Filter(null, null, null, 0L, null))).isEmpty();
        }
    }
}
