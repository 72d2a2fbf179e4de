package io.slipway.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.storage.EventLog.Verification;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed with SIGKILL at random moments, also while it opens, loses nothing that it acknowledged. */
@Tag("slow")
class CrashTest {
    private static final int KILLS = 50;
    private static final int MOST_MILLIS = 300;
    private static final int OPENING_MILLIS = 500;
    private static final int ONE_WHILE_OPENING_IN = 4;

    @TempDir
    Path home;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void whatWasAcknowledgedIsThereAfterFiftyKills() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        try (ExecutorService executor = Executors.newCachedThreadPool()) {
            Future<Process> next = executor.submit(() -> CrashWriter.start(home));
            for (int round = 0; round < KILLS; round++) {
                Process writer = next.get();
                if (round + 1 < KILLS) {
                    next = executor.submit(() -> CrashWriter.start(home));
                }
                CrashWriter.go(writer, "r" + round);
                CountDownLatch first = new CountDownLatch(1);
                Future<List<String>> output = executor.submit(() -> acknowledged(writer, first));
                if (random.nextInt(ONE_WHILE_OPENING_IN) == 0) {
                    Thread.sleep(random.nextInt(OPENING_MILLIS));
                } else {
                    assertThat(first.await(30, TimeUnit.SECONDS))
                            .as("round %d", round)
                            .isTrue();
                    Thread.sleep(random.nextInt(MOST_MILLIS));
                }
                writer.toHandle().destroyForcibly(); // unlike that of Process, leaves what it printed to be read
                writer.waitFor();
                acknowledged.addAll(output.get());
                if (round % 10 == 9) {
                    check(acknowledged);
                }
            }
        }
        assertThat(acknowledged).as("seed %d", seed).hasSizeGreaterThan(KILLS);
        System.out.printf("%d kills, %d acknowledged writes, none lost%n", KILLS, acknowledged.size());
    }

    /** Lines with their full stop only: a killed process may leave half a line, which acknowledges nothing. */
    private static List<String> acknowledged(Process writer, CountDownLatch first) throws IOException {
        List<String> ids = new ArrayList<>();
        BufferedReader lines = writer.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("ack ") && line.endsWith(".")) {
                ids.add(line.substring("ack ".length(), line.length() - 1));
                first.countDown();
            }
        }
        return ids;
    }

    private void check(Set<String> acknowledged) throws IOException {
        try (EmbeddedStorage storage = EmbeddedStorage.open(home, InstantSource.system())) {
            storage.database().migrate("contract");
            Set<String> things =
                    new HashSet<>(storage.database().read(q -> q.list("SELECT id FROM things", row -> row.text(1))));
            Set<String> told = new HashSet<>();
            long sequence = 0;
            for (var page = storage.events().after(0, 1000);
                    !page.isEmpty();
                    page = storage.events().after(sequence, 1000)) {
                told.addAll(page.stream()
                        .map(event -> event.subject().substring("things/".length()))
                        .collect(Collectors.toSet()));
                assertThat(page.getFirst().sequence()).isEqualTo(sequence + 1);
                sequence = page.getLast().sequence();
            }
            assertThat(things).as("state, seed %d", seed).containsAll(acknowledged);
            assertThat(told).as("events, seed %d", seed).isEqualTo(things);
            assertThat(sequence).isEqualTo(things.size());
            for (String id : acknowledged) {
                try (var in = storage.blobs().open(CrashWriter.key(id), 0, -1).orElseThrow()) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo(id);
                }
            }
            Verification verification = storage.events().verify();
            assertThat(verification.problem()).as("chain, seed %d", seed).isNull();
            assertThat(verification.events()).isEqualTo(things.size());
        }
        assertThat(EventLogFiles.verify(home.resolve("events")).problem()).isNull();
    }
}
