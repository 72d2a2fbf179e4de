package io.slipway.data.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.pipeline.ReproListener;
import io.slipway.data.dvc.pipeline.ReproOptions;
import io.slipway.data.dvc.pipeline.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path root;

    private final List<String> events = new ArrayList<>();

    private final ReproListener listener = new ReproListener() {
        @Override
        public void stageStarted(Stage stage) {
            events.add("started " + stage.name());
        }

        @Override
        public void stageCached(Stage stage, boolean restored) {
            events.add((restored ? "restored " : "unchanged ") + stage.name());
        }

        @Override
        public void stageFinished(Stage stage) {
            events.add("finished " + stage.name());
        }

        @Override
        public void stageFailed(Stage stage, DvcException failure) {
            events.add("failed " + stage.name());
        }

        @Override
        public void line(Stage stage, String line) {
            events.add(stage.name() + ": " + line);
        }
    };

    @BeforeEach
    void project() throws Exception {
        root = TestProject.in(folder);
        write("params.yaml", "# rates\nlr: 0.1  # start\ntrain:\n  epochs: 3\n");
        write("raw.txt", "hello");
        write("dvc.yaml", """
                stages:
                  prepare:
                    cmd: echo preparing; cat raw.txt > clean.txt
                    deps: [raw.txt]
                    outs: [clean.txt]
                  train:
                    cmd: echo "lr ${lr} $EXTRA" > model.txt; cat clean.txt >> model.txt
                    deps: [clean.txt]
                    params: [lr]
                    outs: [model.txt]
                """);
    }

    private void write(String file, String text) throws Exception {
        TestProject.write(root, file, text);
    }

    private List<String> run(ReproOptions options, Map<String, String> parameters) throws Exception {
        events.clear();
        try (Pipeline pipeline = Pipeline.load(root)) {
            pipeline.run(options, parameters, listener);
        }
        return List.copyOf(events);
    }

    private List<String> run() throws Exception {
        return run(ReproOptions.DEFAULT, Map.of());
    }

    @Test
    void runsOnceThenDoesNothing() throws Exception {
        assertThat(run())
                .containsExactly(
                        "started prepare", "prepare: preparing", "finished prepare", "started train", "finished train");
        String lock = TestProject.read(root, "dvc.lock");
        assertThat(run()).containsExactly("unchanged prepare", "unchanged train");
        assertThat(TestProject.read(root, "dvc.lock")).isEqualTo(lock);
    }

    @Test
    void parametersAreWrittenInPlaceAndOnlyTheirStageRuns() throws Exception {
        run();
        var options = ReproOptions.DEFAULT.withEnvironment(Map.of("EXTRA", "more"));
        assertThat(run(options, Map.of("lr", "1e-05")))
                .containsExactly("unchanged prepare", "started train", "finished train");
        assertThat(TestProject.read(root, "params.yaml"))
                .isEqualTo("# rates\nlr: 1e-05  # start\ntrain:\n  epochs: 3\n");
        assertThat(TestProject.read(root, "model.txt")).isEqualTo("lr 1e-05 more\nhello");
        assertThat(TestProject.read(root, "dvc.lock")).contains("lr: 1e-05\n");
        assertThat(run(options, Map.of("lr", "0.1"))).contains("restored train");
        assertThat(TestProject.read(root, "model.txt")).startsWith("lr 0.1");
    }

    @Test
    void aFailureTellsTheLastLinesAndLeavesOtherStagesAlone() throws Exception {
        run();
        String lock = TestProject.read(root, "dvc.lock");
        write("raw.txt", "changed");
        write(
                "dvc.yaml",
                TestProject.read(root, "dvc.yaml").replace("echo \"lr", "echo broken >&2; exit 3; echo \"lr"));
        assertThatThrownBy(this::run)
                .isInstanceOf(DvcException.class)
                .hasMessageContaining("failed to reproduce 'train'")
                .hasMessageContaining("exited with 3")
                .hasMessageContaining("broken");
        assertThat(events).endsWith("failed train");
        assertThat(TestProject.read(root, "clean.txt")).isEqualTo("changed");
        String after = TestProject.read(root, "dvc.lock");
        assertThat(after.substring(after.indexOf("  train:"))).isEqualTo(lock.substring(lock.indexOf("  train:")));
    }

    @Test
    void cancellingEndsTheWholeTreeOfProcesses() throws Exception {
        write("dvc.yaml", """
                stages:
                  slow:
                    cmd: echo $$; sh -c 'sleep 300 & echo $!; wait'
                    outs: [never]
                """);
        CountDownLatch lines = new CountDownLatch(2);
        List<Long> pids = new ArrayList<>();
        try (Pipeline pipeline = Pipeline.load(root)) {
            CompletableFuture<String> failure = CompletableFuture.supplyAsync(() -> {
                try {
                    pipeline.run(ReproOptions.DEFAULT, Map.of(), new ReproListener() {
                        @Override
                        public void line(Stage stage, String line) {
                            // A killed shell may still say "Terminated": only the first two lines are ids.
                            if (lines.getCount() > 0) {
                                pids.add(Long.parseLong(line.strip()));
                                lines.countDown();
                            }
                        }
                    });
                    return "ended";
                } catch (Exception e) {
                    return String.valueOf(e.getMessage());
                }
            });
            assertThat(lines.await(10, TimeUnit.SECONDS)).isTrue();
            pipeline.cancel();
            assertThat(failure.get(10, TimeUnit.SECONDS)).contains("was cancelled");
        }
        for (long pid : pids) {
            ProcessHandle.of(pid)
                    .ifPresent(p -> p.onExit().orTimeout(5, TimeUnit.SECONDS).join());
        }
        assertThat(root.resolve("dvc.lock")).doesNotExist();
    }

    @Test
    void cyclesAndSharedOutputsAreRefusedByName() throws Exception {
        write("dvc.yaml", """
                stages:
                  a: {cmd: x, deps: [q], outs: [p]}
                  b: {cmd: x, deps: [p], outs: [q]}
                """);
        assertThatThrownBy(() -> Pipeline.load(root)).hasMessageContaining("in stages: a, b");
        write("dvc.yaml", """
                stages:
                  a: {cmd: x, outs: [p]}
                  b: {cmd: x, outs: [p]}
                """);
        assertThatThrownBy(() -> Pipeline.load(root)).hasMessageContaining("output 'p' is specified in");
        write("dvc.yaml", """
                stages:
                  a: {cmd: x, outs: [p]}
                  b: {cmd: x, outs: [p/inside]}
                """);
        assertThatThrownBy(() -> Pipeline.load(root)).hasMessageContaining("overlap");
        write("dvc.yaml", "stages:\n  a: {cmd: x, outs: [../outside]}\n");
        assertThatThrownBy(() -> Pipeline.load(root)).hasMessageContaining("outside of DVC project");
    }

    @Test
    void errorsNameFileLineAndColumn() throws Exception {
        write("dvc.yaml", "stages:\n  a:\n    cmd: x\n    depz: [y]\n");
        assertThatThrownBy(() -> Pipeline.load(root))
                .hasMessageContaining("dvc.yaml:4:11")
                .hasMessageContaining("depz");
        write("dvc.yaml", "stages:\n  a:\n    cmd: [x\n");
        assertThatThrownBy(() -> Pipeline.load(root)).hasMessageContaining("dvc.yaml:4:1");
        write("dvc.yaml", "stages:\n  a:\n    cmd: x ${nope}\n");
        assertThatThrownBy(() -> Pipeline.load(root))
                .hasMessageContaining("Could not find 'nope'")
                .hasMessageContaining("dvc.yaml:3:10");
        write("dvc.yaml", "stages:\n  a:\n    cmd: x\n  a:\n    cmd: y\n");
        assertThatThrownBy(() -> Pipeline.load(root))
                .hasMessageContaining("dvc.yaml:4:3")
                .hasMessageContaining("twice");
    }

    @Test
    void loopsMakeStagesNamedAsDvcNamesThem() throws Exception {
        write("dvc.yaml", """
                stages:
                  each:
                    foreach: [1, two]
                    do:
                      cmd: echo ${item}
                  key:
                    foreach: {x: {v: 1}, y: {v: 2}}
                    do: {cmd: "echo ${key} ${item.v}"}
                  mx:
                    matrix:
                      a: [x, y]
                      b: [{k: 1}, {k: 2}]
                    cmd: echo ${item.a} ${item.b.k} ${key}
                """);
        try (Pipeline pipeline = Pipeline.load(root)) {
            assertThat(pipeline.stages())
                    .extracting(s -> s.name() + ": " + s.commands().getFirst())
                    .containsExactly(
                            "each@1: echo 1",
                            "each@two: echo two",
                            "key@x: echo x 1",
                            "key@y: echo y 2",
                            "mx@x-b0: echo x 1 x-b0",
                            "mx@x-b1: echo x 2 x-b1",
                            "mx@y-b0: echo y 1 y-b0",
                            "mx@y-b1: echo y 2 y-b1");
        }
    }

    @Test
    void aMissingInputIsNamed() throws Exception {
        Files.delete(root.resolve("raw.txt"));
        assertThatThrownBy(this::run).hasMessageContaining("dependency 'raw.txt' does not exist");
        write("raw.txt", "x");
        write("dvc.yaml", "stages:\n  a: {cmd: 'true', params: [absent.key], outs: []}\n");
        assertThatThrownBy(this::run).hasMessageContaining("Parameters 'absent.key' are missing from 'params.yaml'");
    }
}
