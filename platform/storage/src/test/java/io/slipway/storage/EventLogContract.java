package io.slipway.storage;

import static io.slipway.storage.DatabaseContract.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.Page;
import io.slipway.storage.EventLog.Filter;
import io.slipway.storage.EventLog.Subscription;
import io.slipway.storage.EventLog.Verification;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link EventLog} does, together with {@link Tx#emit}. */
@Timeout(60)
public abstract class EventLogContract extends StorageContract {
    private EventLog events() {
        return storage().events();
    }

    protected void emit(String kind, String subject, Actor actor) {
        storage().database().write(tx -> {
            tx.emit(NewEvent.of(kind, subject, actor, Map.of("text", "ığş\n\"😀", "number", 1.5)));
            return null;
        });
    }

    private void emit(String kind, String subject) {
        emit(kind, subject, Actor.ANONYMOUS);
    }

    @Test
    void anEventIsThereWhenItsWriteReturns() throws InterruptedException {
        assertThat(events().head()).isZero();
        assertThat(events().await(0, 1)).isFalse();
        emit("run.created", "runs/a");
        assertThat(events().head()).isEqualTo(1);
        assertThat(events().await(0, 0)).isTrue();
        Event event = events().after(0, 10).getFirst();
        assertThat(event.sequence()).isEqualTo(1);
        assertThat(event.kind()).isEqualTo("run.created");
        assertThat(event.subject()).isEqualTo("runs/a");
        assertThat(event.actor()).isEqualTo("anonymous");
        assertThat(event.workspace()).isEqualTo("default");
        assertThat(event.id()).hasSize(36);
        assertThat(event.time()).isPositive();
        assertThat(event.data()).isEqualTo(Json.parse("{\"text\":\"ığş\\n\\\"😀\",\"number\":1.5}"));
        assertThat(events().after(1, 10)).isEmpty();
    }

    @Test
    void sequencesHaveNoGaps() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                int n = i;
                var unused = executor.submit(() -> storage().database().write(tx -> {
                    tx.emit(NewEvent.of("run.created", "runs/" + n, Actor.ANONYMOUS, Map.of()));
                    if (n % 5 == 0) {
                        throw new IllegalStateException("not this one");
                    }
                    return null;
                }));
            }
        }
        List<Event> all = events().after(0, 1000);
        assertThat(all).hasSize(400);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).sequence()).isEqualTo(i + 1);
        }
        assertThat(events().verify()).satisfies(v -> {
            assertThat(v.problem()).isNull();
            assertThat(v.events()).isEqualTo(400);
            assertThat(v.head()).hasSize(64);
        });
    }

    @Test
    void theChainGoesOnAfterReopening() {
        emit("run.created", "runs/a");
        Verification before = events().verify();
        reopen();
        assertThat(events().verify()).isEqualTo(before);
        emit("run.finished", "runs/a");
        reopen();
        assertThat(events().verify().problem()).isNull();
        assertThat(events().verify().events()).isEqualTo(2);
    }

    @Test
    void awaitingEndsWithTheNextEvent() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = executor.submit(() -> events().await(0, 20_000));
            emit("run.created", "runs/a");
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void searchFiltersAndPagesNewestFirst() {
        for (int i = 0; i < 25; i++) {
            emit(
                    i % 2 == 0 ? "run.created" : "model.created",
                    "runs/" + i % 5,
                    i % 3 == 0 ? Actor.system("demo") : Actor.ANONYMOUS);
        }
        assertThat(search(Filter.ALL)).hasSize(25).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(search(new Filter("model.", null, null, null, null))).hasSize(12);
        assertThat(search(new Filter("run.created", "runs/1", null, null, null)))
                .hasSize(2);
        assertThat(search(new Filter(null, "runs/", "system:demo", null, null))).hasSize(9);
        assertThat(search(new Filter("", "", "", null, null))).hasSize(25);
        assertThat(search(new Filter("ru%", null, null, null, null))).isEmpty();
        long time = events().after(9, 1).getFirst().time();
        assertThat(search(new Filter(null, null, null, time, null))).isEqualTo(expected(e -> e.time() >= time));
        assertThat(search(new Filter("run.", null, null, null, time)))
                .isEqualTo(expected(e -> e.time() < time && e.kind().startsWith("run.")));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> events().search(Filter.ALL, 10, "nonsense"));
        assertCode(ErrorCode.INVALID_ARGUMENT, () -> events().search(Filter.ALL, 0, null));
    }

    private List<Long> expected(Predicate<Event> wanted) {
        return events().after(0, 1000).reversed().stream()
                .filter(wanted)
                .map(Event::sequence)
                .toList();
    }

    private List<Long> search(Filter filter) {
        List<Long> found = new ArrayList<>();
        String token = null;
        do {
            Page<Event> page = events().search(filter, 4, token);
            page.items().forEach(event -> found.add(event.sequence()));
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    @Test
    void aSubscriptionGetsWhatItAskedForFromNowOn() {
        emit("run.created", "runs/before");
        List<String> all = new CopyOnWriteArrayList<>();
        List<String> some = new CopyOnWriteArrayList<>();
        events().subscribe("all", List.of(), event -> all.add(event.subject()));
        Subscription chosen =
                events().subscribe("some", List.of("model.*", "run.finished"), event -> some.add(event.subject()));
        emit("run.created", "runs/a");
        emit("model.alias_moved", "models/m");
        emit("run.finished", "runs/a");
        emit("modelling.begun", "x");
        await().until(() -> all.size() == 4 && chosen.position() == 5);
        assertThat(all).containsExactly("runs/a", "models/m", "runs/a", "x");
        assertThat(some).containsExactly("models/m", "runs/a");
    }

    @Test
    void aSubscriptionGoesOnAfterReopeningWhereItStopped() {
        List<String> got = new CopyOnWriteArrayList<>();
        Subscription first = events().subscribe("s", List.of(), event -> got.add(event.subject()));
        emit("run.created", "runs/1");
        await().until(() -> first.position() == 1);
        first.close();
        emit("run.created", "runs/2");
        reopen();
        emit("run.created", "runs/3");
        Subscription second = events().subscribe("s", List.of(), event -> got.add(event.subject()));
        emit("run.created", "runs/4");
        await().until(() -> second.position() == 4);
        assertThat(got).containsExactly("runs/1", "runs/2", "runs/3", "runs/4");
    }

    @Test
    void aFailedHandlerIsCalledAgainAndOthersGoOn() {
        AtomicInteger calls = new AtomicInteger();
        List<Long> got = new CopyOnWriteArrayList<>();
        List<Long> other = new CopyOnWriteArrayList<>();
        events().subscribe("failing", List.of(), event -> {
            if (event.sequence() == 1 && calls.incrementAndGet() < 3) {
                throw new IllegalStateException("not now");
            }
            got.add(event.sequence());
        });
        events().subscribe("other", List.of(), event -> other.add(event.sequence()));
        emit("run.created", "runs/1");
        emit("run.created", "runs/2");
        await().until(() -> got.size() == 2 && other.size() == 2);
        assertThat(calls).hasValue(3);
        assertThat(got).containsExactly(1L, 2L);
    }

    @Test
    void anEventWhoseHandlerNeverSucceededComesAgainAfterReopening() {
        AtomicInteger calls = new AtomicInteger();
        events().subscribe("s", List.of("run.*"), event -> {
            calls.incrementAndGet();
            throw new IllegalStateException("never");
        });
        emit("run.created", "runs/1");
        await().until(() -> calls.get() > 0);
        reopen();
        List<Long> got = new CopyOnWriteArrayList<>();
        events().subscribe("s", List.of("run.*"), event -> got.add(event.sequence()));
        await().until(() -> !got.isEmpty());
        assertThat(got).containsExactly(1L);
    }

    @Test
    void aHandlerMayWriteAndEmit() {
        events().subscribe("echo", List.of("run.created"), event -> emit("run.finished", event.subject()));
        for (int i = 0; i < 20; i++) {
            emit("run.created", "runs/" + i);
        }
        await().until(() -> events().head() == 40);
    }

    @Test
    void aNameIsSubscribedOnce() {
        Subscription first = events().subscribe("s", List.of(), event -> {});
        assertCode(ErrorCode.ALREADY_EXISTS, () -> events().subscribe("s", List.of(), event -> {}));
        first.close();
        events().subscribe("s", List.of(), event -> {}).close();
    }

    @Test
    void anEventThatIsTooLargeIsRefusedWithItsWrite() {
        String text = "x".repeat(70_000);
        assertCode(
                ErrorCode.PAYLOAD_TOO_LARGE,
                () -> storage().database().write(tx -> {
                    tx.emit(NewEvent.of("run.created", "runs/a", Actor.ANONYMOUS, Map.of("text", text)));
                    return null;
                }));
        assertThat(events().head()).isZero();
    }
}
