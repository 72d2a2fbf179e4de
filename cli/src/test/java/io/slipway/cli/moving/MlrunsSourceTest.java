package io.slipway.cli.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.moving.Records.Point;
import io.slipway.cli.moving.Records.Run;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlrunsSourceTest {
    private static final String RUN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path temporary;

    private Path root;
    private Path run;
    private final Report report = new Report();

    @BeforeEach
    void aStoreWithOneRun() throws IOException {
        root = temporary.resolve("mlruns");
        run = root.resolve("7").resolve(RUN);
        write(root.resolve("7/meta.yaml"), "experiment_id: '7'\nname: x\nartifact_location: /a\n");
        write(run.resolve("meta.yaml"), "run_id: " + RUN + "\nrun_name: r\nstatus: 3\nstart_time: 5\nend_time: 6\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    private List<Run> runs(MlrunsSource source) throws IOException {
        var runs = new ArrayList<Run>();
        for (var experiment : source.experiments()) {
            source.runs(experiment, runs::add);
        }
        return runs;
    }

    private MlrunsSource open() throws IOException {
        return new MlrunsSource(root, List.of(), report);
    }

    private List<String> reasons() {
        return report.left().stream().map(Report.Left::reason).toList();
    }

    @Test
    void readsPointsOfEverySpelling() throws IOException {
        write(run.resolve("metrics/a/b"), "1 0.5\n2 nan 3\n4 -inf 5 data digest\n6 1e-3 7");
        var source = open();
        var points = new ArrayList<Point>();
        source.points(runs(source).getFirst(), points::add);
        assertThat(points)
                .containsExactly(
                        new Point("a/b", 1, 0, 0.5),
                        new Point("a/b", 2, 3, Double.NaN),
                        new Point("a/b", 4, 5, Double.NEGATIVE_INFINITY),
                        new Point("a/b", 6, 7, 0.001));
    }

    @Test
    void aLineThatIsNoPointIsToldAndTheOthersOfTheRunAreTaken() throws IOException {
        write(run.resolve("metrics/bad"), "garbage\n");
        write(run.resolve("metrics/good"), "1 2 3\n");
        write(run.resolve("metrics/huge"), "1".repeat(10_000));
        var source = open();
        var points = new ArrayList<Point>();
        source.points(runs(source).getFirst(), points::add);
        assertThat(points).extracting(Point::key).containsExactly("good");
        assertThat(reasons()).hasSize(2).allSatisfy(r -> assertThat(r).contains("is no point"));
    }

    @Test
    void noTagOfYamlMakesAnObject() throws IOException {
        write(root.resolve("7/meta.yaml"), "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://x/\"]]\n");
        write(root.resolve("8/meta.yaml"), "experiment_id: '8'\nname: fine\n");
        assertThat(open().experiments()).extracting(Records.Experiment::id).containsExactly("8");
        assertThat(reasons()).singleElement().satisfies(r -> assertThat(r).contains("meta.yaml"));
    }

    @Test
    void aBombOfAliasesIsRefused() throws IOException {
        var bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1) + "]\n");
        }
        write(root.resolve("7/meta.yaml"), bomb.toString());
        write(root.resolve("8/meta.yaml"), "[".repeat(100_000));
        write(root.resolve("9/meta.yaml"), "experiment_id: '9'\nname: fine\n");
        assertThat(open().experiments()).extracting(Records.Experiment::id).containsExactly("9");
    }

    @Test
    void aFolderThatClaimsToBeAnotherIsRefused() throws IOException {
        write(root.resolve("7/other/meta.yaml"), "run_id: " + RUN + "\nstatus: 1\n");
        write(root.resolve("8/meta.yaml"), "experiment_id: '../7'\nname: y\n");
        assertThat(runs(open())).extracting(Run::runId).containsExactly(RUN);
        assertThat(reasons()).hasSize(2).allSatisfy(r -> assertThat(r).contains("but its folder is"));
    }

    @Test
    void linksAreNotFollowedWhereverTheyAre() throws IOException {
        Path secret = temporary.resolve("secret");
        write(secret.resolve("meta.yaml"), "experiment_id: '9'\nname: stolen\n");
        write(secret.resolve("key"), "secret");
        Files.createSymbolicLink(root.resolve("9"), secret);
        Files.createDirectories(run.resolve("params"));
        Files.createSymbolicLink(run.resolve("params/leak"), secret.resolve("key"));
        Files.createSymbolicLink(run.resolve("artifacts"), secret);
        Files.createSymbolicLink(run.resolve("tags"), secret);
        var source = open();
        Run found = runs(source).getFirst();
        assertThat(found.params()).isEmpty();
        assertThat(found.tags()).isEmpty();
        assertThat(source.files(found)).isEmpty();
        assertThat(source.experiments()).extracting(Records.Experiment::id).containsExactly("7");
        assertThat(reasons()).contains("symbolic links are not followed");
    }

    @Test
    void artifactsAreReadBelowTheFoldersGivenOnly() throws IOException {
        write(temporary.resolve("elsewhere/x.bin"), "data");
        write(
                run.resolve("meta.yaml"),
                "run_id: " + RUN + "\nstatus: 3\nartifact_uri: file://" + temporary.resolve("elsewhere") + "\n");
        var source = open();
        assertThat(source.files(runs(source).getFirst())).isEmpty();
        assertThat(reasons()).singleElement().satisfies(r -> assertThat(r).contains("--artifacts DIR"));
        var allowed = new MlrunsSource(root, List.of(temporary.resolve("elsewhere")), new Report());
        assertThat(allowed.files(runs(allowed).getFirst()))
                .extracting(Records.SourceFile::path)
                .containsExactly("x.bin");
    }

    @Test
    void aUriThatClimbsOutFindsNothing() throws IOException {
        write(temporary.resolve("secret/x.bin"), "data");
        for (String uri : List.of("mlflow-artifacts:/../secret", "../secret", "file:" + root + "/../secret")) {
            write(run.resolve("meta.yaml"), "run_id: " + RUN + "\nstatus: 3\nartifact_uri: '" + uri + "'\n");
            var source = open();
            assertThat(source.files(runs(source).getFirst())).as(uri).isEmpty();
        }
    }

    @Test
    void theMarkChangesWithThePoints() throws IOException {
        write(run.resolve("metrics/m"), "1 2 3\n");
        var source = open();
        Run found = runs(source).getFirst();
        String before = source.mark(found);
        assertThat(source.mark(found)).isEqualTo(before);
        write(run.resolve("metrics/m"), "1 2 3\n4 5 6\n");
        assertThat(source.mark(found)).isNotEqualTo(before);
    }

    @Test
    void aFolderThatIsNoStoreIsSaid() throws IOException {
        Path empty = Files.createDirectories(temporary.resolve("empty"));
        assertThatThrownBy(() -> new MlrunsSource(empty, List.of(), report).experiments())
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("no MLflow store");
    }
}
