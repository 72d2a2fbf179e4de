package io.slipway.monitoring.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slipway.kernel.Actor;
import io.slipway.kernel.Json;
import io.slipway.monitoring.monitors.Monitor;
import io.slipway.monitoring.monitors.MonitorDefinition;
import io.slipway.monitoring.monitors.MonitorDefinition.Label;
import io.slipway.monitoring.monitors.MonitorDefinition.Rule;
import io.slipway.monitoring.monitors.Monitors;
import io.slipway.monitoring.predictions.Labels;
import io.slipway.monitoring.predictions.PredictedRow;
import io.slipway.storage.embedded.EmbeddedStorage;
import io.slipway.tracking.api.ModelSource;
import io.slipway.training.api.ReferenceProfile;
import io.slipway.training.api.ReferenceProfile.Bins;
import io.slipway.training.api.ReferenceProfile.Feature;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowsTest {
    private static final long JANUARY = Instant.parse("2013-01-01T00:00:00Z").toEpochMilli();
    private static final long FEBRUARY = Instant.parse("2013-02-01T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000;

    @TempDir
    Path home;

    private EmbeddedStorage storage;
    private Monitors monitors;
    private Labels labels;
    private Windows windows;
    private Monitor monitor;

    @BeforeEach
    void open() {
        storage = EmbeddedStorage.open(home, InstantSource.system());
        storage.database().migrate("monitoring");
        wire();
        var rules = List.of(new Rule("quality", "auc_drop", 0.05, null), new Rule(null, "drift_share", 0.4, null));
        monitor = monitors.put(
                "default",
                "late",
                new MonitorDefinition("late", "P1M", new Label(null, "P1D"), null, rules, 100),
                Actor.ANONYMOUS);
    }

    private void wire() {
        monitors = new Monitors(storage.database(), InstantSource.system());
        monitors.load();
        labels = new Labels(storage.database());
        windows = new Windows(
                storage.database(), storage.blobs(), monitors, labels, new Reference(), InstantSource.system());
    }

    @AfterEach
    void close() {
        storage.close();
    }

    /** A registry of one model whose input x is uniform on 0 to 1. */
    private static final class Reference implements ModelSource {
        private final byte[] json = Json.write(new ReferenceProfile(
                        1000,
                        0.5,
                        0.9,
                        List.of(Feature.number("x", new Random(1).doubles(1000).toArray(), 1)),
                        Bins.of(new double[] {0.5})))
                .getBytes(StandardCharsets.UTF_8);

        @Override
        public Served served(long after, long waitMillis) {
            return new Served(0, List.of());
        }

        @Override
        public List<ModelFile> files(String model, int version) {
            return List.of(new ModelFile("reference.json", json.length, ""));
        }

        @Override
        public InputStream open(String model, int version, String path) {
            return new ByteArrayInputStream(json);
        }
    }

    /** Rows spread over a month; the score tells the label unless {@code noise} says otherwise. */
    private void month(long start, double shift, double noise) {
        var random = new Random(start);
        List<PredictedRow> rows = new ArrayList<>();
        List<Labels.Label> truths = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            double x = random.nextDouble();
            long time = start + i * 28 * DAY / 1000;
            double score = random.nextDouble() < noise ? random.nextDouble() : x;
            rows.add(new PredictedRow(start + "-" + i, "late", 1, time, Map.of("x", x + shift), score));
            truths.add(new Labels.Label(start + "-" + i, x > 0.5 ? 1 : 0, time + DAY / 2));
        }
        store(rows);
        windows.add(rows);
        labels.add("late", truths);
    }

    private void store(List<PredictedRow> rows) {
        storage.database().write(tx -> {
            rows.forEach(r -> tx.update(
                    "INSERT INTO predictions (model, request_id, time, version, score, inputs) VALUES (?, ?, ?, ?, ?, ?)",
                    r.model(),
                    r.requestId(),
                    r.time(),
                    r.version(),
                    r.score(),
                    Json.write(r.inputs())));
            return 0;
        });
    }

    private Window only(long start) {
        return windows.list(monitor).stream()
                .filter(w -> w.start() == start)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWindowStaysOpenWhileEventTimeIsInIt() {
        month(JANUARY, 0, 0);
        windows.advance();
        assertThat(only(JANUARY).state()).isEqualTo(WindowState.OPEN);
        assertThat(only(JANUARY).result().rows()).isEqualTo(1000);
    }

    @Test
    void closesOnLaterRowsAndIsJudgedOnLaterLabels() {
        month(JANUARY, 0, 0);
        month(FEBRUARY, 0, 0);
        windows.advance();
        assertThat(only(JANUARY).state()).isEqualTo(WindowState.CLOSED);
        windows.advance();
        WindowResult result = only(JANUARY).result();
        assertThat(only(JANUARY).state()).isEqualTo(WindowState.LABELLED);
        assertThat(result.labelled()).isEqualTo(1000);
        assertThat(result.auc()).isCloseTo(1, within(1e-9));
        assertThat(result.positiveRate()).isCloseTo(0.5, within(0.05));
        assertThat(result.driftShare()).isZero();
        assertThat(windows.alerts(monitor)).isEmpty();
    }

    @Test
    void lostQualityAndShiftedInputRaiseEachItsAlertOnce() throws Exception {
        month(JANUARY, 0.5, 1);
        month(FEBRUARY, 0, 0);
        for (int i = 0; i < 5; i++) {
            windows.advance();
        }
        assertThat(windows.alerts(monitor))
                .extracting(WindowsSql.Alert::rule)
                .containsExactlyInAnyOrder("quality", "drift_share");
        assertThat(only(JANUARY).result().features().getFirst().drifted()).isTrue();
        String blob = "monitors/late/windows/" + JANUARY + ".csv";
        try (var csv = storage.blobs().open(blob, 0, -1).orElseThrow()) {
            List<String> lines = new String(csv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines.getFirst()).isEqualTo("request_id,time,version,score,label,x");
            assertThat(lines).hasSize(1001);
        }
    }

    @Test
    void countsAgainAfterARestart() {
        month(JANUARY, 0.5, 0);
        WindowResult before = only(JANUARY).result();
        storage.close();
        storage = EmbeddedStorage.open(home, InstantSource.system());
        wire();
        assertThat(only(JANUARY).result()).isEqualTo(before);
    }

    @Test
    void fewRowsAreShownAndNotJudged() {
        List<PredictedRow> rows = List.of(new PredictedRow("a", "late", 1, JANUARY, Map.of("x", 99.0), 0.5));
        store(rows);
        windows.add(rows);
        assertThat(only(JANUARY).result().judged()).isFalse();
        assertThat(only(JANUARY).result().driftShare()).isNull();
    }
}
