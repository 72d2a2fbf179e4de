package io.slipway.training.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.data.DataRole;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.kernel.Actor;
import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import io.slipway.training.FakeModels;
import io.slipway.training.TrainingRole;
import io.slipway.training.api.TrainingSettings;
import io.slipway.training.pipelines.PipelineDefinition;
import io.slipway.training.pipelines.PipelineDefinition.Promotion;
import io.slipway.training.pipelines.PipelineDefinition.Retrain;
import io.slipway.training.table.Features;
import io.slipway.training.table.Table;
import io.slipway.training.trainer.FlightLikeCsv;
import io.slipway.training.trainer.ModelFolder;
import io.slipway.training.trainer.Profiles;
import io.slipway.training.trainer.Trainer;
import io.slipway.training.trainer.TrainingParams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alert, a pipeline that makes version 2, and what becomes of it. */
@Tag("slow")
class RetrainingTest {
    private static final long JULY = Instant.parse("2013-07-01T00:00:00Z").toEpochMilli();
    private static final long AUGUST = Instant.parse("2013-08-01T00:00:00Z").toEpochMilli();

    @TempDir
    Path folder;

    private Path project;
    private Storage storage;
    private TrainingRole role;
    private final FakeModels models = new FakeModels();

    @BeforeEach
    void open() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        DvcProject.init(project, true, false, false);
        Files.writeString(project.resolve("params.yaml"), "prepare:\n  months: [1]\n  until: null\n");
        Files.writeString(project.resolve("dvc.yaml"), """
                stages:
                  train:
                    cmd: while [ ! -f go ]; do sleep 0.05; done; cp params.yaml model
                    params: [prepare]
                    outs: [model]
                """);
        storage = EmbeddedStorage.open(folder.resolve("home"), InstantSource.system());
        var settings = new TrainingSettings(
                folder.resolve("training"), Path.of("java"), folder, folder, () -> "http://127.0.0.1:1");
        var datasets = new DataRole(storage.database(), InstantSource.system()).datasets();
        role = new TrainingRole(storage, models, models, datasets, settings, InstantSource.system());
        var definition = new PipelineDefinition(
                project.toString(),
                "late",
                new Promotion(null, null, null, 100, null),
                new Retrain(null, "watch", "prepare.months", "prepare.until", 1, 4, "PT0S"));
        storage.database()
                .write(tx ->
                        tx.update("INSERT INTO pipelines VALUES ('default', 'late', ?, 0, 0)", Json.write(definition)));
        role.start();
        models.folders.put(1, model("one", 0.1));
        models.folders.put(2, model("two", 1.5));
        models.aliases.put("champion", 1);
        models.aliases.put("challenger", 1);
    }

    private Path model(String name, double strength) throws IOException {
        Table table = table(FlightLikeCsv.rows(3, 2000, strength));
        Features features = Features.derive(table, "late", List.of(), List.of());
        var trained = new Trainer(TrainingParams.of(Map.of("trees", 20, "depth", 3)), (r, m) -> {})
                .train(table, null, features);
        Path out = folder.resolve(name);
        new ModelFolder(features, table, trained, Profiles.of(table, null, features, trained))
                .write(out, new ModelFolder.Origin(null, null, Instant.EPOCH));
        return out;
    }

    private static Table table(String csv) throws IOException {
        return Table.read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "rows");
    }

    @AfterEach
    void close() {
        role.close();
        storage.close();
    }

    private void alert(String csv, long start, long end) throws IOException {
        String blob = "monitors/watch/windows/" + start + ".csv";
        storage.blobs()
                .put(
                        blob,
                        new ByteArrayInputStream(
                                csv.replaceFirst("late\n", "label\n").getBytes(StandardCharsets.UTF_8)),
                        1 << 24);
        ObjectNode data = Json.object()
                .put("monitor", "watch")
                .put("model", "late")
                .put("window_start", start)
                .put("window_end", end)
                .put("condition", "auc_drop > 0.02")
                .put("labelled_blob", blob);
        storage.database().write(tx -> {
            tx.emit(new NewEvent("monitor.alert_fired", "monitors/watch", Actor.system("monitoring"), "default", data));
            return true;
        });
    }

    private JsonNode awaitEvent(String kind) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !events(kind).isEmpty());
        return events(kind).getLast().data();
    }

    private List<Event> events(String kind) {
        return storage.events().after(0, 1000).stream()
                .filter(e -> e.kind().equals(kind))
                .toList();
    }

    private void versionTwoIsMade() throws IOException {
        awaitEvent("pipeline.run_started");
        models.aliases.put("challenger", 2);
        Files.writeString(project.resolve("go"), "");
    }

    @Test
    void aBetterChallengerBecomesChampion() throws IOException {
        alert(FlightLikeCsv.rows(9, 3000, 1.5), JULY, AUGUST);
        versionTwoIsMade();
        JsonNode compared = awaitEvent("model.challenger_compared");
        assertThat(compared.path("promoted").asBoolean()).isTrue();
        assertThat(compared.path("champion_version").asInt()).isEqualTo(1);
        assertThat(compared.path("challenger_version").asInt()).isEqualTo(2);
        assertThat(compared.path("ci_low").asDouble()).isPositive();
        assertThat(compared.path("rows").asInt()).isEqualTo(3000);
        assertThat(compared.path("window").asText()).isEqualTo("2013-07-01/2013-08-01");
        await().untilAsserted(() -> assertThat(models.aliases).containsEntry("champion", 2));
        JsonNode started = awaitEvent("pipeline.run_started");
        assertThat(started.path("params").toString())
                .isEqualTo("{\"prepare.months\":[3,4,5,6],\"prepare.until\":\"'2013-07-01T00:00:00Z'\"}");
        assertThat(project.resolve("params.yaml"))
                .content()
                .contains("2013-07-01T00:00:00Z")
                .contains("6");
        assertThat(folder.resolve("training").resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void aChallengerThatIsNotBetterStaysOne() throws IOException {
        models.aliases.put("champion", 2);
        models.folders.put(2, models.folders.get(1));
        alert(FlightLikeCsv.rows(9, 3000, 1.5), JULY, AUGUST);
        awaitEvent("pipeline.run_started");
        models.folders.put(3, models.folders.get(1));
        models.aliases.put("challenger", 3);
        Files.writeString(project.resolve("go"), "");
        JsonNode compared = awaitEvent("model.challenger_compared");
        assertThat(compared.path("promoted").asBoolean()).isFalse();
        assertThat(compared.path("reason").asText()).startsWith("not better for certain");
        assertThat(compared.path("difference").asDouble()).isZero();
        assertThat(models.moves).isZero();
    }

    @Test
    void tooFewRowsDecideNothing() throws IOException {
        alert(FlightLikeCsv.rows(9, 99, 1.5), JULY, AUGUST);
        versionTwoIsMade();
        JsonNode compared = awaitEvent("model.challenger_compared");
        assertThat(compared.path("promoted").asBoolean()).isFalse();
        assertThat(compared.path("reason").asText()).contains("only 99 labelled rows");
    }

    @Test
    void oneWindowStartsOneRun() throws IOException {
        alert(FlightLikeCsv.rows(9, 3000, 1.5), JULY, AUGUST);
        awaitEvent("pipeline.run_started");
        alert(FlightLikeCsv.rows(9, 3000, 1.5), JULY, AUGUST);
        assertThat(awaitEvent("pipeline.retraining_skipped").path("reason").asText())
                .contains("under way");
        versionTwoIsMade();
        await().untilAsserted(() -> assertThat(models.aliases).containsEntry("champion", 2));
        alert(FlightLikeCsv.rows(9, 3000, 1.5), JULY, AUGUST);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events("pipeline.retraining_skipped").size() == 2);
        assertThat(events("pipeline.run_started")).hasSize(1);
        alert(
                FlightLikeCsv.rows(9, 3000, 1.5),
                Instant.parse("2014-01-01T00:00:00Z").toEpochMilli(),
                AUGUST);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events("pipeline.retraining_skipped").size() == 3);
        assertThat(awaitEvent("pipeline.retraining_skipped").path("reason").asText())
                .contains("no month of data");
    }

    @Test
    void nothingNewIsNothingToCompare() throws IOException {
        alert(FlightLikeCsv.rows(9, 3000, 1.5), JULY, AUGUST);
        Files.writeString(project.resolve("go"), "");
        assertThat(awaitEvent("pipeline.retraining_skipped").path("reason").asText())
                .contains("no new version");
        assertThat(models.moves).isZero();
    }
}
