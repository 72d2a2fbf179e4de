package io.slipway.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.Actor;
import io.slipway.kernel.NewEvent;
import io.slipway.storage.EventLog.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to the files of the log is found and named. */
class EventLogFilesTest {
    private static final int EVENTS = 30;

    @TempDir
    Path home;

    private Path file = Path.of("");

    @BeforeEach
    void writeALog() {
        try (EmbeddedStorage storage = open()) {
            for (int i = 1; i <= EVENTS; i++) {
                emit(storage, i);
            }
        }
        file = home.resolve("events").resolve(EventLogFiles.name(1));
    }

    private EmbeddedStorage open() {
        return EmbeddedStorage.open(home, InstantSource.system(), Options.DEFAULT.withRetryMillis(10, 100));
    }

    private static void emit(EmbeddedStorage storage, int n) {
        storage.database().write(tx -> {
            tx.emit(NewEvent.of("run.created", "runs/" + n, Actor.ANONYMOUS, Map.of("n", n)));
            return n;
        });
    }

    private Verification verify() {
        return EventLogFiles.verify(home.resolve("events"));
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(file));
    }

    private void write(List<String> lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    /** Both the files alone and a running Slipway find it, also after a restart. */
    private void assertFound(int event, int line, String what) {
        String place = "event " + event + " in file " + file.getFileName() + " line " + line + ": ";
        assertThat(verify().problem()).startsWith(place).contains(what);
        assertThat(verify().events()).isEqualTo(event - 1);
        try (EmbeddedStorage storage = open()) {
            assertThat(storage.events().verify().problem()).startsWith(place).contains(what);
            emit(storage, 99);
            assertThat(storage.events().verify().problem()).startsWith(place).contains(what);
        }
    }

    @Test
    void anUntouchedLogIsIntact() {
        assertThat(verify().problem()).isNull();
        assertThat(verify().events()).isEqualTo(EVENTS);
        assertThatThrownBy(() -> EventLogFiles.verify(home.resolve("none"))).hasMessageContaining("no event log");
    }

    @Test
    void anyFlippedBitIsNamed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = whole.clone();
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            long line = new String(whole, 0, at, StandardCharsets.ISO_8859_1)
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            assertThat(verify().problem())
                    .as("byte %d, seed %d", at, seed)
                    .startsWith("event " + line + " in file " + file.getFileName() + " line " + line);
        }
    }

    @Test
    void aChangedRecordIsNamed() throws IOException {
        List<String> lines = lines();
        lines.set(16, lines.get(16).replace("runs/17", "runs/71"));
        write(lines);
        assertFound(17, 17, "was changed");
    }

    @Test
    void aChangedRecordWithItsHashMadeAnewIsNamedByTheNext() throws IOException {
        List<String> lines = lines();
        StoredEvent forged = new StoredEvent(17, "id", 1, "run.created", "runs/forged", "ada", "default", "{}");
        String prev = hash(lines.get(15));
        lines.set(16, new String(EventRecord.of(forged, prev).line(), StandardCharsets.UTF_8));
        write(lines);
        assertThat(verify().problem()).startsWith("event 18").contains("does not follow");
        try (EmbeddedStorage storage = open()) {
            assertThat(storage.events().verify().problem())
                    .startsWith("event 17")
                    .contains("differs from the database");
        }
    }

    @Test
    void aDeletedLineIsNamed() throws IOException {
        List<String> lines = lines();
        lines.remove(16);
        write(lines);
        assertFound(17, 17, "is missing: event 18 stands in its place");
    }

    @Test
    void anInsertedLineIsNamed() throws IOException {
        List<String> lines = lines();
        lines.add(16, lines.get(4));
        write(lines);
        assertFound(17, 17, "was inserted: event 5");
    }

    @Test
    void swappedLinesAreNamed() throws IOException {
        List<String> lines = lines();
        Collections.swap(lines, 16, 20);
        write(lines);
        assertFound(17, 17, "event 21 stands in its place");
    }

    @Test
    void aMissingFirstLineIsNamed() throws IOException {
        List<String> lines = lines();
        lines.removeFirst();
        write(lines);
        assertFound(1, 1, "is missing");
    }

    @Test
    void aRowChangedInTheDatabaseIsNamed() {
        try (EmbeddedStorage storage = open()) {
            storage.database().write(tx -> tx.update("UPDATE events SET actor = 'eve' WHERE sequence = 12"));
            assertThat(storage.events().verify().problem())
                    .startsWith("event 12")
                    .contains("differs from the database");
            storage.database().write(tx -> tx.update("DELETE FROM events WHERE sequence = 12"));
            assertThat(storage.events().verify().problem())
                    .startsWith("event 12")
                    .contains("not in the database");
        }
    }

    @Test
    void aLineTornByACrashIsWrittenAgain() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        forgetTheLastRecords();
        for (int cut : new int[] {1, 2, 100, 700}) {
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length - cut));
            try (EmbeddedStorage storage = open()) {
                assertThat(storage.events().verify().problem()).isNull();
                assertThat(storage.events().verify().events()).isEqualTo(EVENTS);
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
            forgetTheLastRecords();
        }
    }

    @Test
    void linesTheDiskNeverWroteAreWrittenAgain() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        forgetTheLastRecords();
        byte[] holes = whole.clone();
        java.util.Arrays.fill(holes, whole.length - 900, whole.length - 300, (byte) 0);
        Files.write(file, holes);
        try (EmbeddedStorage storage = open()) {
            assertThat(storage.events().verify().problem()).isNull();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    /** As after a crash: the database does not yet know that the newest records are on disk. */
    private void forgetTheLastRecords() throws IOException {
        String text = Files.readString(file);
        int end = 0;
        for (int i = 0; i < 20; i++) {
            end = text.indexOf('\n', end) + 1;
        }
        int lineEnd = end;
        String hash = hash(text.substring(0, end - 1));
        try (var connection = connect();
                var update =
                        connection.prepareStatement("UPDATE event_chain SET sequence = 20, hash = ?, line_end = ?")) {
            update.setString(1, hash);
            update.setLong(2, lineEnd);
            assertThat(update.executeUpdate()).isEqualTo(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private java.sql.Connection connect() throws java.sql.SQLException {
        return org.sqlite.JDBC.createConnection(
                new Sqlite(home.resolve("slipway.db")).url(), new java.util.Properties());
    }

    private static String hash(String line) {
        return line.substring(line.length() - 66, line.length() - 2);
    }

    @Test
    void aLogOfManyFilesIsOneChain() throws IOException {
        try (EmbeddedStorage storage =
                EmbeddedStorage.open(home, InstantSource.system(), Options.DEFAULT.withSegmentBytes(1000))) {
            for (int i = 0; i < 40; i++) {
                emit(storage, i);
            }
            assertThat(storage.events().verify().problem()).isNull();
        }
        List<Path> files = EventLogFiles.segments(home.resolve("events"));
        assertThat(files).hasSizeGreaterThan(5);
        assertThat(verify().events()).isEqualTo(EVENTS + 40);
        try (EmbeddedStorage storage = open()) {
            emit(storage, 1);
        }
        assertThat(verify().problem()).isNull();
        Files.delete(files.get(2));
        assertThat(verify().problem())
                .contains("is missing")
                .contains(files.get(3).getFileName() + " line 1");
    }

    @Test
    void aDeletedLogIsWrittenAgainFromTheDatabase() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        try (EmbeddedStorage storage = open()) {
            assertThat(storage.events().verify().events()).isEqualTo(EVENTS);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
}
