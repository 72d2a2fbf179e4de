package io.slipway.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full disk, damaged file, taken or unusable home: one clear message, nothing lost, and a restart that works. */
class FaultsTest {
    @TempDir
    Path home;

    private EmbeddedStorage open(Options options) {
        return EmbeddedStorage.open(home, InstantSource.system(), options);
    }

    private EmbeddedStorage open() {
        return open(Options.DEFAULT);
    }

    private static SlipwayException thrown(ErrorCode code, ThrowingCallable call) {
        SlipwayException thrown = catchThrowableOfType(SlipwayException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.code()).isEqualTo(code);
        return thrown;
    }

    private static void insert(EmbeddedStorage storage, String id, int size) {
        storage.database().write(tx -> {
            tx.emit(NewEvent.of("run.created", "things/" + id, Actor.ANONYMOUS, Map.of()));
            return tx.update("INSERT INTO things (id, bytes) VALUES (?, ?)", id, new byte[size]);
        });
    }

    private static long count(EmbeddedStorage storage) {
        return storage.database()
                .read(q -> q.one("SELECT count(*) FROM things", row -> row.integer(1))
                        .orElseThrow());
    }

    @Test
    void aFullDatabaseRefusesAndKeepsWhatItHasAndGoesOnWhenThereIsSpace() {
        try (EmbeddedStorage storage = open(Options.DEFAULT.withMaxDatabaseBytes(400_000))) {
            storage.database().migrate("contract");
            int written = 0;
            while (true) {
                int n = written;
                SlipwayException full =
                        catchThrowableOfType(SlipwayException.class, () -> insert(storage, "t" + n, 10_000));
                if (full != null) {
                    assertThat(full.code()).isEqualTo(ErrorCode.STORAGE_FULL);
                    assertThat(full.text()).contains("full").contains("Free some space");
                    break;
                }
                written++;
            }
            assertThat(written).isBetween(5, 60);
            assertThat(count(storage)).isEqualTo(written);
            assertThat(storage.events().head()).isEqualTo(written);
            storage.database().write(tx -> tx.update("DELETE FROM things WHERE id = 't0'"));
            insert(storage, "small", 10);
            assertThat(storage.events().verify().problem()).isNull();
        }
        try (EmbeddedStorage storage = open()) {
            insert(storage, "after", 100_000);
            assertThat(storage.events().verify().problem()).isNull();
        }
    }

