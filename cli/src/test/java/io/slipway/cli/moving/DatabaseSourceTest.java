package io.slipway.cli.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.moving.Records.Point;
import io.slipway.cli.moving.Records.Run;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSourceTest {
    @TempDir
    Path folder;

    private final Report report = new Report();

    private Path database(String... statements) throws SQLException {
        Path file = folder.resolve("mlflow.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
        return file;
    }

    /** The tables of MLflow 2.0: no models of runs, no datasets, no aliases, no storage location. */
    private Path old() throws SQLException {
        return database(
                "CREATE TABLE experiments (experiment_id INTEGER, name TEXT, artifact_location TEXT, lifecycle_stage TEXT)",
                "CREATE TABLE runs (run_uuid TEXT, name TEXT, status TEXT, start_time BIGINT, end_time BIGINT,"
                        + " lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER, user_id TEXT)",
                "CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, step BIGINT, is_nan BOOLEAN)",
                "CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT)",
                "CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT)",
                "CREATE TABLE registered_models (name TEXT, creation_time BIGINT)",
                "CREATE TABLE model_versions (name TEXT, version INTEGER, creation_time BIGINT, current_stage TEXT,"
                        + " source TEXT, run_id TEXT)",
                "INSERT INTO experiments VALUES (3, 'old', '/gone', 'active')",
                "INSERT INTO runs VALUES ('r1', NULL, 'FINISHED', 10, 20, 'active', '/gone/3/r1/artifacts', 3, NULL)",
                "INSERT INTO tags VALUES ('mlflow.runName', 'named by a tag', 'r1')",
                "INSERT INTO metrics VALUES ('m', 0, 1, 'r1', 0, 1), ('m', 1.5, 2, 'r1', 1, 0)",
                "INSERT INTO registered_models VALUES ('model', 4)",
                "INSERT INTO model_versions VALUES ('model', 1, 5, 'Deleted_Internal', 'x', NULL),"
                        + " ('model', 2, 6, 'Production', '/gone/3/r1/artifacts/m', 'r1')");
    }

    private Source open(Path file) throws IOException {
        return Sources.open(file.toString(), List.of(), report);
    }

    @Test
    void readsTheColumnsThatAnOldSchemaHas() throws Exception {
        try (Source source = open(old())) {
            var experiment = source.experiments().getFirst();
            var runs = new ArrayList<Run>();
            source.runs(experiment, runs::add);
            assertThat(runs).extracting(Run::name).containsExactly("named by a tag");
            var points = new ArrayList<Point>();
            source.points(runs.getFirst(), points::add);
            assertThat(points).containsExactly(new Point("m", 1, 0, Double.NaN), new Point("m", 2, 1, 1.5));
            var models = new ArrayList<Records.Model>();
            source.models(models::add);
            assertThat(models.getFirst().versions())
                    .extracting(Records.Version::deleted)
                    .containsExactly(true, false);
            source.loggedModels(experiment, m -> {
                throw new AssertionError("there are none");
            });
        }
    }

    @Test
    void filesThatACopiedDatabaseNamesAreFoundBesideIt() throws Exception {
        Path file = Files.createDirectories(folder.resolve("mlruns/3/r1/artifacts/m"))
                .resolve("w.bin");
        Files.writeString(file, "w");
        try (Source source = open(old())) {
            var runs = new ArrayList<Run>();
            source.runs(source.experiments().getFirst(), runs::add);
            assertThat(source.files(runs.getFirst()))
                    .extracting(Records.SourceFile::path)
                    .containsExactly("m/w.bin");
        }
    }

    @Test
    void aDatabaseThatNamesAnyFileOfTheMachineGetsNone() throws Exception {
        Path secret = Files.createDirectories(folder.resolve("home/.ssh"));
        Files.writeString(secret.resolve("id"), "secret");
        old();
        Path file = database("UPDATE runs SET artifact_uri = 'file://" + secret + "'");
        try (Source source = open(file)) {
            var runs = new ArrayList<Run>();
            source.runs(source.experiments().getFirst(), runs::add);
            assertThat(source.files(runs.getFirst())).isEmpty();
        }
        assertThat(report.left())
                .singleElement()
                .satisfies(l -> assertThat(l.reason()).contains("outside of the folders given"));
    }

    @Test
    void nothingIsWrittenToTheDatabase() throws Exception {
        Path file = old();
        byte[] before = Files.readAllBytes(file);
        try (Source source = open(file)) {
            source.experiments();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder.toFile().list()).containsExactly("mlflow.db");
    }

    @Test
    void aViewOrABrokenFileIsToldInWords() throws Exception {
        Path file = old();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        assertThatThrownBy(() -> open(file).experiments())
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("mlflow.db");
    }
}
