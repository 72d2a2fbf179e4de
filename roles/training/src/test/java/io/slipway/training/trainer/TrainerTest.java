package io.slipway.training.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.slipway.inference.ModelLoader;
import io.slipway.kernel.SlipwayException;
import io.slipway.training.api.DeLong;
import io.slipway.training.quality.Scorer;
import io.slipway.training.table.Features;
import io.slipway.training.table.Table;
import io.slipway.training.trainer.ModelFolder.Origin;
import io.slipway.training.trainer.Trainer.Trained;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final Map<String, Object> SMALL = Map.of("trees", 20, "depth", 3, "seed", 7);

    @TempDir
    Path folder;

    private static Table table(String csv) throws IOException {
        return Table.read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "rows.csv");
    }

    private static Features features(Table table) {
        return Features.derive(table, "late", List.of(), List.of());
    }

    @Test
    void theWrittenFolderScoresAsTheBoosterDid() throws IOException {
        Table train = table(FlightLikeCsv.rows(1, 3000, 1));
        Table heldOut = table(FlightLikeCsv.rows(2, 1000, 1));
        Features features = features(train);
        var rounds = new ArrayList<Map<String, Double>>();
        Trained trained = new Trainer(TrainingParams.of(SMALL), (round, metrics) -> rounds.add(metrics))
                .train(train, heldOut, features);
        assertThat(rounds).hasSize(20);
        assertThat(rounds.getLast()).containsKeys("train_logloss", "train_auc", "validation_logloss", "validation_auc");
        assertThat(trained.importance().values().stream().mapToDouble(v -> v).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(trained.importance().get("carrier")).isGreaterThan(0.1);

        var reference = Profiles.of(train, heldOut, features, trained);
        assertThat(reference.auc()).isGreaterThan(0.7);
        assertThat(reference.auc()).isCloseTo(rounds.getLast().get("validation_auc"), within(1e-6));
        Path out = folder.resolve("model");
        new ModelFolder(features, train, trained, reference)
                .write(out, new Origin("a".repeat(32), "m-" + "b".repeat(32), Instant.EPOCH));
        try (var model = ModelLoader.load(out)) {
            assertThat(Scorer.scores(model, heldOut)).isEqualTo(trained.scores());
        }
        assertThat(Files.readString(out.resolve("MLmodel")))
                .contains(
                        "run_id: " + "a".repeat(32),
                        "loader_module: slipway_features",
                        "utc_time_created: '1970-01-01");
        assertThat(DeLong.area(trained.scores(), heldOut.labels("late")).auc()).isEqualTo(reference.auc());
    }

    @Test
    void replacesAModelAndNothingElse() throws IOException {
        Table train = table(FlightLikeCsv.rows(1, 300, 1));
        Features features = features(train);
        Trained trained = new Trainer(TrainingParams.of(SMALL), (r, m) -> {}).train(train, null, features);
        var model = new ModelFolder(features, train, trained, Profiles.of(train, null, features, trained));
        Path out = folder.resolve("model");
        model.write(out, new Origin(null, null, Instant.EPOCH));
        Files.writeString(out.resolve("old"), "");
        model.write(out, new Origin(null, null, Instant.EPOCH));
        assertThat(out.resolve("old")).doesNotExist();
        assertThat(Files.list(folder)).containsExactly(out);

        Path work = Files.createDirectory(folder.resolve("work"));
        Files.writeString(work.resolve("thesis.txt"), "years");
        assertThatThrownBy(() -> model.write(work, new Origin(null, null, Instant.EPOCH)))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("holds other files");
        assertThat(work.resolve("thesis.txt")).hasContent("years");
    }

    @Test
    void stopsEarlyWhenTheHeldOutRowsGetNoBetter() throws IOException {
        Table train = table(FlightLikeCsv.rows(1, 500, 0));
        Table heldOut = table(FlightLikeCsv.rows(2, 500, 0));
        var params = TrainingParams.of(Map.of("trees", 500, "early_stopping", 5));
        Trained trained = new Trainer(params, (r, m) -> {}).train(train, heldOut, features(train));
        assertThat(trained.rounds()).isLessThan(100);
    }

    @Test
    void saysWhatIsWrongWithParameters() throws IOException {
        assertThatThrownBy(() -> TrainingParams.of(Map.of("trees", 0)))
                .hasMessageContaining("trees must be a number from 1");
        assertThatThrownBy(() -> TrainingParams.of(Map.of("eta", "fast"))).hasMessageContaining("is fast");
        assertThatThrownBy(() -> TrainingParams.of(Map.of("gamma", List.of(1)))).hasMessageContaining("gamma");
        Table train = table(FlightLikeCsv.rows(1, 300, 1));
        assertThatThrownBy(() -> new Trainer(TrainingParams.of(Map.of("tree_method", "none")), (r, m) -> {})
                        .train(train, null, features(train)))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("tree_method");
        Table same = table("a,late\n1,1\n2,1\n");
        assertThatThrownBy(() -> new Trainer(TrainingParams.of(SMALL), (r, m) -> {}).train(same, null, features(same)))
                .hasMessageContaining("same label");
    }
}