    @Test
    void inAGroupOnlyTheWritesThatDoNotFitAreRefused() throws Exception {
        try (EmbeddedStorage storage = open(Options.DEFAULT.withMaxDatabaseBytes(600_000))) {
            storage.database().migrate("contract");
            List<Future<Boolean>> small = new ArrayList<>();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 50; i++) {
                    int n = i;
                    small.add(executor.submit(() -> {
                        boolean large = n % 10 == 9;
                        if (large) {
                            thrown(ErrorCode.STORAGE_FULL, () -> insert(storage, "large" + n, 900_000));
                        } else {
                            insert(storage, "small" + n, 10);
                        }
                        return large;
                    }));
                }
            }
            for (Future<Boolean> future : small) {
                future.get();
            }
            assertThat(count(storage)).isEqualTo(45);
            assertThat(storage.events().head()).isEqualTo(45);
            assertThat(storage.events().verify().problem()).isNull();
        }
    }

    @Test
    void aFullDiskRefusesTheBlobAndKeepsTheOthers() throws Exception {
        Path small = Files.createDirectory(home.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small.toString()) == 0, "needs a mount");
        try (EmbeddedStorage storage = EmbeddedStorage.open(small, InstantSource.system())) {
            storage.blobs().put("a", new ByteArrayInputStream(new byte[100_000]), 1 << 30);
            SlipwayException full = thrown(
                    ErrorCode.STORAGE_FULL,
                    () -> storage.blobs().put("b", new ByteArrayInputStream(new byte[5_000_000]), 1 << 30));
            assertThat(full.text()).contains("full").doesNotContain(small.toString());
            assertThat(storage.blobs().stat("b")).isEmpty();
            assertThat(storage.blobs().stat("a")).isPresent();
            storage.blobs().put("c", new ByteArrayInputStream(new byte[100_000]), 1 << 30);
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    @Test
    void aDamagedDatabaseIsNamedAndLeftAsItIs() throws IOException {
        try (EmbeddedStorage storage = open()) {
            storage.database().migrate("contract");
            insert(storage, "a", 100_000);
        }
        Path file = home.resolve("slipway.db");
        byte[] damaged = Files.readAllBytes(file);
        java.util.Arrays.fill(damaged, 0, 4096, (byte) 'x');
        Files.write(file, damaged);
        SlipwayException corrupt = thrown(ErrorCode.DATA_CORRUPT, this::open);
        assertThat(corrupt.text()).contains("slipway.db").contains("restore a backup");
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        Files.delete(file);
        open().close();
    }

    @Test
    void aHomeThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(home.resolve("file"));
        SlipwayException below =
                thrown(ErrorCode.UNAVAILABLE, () -> EmbeddedStorage.open(file.resolve("home"), InstantSource.system()));
        assertThat(below.text()).contains(file.toString()).contains("choose another home");
        SlipwayException itself =
                thrown(ErrorCode.UNAVAILABLE, () -> EmbeddedStorage.open(file, InstantSource.system()));
        assertThat(itself.text()).contains("is not a folder");
    }

    @Test
    void aHomeInUseIsNotOpenedTwiceInOneProcess() {
        EmbeddedStorage storage = open();
        SlipwayException taken = thrown(ErrorCode.UNAVAILABLE, this::open);
        assertThat(taken.text())
                .contains("in use by process " + ProcessHandle.current().pid());
        storage.close();
        open().close();
    }

    @Test
    void aHomeInUseByAnotherProcessNamesIt() throws Exception {
        Process other = CrashWriter.start(home);
        try {
            CrashWriter.go(other, "0");
            assertThat(other.inputReader().readLine()).startsWith("ack");
            SlipwayException taken = thrown(ErrorCode.UNAVAILABLE, this::open);
            assertThat(taken.text()).contains("in use by process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        open().close();
    }

    @Test
    void aLinkPlantedInTheStoreLeadsNowhere() throws IOException {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        try (EmbeddedStorage storage = open()) {
            Files.createSymbolicLink(home.resolve("blobs/link"), outside);
            Files.createSymbolicLink(home.resolve("blobs/file"), outside.resolve("secret"));
            InputStream content = new ByteArrayInputStream(new byte[1]);
            for (String key : List.of("link/secret", "link/new", "file", "link")) {
                thrown(ErrorCode.INVALID_ARGUMENT, () -> storage.blobs().open(key, 0, -1));
                thrown(ErrorCode.INVALID_ARGUMENT, () -> storage.blobs().put(key, content, 10));
                thrown(ErrorCode.INVALID_ARGUMENT, () -> storage.blobs().delete(key));
            }
            assertThat(storage.blobs().list("", null, 10)).isEmpty();
            assertThat(storage.blobs().children("")).isEmpty();
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void whatAnUnfinishedPutLeftIsSweptAtOpening() throws IOException {
        open().close();
        Files.write(home.resolve("tmp/put-1.part"), new byte[10], StandardOpenOption.CREATE);
        open().close();
        assertThat(home.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void tablesOfANewerSlipwayOrOfAChangedScriptAreRefused() throws SQLException {
        try (EmbeddedStorage storage = open()) {
            storage.database().migrate("contract");
        }
        change("UPDATE contract_schema_history SET checksum = checksum + 1 WHERE version = '2'");
        try (EmbeddedStorage storage = open()) {
            SlipwayException changed =
                    thrown(ErrorCode.DATA_CORRUPT, () -> storage.database().migrate("contract"));
            assertThat(changed.text()).contains("V2__notes.sql").contains("contract");
        }
        change("UPDATE contract_schema_history SET checksum = checksum - 1 WHERE version = '2'");
        change("INSERT INTO contract_schema_history SELECT 99, '3', description, type, script, checksum, installed_by,"
                + " installed_on, execution_time, success FROM contract_schema_history WHERE version = '2'");
        try (EmbeddedStorage storage = open()) {
            SlipwayException newer =
                    thrown(ErrorCode.DATA_CORRUPT, () -> storage.database().migrate("contract"));
            assertThat(newer.text()).contains("version 3").contains("newer");
        }
    }

    private void change(String sql) throws SQLException {
        try (var connection = org.sqlite.JDBC.createConnection(
                        new Sqlite(home.resolve("slipway.db")).url(), new Properties());
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
