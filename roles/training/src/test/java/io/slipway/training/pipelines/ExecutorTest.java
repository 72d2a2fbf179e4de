package io.slipway.training.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.kernel.Actor;
import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import io.slipway.training.FakeModels;
import io.slipway.training.api.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ExecutorTest {
    private static final Actor ADA = new Actor(Actor.Kind.USER, "ada");

    @TempDir
    Path folder;

    private Path project;
    private Storage storage;
    private Pipelines pipelines;
    private Executor executor;
    private final FakeModels models = new FakeModels();

    @BeforeEach
    void open() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        DvcProject.init(project, true, false, false);
        Files.writeString(project.resolve("params.yaml"), "say: hello # a greeting\n");
        Files.writeString(project.resolve("in.txt"), "in");
        stages("cp in.txt a.txt && echo copying $SLIPWAY_PIPELINE_RUN", "cat a.txt > b.txt; echo said");
        storage = EmbeddedStorage.open(folder.resolve("home"), InstantSource.system());
        storage.database().migrate("training");
        begin();
    }

    private void begin() {
        var settings = new TrainingSettings(
                folder.resolve("training"), Path.of("java"), folder, folder, () -> "http://127.0.0.1:1");
        pipelines = new Pipelines(storage.database(), InstantSource.system());
        executor = new Executor(pipelines, models, settings, InstantSource.system());
        executor.start();
    }

    private void stages(String first, String second) throws IOException {
        Files.writeString(project.resolve("dvc.yaml"), """
                stages:
                  first:
                    cmd: %s
                    deps: [in.txt]
                    outs: [a.txt]
                  second:
                    cmd: %s
                    deps: [a.txt]
                    params: [say]
                    outs: [b.txt]
                """.formatted(first, second));
    }

    @AfterEach
    void close() {
        executor.close();
        storage.close();
    }

    private PipelineRun queue(JsonNode params) {
        pipelines.put("default", "demo", new PipelineDefinition(project.toString(), "late", null, null), ADA);
        PipelineRun run = pipelines.start("default", "demo", params, "test", ADA);
        executor.wake("default", "demo");
        return run;
    }

    private PipelineRun ended(PipelineRun run) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> pipelines.run(run.id()).state().ended());
        return pipelines.run(run.id());
    }

    private static List<State> states(PipelineRun run) {
        return run.stages().stream().map(PipelineRun.StageRun::state).toList();
    }

    private List<Event> events(String kind) {
        await().until(() ->
                storage.events().after(0, 1000).stream().anyMatch(e -> e.kind().equals(kind)));
        return storage.events().after(0, 1000).stream()
                .filter(e -> e.kind().equals(kind))
                .toList();
    }

    @Test
    void runsStagesOnceAndOnlyWhatChangedAgain() throws IOException {
        PipelineRun first = ended(queue(Json.object()));
        assertThat(first.problem()).isNull();
        assertThat(first.state()).isEqualTo(State.SUCCEEDED);
        assertThat(states(first)).containsExactly(State.SUCCEEDED, State.SUCCEEDED);
        assertThat(first.stages().getFirst().outs().getFirst().md5()).isEqualTo("13b5bfe96f3e2fe411c9f66f4a582adf");
        assertThat(project.resolve("b.txt")).hasContent("in");
        assertThat(executor.logs().read(first.id(), 0, 0).text()).contains("copying " + first.id());
        var all = executor.logs().read(first.id(), -1, 0);
        assertThat(executor.logs().read(first.id(), -1, all.nextOffset()).text())
                .isEmpty();
        assertThatThrownBy(() -> executor.logs().read(first.id(), -1, all.size() + 1))
                .hasMessageContaining("offset");

        PipelineRun again = ended(queue(Json.object()));
        assertThat(states(again)).containsExactly(State.CACHED, State.CACHED);

        PipelineRun changed = ended(queue(Json.object().put("say", "bye")));
        assertThat(states(changed)).containsExactly(State.CACHED, State.SUCCEEDED);
        assertThat(project.resolve("params.yaml")).hasContent("say: bye # a greeting\n");
        assertThat(events("pipeline.run_finished")).hasSize(3);
    }

    @Test
    void aFailingStageFailsTheRunAndSaysWhy() throws IOException {
        stages("cp in.txt a.txt", "echo no luck; exit 3");
        PipelineRun run = ended(queue(Json.object()));
        assertThat(run.state()).isEqualTo(State.FAILED);
        assertThat(states(run)).containsExactly(State.SUCCEEDED, State.FAILED);
        assertThat(run.problem()).contains("second", "exited with 3", "no luck");
        Event finished = events("pipeline.run_finished").getFirst();
        assertThat(finished.data().path("state").asText()).isEqualTo("FAILED");
    }

    @Test
    void cancellingEndsTheProcesses() throws Exception {
        stages("echo $$ > pid; sleep 600; cp in.txt a.txt", "cat a.txt > b.txt");
        PipelineRun run = queue(Json.object());
        PipelineRun waiting = pipelines.start("default", "demo", Json.object(), "second", ADA);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(project.resolve("pid"))
                        && !Files.readString(project.resolve("pid")).isBlank());
        long pid = Long.parseLong(Files.readString(project.resolve("pid")).strip());
        executor.cancel(waiting.id(), ADA);
        executor.cancel(run.id(), ADA);
        PipelineRun cancelled = ended(run);
        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(states(cancelled)).containsExactly(State.CANCELLED, State.CANCELLED);
        assertThat(pipelines.run(waiting.id()).state()).isEqualTo(State.CANCELLED);
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        assertThatThrownBy(() -> executor.cancel(run.id(), ADA))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("has ended: CANCELLED");
    }

    @Test
    void aRunOfAKilledServerIsFailedAndTheQueueGoesOn() throws IOException {
        pipelines.put("default", "demo", new PipelineDefinition(project.toString(), "late", null, null), ADA);
        PipelineRun killed = pipelines.start("default", "demo", Json.object(), "killed", ADA);
        assertThat(pipelines.markStarted(killed)).isTrue();
        PipelineRun queued = pipelines.start("default", "demo", Json.object(), "queued", ADA);
        executor.close();
        begin();
        assertThat(ended(killed).state()).isEqualTo(State.FAILED);
        assertThat(ended(killed).problem()).startsWith("interrupted");
        assertThat(ended(queued).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void refusesWhatCannotRun() throws IOException {
        assertThatThrownBy(() ->
                        pipelines.put("default", "demo", new PipelineDefinition("relative", "late", null, null), ADA))
                .hasMessageContaining("absolute");
        assertThatThrownBy(() -> pipelines.put(
                        "default", "demo", new PipelineDefinition(folder.toString(), "late", null, null), ADA))
                .hasMessageContaining("no dvc.yaml");
        assertThatThrownBy(() -> pipelines.put(
                        "default", "../x", new PipelineDefinition(project.toString(), "late", null, null), ADA))
                .hasMessageContaining("no name");
        Files.writeString(project.resolve("dvc.yaml"), "stages:\n  a:\n    cmd: [\n");
        assertThatThrownBy(() -> pipelines.put(
                        "default", "demo", new PipelineDefinition(project.toString(), "late", null, null), ADA))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("dvc.yaml");
        assertThatThrownBy(() -> pipelines.start("default", "none", Json.object(), "x", ADA))
                .hasMessageContaining("no pipeline 'none'");
    }
}
