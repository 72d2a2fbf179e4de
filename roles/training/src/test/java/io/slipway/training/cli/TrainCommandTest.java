package io.slipway.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.training.trainer.FlightLikeCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainCommandTest {
    @TempDir
    Path folder;

    private FakeTracking tracking;

    @BeforeEach
    void data() throws IOException {
        tracking = new FakeTracking();
        Files.writeString(folder.resolve("train.csv"), FlightLikeCsv.rows(1, 2000, 1));
        Files.writeString(folder.resolve("holdout.csv"), FlightLikeCsv.rows(2, 500, 1));
        Files.writeString(folder.resolve("params.yaml"), "train:\n  trees: 30\n  depth: 3\n  gamma: 0.5\n");
    }

    @AfterEach
    void close() {
        tracking.close();
    }

    private void train(String... more) throws Exception {
        var command = new TrainCommand();
        var args = new java.util.ArrayList<>(java.util.List.of(
                "--data",
                folder.resolve("train.csv").toString(),
                "--label",
                "late",
                "--params",
                folder.resolve("params.yaml") + ":train",
                "--out",
                folder.resolve("model").toString()));
        args.addAll(java.util.List.of(more));
        new CommandLine(command).parseArgs(args.toArray(String[]::new));
        command.call();
    }

    @Test
    void logsTheRunAndRegistersTheModel() throws Exception {
        train(
                "--validation",
                folder.resolve("holdout.csv").toString(),
                "--tracking-uri",
                tracking.uri(),
                "--experiment",
                "late",
                "--register",
                "flights-late",
                "--alias",
                "challenger",
                "--metrics",
                folder.resolve("training.json").toString());

        assertThat(tracking.of("experiments/create"))
                .extracting(b -> b.path("name").asText())
                .containsExactly("late");
        long points = tracking.of("runs/log-batch").stream()
                .mapToLong(b -> b.path("metrics").size())
                .sum();
        assertThat(points).isEqualTo(30 * 4);
        assertThat(tracking.of("runs/log-batch").getFirst().path("params").toString())
                .contains("\"gamma\",\"value\":\"0.5\"", "\"trees\",\"value\":\"30\"");
        JsonNode dataset = tracking.of("runs/log-inputs").getFirst().at("/datasets/0/dataset");
        assertThat(dataset.path("digest").asText()).isEqualTo(Surroundings.md5(folder.resolve("train.csv")));
        assertThat(tracking.uploads.keySet())
                .contains("4/models/m-1/artifacts/MLmodel", "4/models/m-1/artifacts/code/slipway_features.py");
        assertThat(new String(
                        tracking.uploads.get("4/models/m-1/artifacts/MLmodel"),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("model_id: m-1", "run_id: " + FakeTracking.RUN);
        assertThat(tracking.of("logged-models/m-1").getFirst().path("status").asText())
                .isEqualTo("LOGGED_MODEL_READY");
        assertThat(tracking.of("registered-models/alias").getFirst().toString())
                .isEqualTo("{\"name\":\"flights-late\",\"alias\":\"challenger\",\"version\":\"3\"}");
        assertThat(tracking.of("runs/update").getFirst().path("status").asText())
                .isEqualTo("FINISHED");
        JsonNode metrics = Json.parse(Files.readString(folder.resolve("training.json")));
        assertThat(metrics.path("version").asInt()).isEqualTo(3);
        assertThat(metrics.path("validation_auc").asDouble()).isGreaterThan(0.7);

        var evaluate = new EvaluateCommand();
        new CommandLine(evaluate)
                .parseArgs(
                        "--model", folder.resolve("model").toString(),
                        "--data", folder.resolve("holdout.csv").toString(),
                        "--label", "late",
                        "--out", folder.resolve("evaluation.json").toString(),
                        "--tracking-uri", tracking.uri());
        evaluate.call();
        JsonNode quality = Json.parse(Files.readString(folder.resolve("evaluation.json")));
        assertThat(quality.path("auc").asDouble())
                .isBetween(
                        quality.path("auc_low").asDouble(),
                        quality.path("auc_high").asDouble());
        assertThat(tracking.of("runs/log-batch").getLast().toString()).contains(FakeTracking.RUN, "holdout_auc");
    }

    @Test
    void marksTheRunFailedIfTheServerRefuses() {
        tracking.failing = "logged-models";
        assertThatThrownBy(() -> train("--tracking-uri", tracking.uri()))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("refuses logged-models")
                .hasMessageContaining("because");
        assertThat(tracking.of("runs/update").getFirst().path("status").asText())
                .isEqualTo("FAILED");
    }

    @Test
    void saysWhatToDoBeforeAnythingIsDone() {
        assertThatThrownBy(() -> train("--register", "m", "--tracking-uri", "ftp://x"))
                .hasMessageContaining("server's URL");
        assertThatThrownBy(() -> train("--tracking-uri", "http://127.0.0.1:1"))
                .hasMessageContaining("slipway start-dev");
        assertThatThrownBy(() -> train("--alias", "x")).hasMessageContaining("--register");
        assertThatThrownBy(() -> train("--features", "hour,nope")).hasMessageContaining("no column 'nope'");
        assertThat(folder.resolve("model")).doesNotExist();
        assertThat(tracking.calls).isEmpty();
    }

    @Test
    void trainsWithoutATrackingServer() throws Exception {
        train();
        assertThat(folder.resolve("model").resolve("MLmodel")).content().doesNotContain("run_id");
    }
}
