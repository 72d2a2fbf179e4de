package io.slipway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Database} does. */
@Timeout(60)
public abstract class DatabaseContract extends StorageContract {
    private static final String INSERT = "INSERT INTO things (id, count) VALUES (?, ?)";

    private Database database() {
        return storage().database();
    }

    private int insert(String id, @Nullable Object count) {
        return database().write(tx -> tx.update(INSERT, id, count));
    }

    private List<String> ids() {
        return database().read(q -> q.list("SELECT id FROM things ORDER BY id", row -> row.text(1)));
    }

    private static NewEvent event(String subject) {
        return NewEvent.of("run.created", subject, Actor.ANONYMOUS, Map.of("a", 1));
    }

    @Test
    void whatWasWrittenIsReadAtOnceAndAfterReopening() {
        assertThat(insert("a", 1)).isEqualTo(1);
        assertThat(ids()).containsExactly("a");
        reopen();
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void everyTypeComesBackAsItWas() {
        byte[] bytes = {0, -1, 127};
        database().write(tx -> {
            tx.update("INSERT INTO things VALUES (?, ?, ?, ?)", "ığş😀", Long.MIN_VALUE, 0.1 + 0.2, bytes);
            tx.update("INSERT INTO things VALUES (?, ?, ?, ?)", "flag", true, -0.0, new byte[0]);
            return tx.update("INSERT INTO things VALUES (?, ?, ?, ?)", "null", null, null, null);
        });
        String select = "SELECT id, count, size, bytes FROM things WHERE id = ?";
        database().read(q -> {
            q.each(
                    select,
                    row -> {
                        assertThat(row.text(1)).isEqualTo("ığş😀");
                        assertThat(row.integer(2)).isEqualTo(Long.MIN_VALUE);
                        assertThat(row.real(3)).isEqualTo(0.1 + 0.2);
                        assertThat(row.bytes(4)).isEqualTo(bytes);
                    },
                    "ığş😀");
            q.each(
                    select,
                    row -> {
                        assertThat(row.flag(2)).isTrue();
                        assertThat(row.bytes(4)).isEmpty();
                    },
                    "flag");
            q.each(
                    select,
                    row -> {
                        assertThat(row.textOrNull(2)).isNull();
                        assertThat(row.integerOrNull(2)).isNull();
                        assertThat(row.realOrNull(3)).isNull();
                        assertCode(ErrorCode.INTERNAL, () -> row.integer(2));
                        assertCode(ErrorCode.INTERNAL, () -> row.real(3));
                        assertCode(ErrorCode.INTERNAL, () -> row.bytes(4));
                        assertCode(ErrorCode.INTERNAL, () -> row.text(2));
                    },
                    "null");
            return null;
        });
    }

    @Test
    void zeroIsNotNull() {
        insert("zero", 0);
        Optional<Long> zero =
                database().read(q -> q.one("SELECT count FROM things", row -> row.integerOrNull(1) == null ? 1L : 0L));
        assertThat(zero).contains(0L);
    }

    @Test
    void workThatThrowsKeepsNothingAndTheExceptionIsUnchanged() {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        assertThatThrownBy(() -> database().write(tx -> {
                    tx.update(INSERT, "a", 1);
                    tx.emit(event("runs/a"));
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(ids()).isEmpty();
        assertThat(storage().events().head()).isZero();
    }

    @Test
    void aFailureInAGroupDoesNotTouchItsNeighbours() throws Exception {
        List<Future<?>> futures = new ArrayList<>();
        AtomicInteger failed = new AtomicInteger();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                int n = i;
                futures.add(executor.submit(() -> {
                    try {
                        database().write(tx -> {
                            tx.update(INSERT, "t" + n, n);
                            tx.emit(event("runs/" + n));
                            if (n % 3 == 0) {
                                throw new IllegalStateException("third");
                            }
                            return null;
                        });
                    } catch (IllegalStateException e) {
                        failed.incrementAndGet();
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
        assertThat(failed).hasValue(134);
        assertThat(ids()).hasSize(266).allMatch(id -> Integer.parseInt(id.substring(1)) % 3 != 0);
        assertThat(storage().events().head()).isEqualTo(266);
        assertThat(storage().events().after(0, 1000))
                .extracting(e -> "t" + e.subject().substring(5))
                .containsExactlyInAnyOrderElementsOf(ids());
    }

    @Test
    void aBrokenConstraintIsAConflictAndTheWorkMayGoOn() {
        insert("a", 1);
        assertCode(ErrorCode.CONFLICT, () -> insert("a", 2));
        assertCode(
                ErrorCode.CONFLICT,
                () -> database().write(tx -> tx.update("INSERT INTO notes VALUES ('none', 'text')")));
        int rows = database().write(tx -> {
            assertCode(ErrorCode.CONFLICT, () -> tx.update(INSERT, "a", 3));
            return tx.update(INSERT, "b", 1);
        });
        assertThat(rows).isEqualTo(1);
        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void messagesHoldNoSql() {
        insert("a", 1);
        SlipwayException conflict = catchThrowableOfType(SlipwayException.class, () -> insert("a", 2));
        SlipwayException wrong = catchThrowableOfType(
                SlipwayException.class, () -> database().read(q -> q.list("SELECT nothing FROM nowhere", row -> 1)));
        assertThat(conflict.text()).doesNotContain("things").doesNotContainIgnoringCase("insert");
        assertThat(wrong.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(wrong.text()).doesNotContain("nowhere");
    }

    @Test
    void oneWantsAtMostOne() {
        Optional<String> none = database().read(q -> q.one("SELECT id FROM things", row -> row.text(1)));
        assertThat(none).isEmpty();
        insert("a", 1);
        insert("b", 1);
        assertCode(ErrorCode.INTERNAL, () -> database().read(q -> q.one("SELECT id FROM things", row -> row.text(1))));
    }

    @Test
    void aBatchRunsInOrder() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(new @Nullable Object[] {"r" + i % 10, i});
        }
        database().write(tx -> {
            tx.batch(
                    "INSERT INTO things (id, count) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET count = excluded.count",
                    rows);
            return null;
        });
        List<Long> counts =
                database().read(q -> q.list("SELECT count FROM things ORDER BY count", row -> row.integer(1)));
        assertThat(counts).containsExactly(990L, 991L, 992L, 993L, 994L, 995L, 996L, 997L, 998L, 999L);
    }

    @Test
    void theSameStatementMayBeNestedInItself() {
        insert("a", 1);
        insert("b", 2);
        List<String> pairs = new ArrayList<>();
        String select = "SELECT id FROM things ORDER BY id";
        database().read(q -> {
            q.each(select, outer -> {
                String first = outer.text(1);
                q.each(select, inner -> pairs.add(first + inner.text(1)));
            });
            return null;
        });
        assertThat(pairs).containsExactly("aa", "ab", "ba", "bb");
    }

    @Test
    void aReadSeesOneSnapshotAndHoldsUpNoWrite() throws Exception {
        insert("a", 1);
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Long>> counts = executor.submit(() -> database().read(q -> {
                long before = count(q);
                looked.countDown();
                await(written);
                return List.of(before, count(q));
            }));
            await(looked);
            insert("b", 1);
            insert("c", 1);
            written.countDown();
            assertThat(counts.get()).containsExactly(1L, 1L);
        }
        assertThat(ids()).hasSize(3);
    }

    @Test
    void aWriteHoldsUpNoRead() throws Exception {
        insert("a", 1);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> write = executor.submit(() -> database().write(tx -> {
                int rows = tx.update(INSERT, "b", 1);
                writing.countDown();
                await(read);
                return rows;
            }));
            await(writing);
            assertThat(ids()).containsExactly("a");
            read.countDown();
            assertThat(write.get()).isEqualTo(1);
        }
        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void aWriteSeesWhatItWroteAndAReadInsideItToo() {
        List<String> seen = database().write(tx -> {
            tx.update(INSERT, "a", 1);
            return database().read(q -> q.list("SELECT id FROM things", row -> row.text(1)));
        });
        assertThat(seen).containsExactly("a");
    }

    @Test
    void aTransactionIsOfNoUseOutsideItsWork() {
        Tx leaked = database().write(tx -> tx);
        assertThatThrownBy(() -> leaked.update(INSERT, "a", 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> database().write(tx -> database().write(inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReadCannotWrite() {
        assertThatThrownBy(() -> database().read(q -> q.list("DELETE FROM things RETURNING id", row -> row.text(1))))
                .isInstanceOf(SlipwayException.class);
    }

    @Test
    void anInterruptedCallerStillLearnsWhatBecameOfItsWrite() {
        Thread.currentThread().interrupt();
        int rows = insert("a", 1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(rows).isEqualTo(1);
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void writesOfManyCallersAreAllKept() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2000; i++) {
                int n = i;
                var unused = executor.submit(() -> insert("t" + n, n));
            }
        }
        assertThat(ids()).hasSize(2000);
    }

    @Test
    void aClosedDatabaseSaysSo() {
        Database closed = database();
        storage().close();
        assertCode(ErrorCode.UNAVAILABLE, () -> closed.write(tx -> 1));
        assertCode(ErrorCode.UNAVAILABLE, () -> closed.read(q -> 1));
    }

    @Test
    void migratingAgainChangesNothing() {
        insert("a", 1);
        database().migrate("contract");
        assertThat(ids()).containsExactly("a");
        reopen().database().migrate("contract");
        assertThat(ids()).containsExactly("a");
    }

    private static long count(Query q) {
        return q.one("SELECT count(*) FROM things", row -> row.integer(1)).orElseThrow();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        SlipwayException thrown = catchThrowableOfType(SlipwayException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.code()).isEqualTo(code);
    }
}
