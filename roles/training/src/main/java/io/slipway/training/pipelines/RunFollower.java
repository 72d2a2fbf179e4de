package io.slipway.training.pipelines;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.pipeline.ReproListener;
import io.slipway.data.dvc.pipeline.Stage;
import io.slipway.training.pipelines.PipelineRun.StageRun;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps the states and logs of a run's stages while the engine works. */
final class RunFollower implements ReproListener {
    private final String runId;
    private final Pipelines pipelines;
    private final RunLogs.Writer log;
    private final InstantSource clock;
    private final BooleanSupplier cancelled;
    private final Map<Stage, Integer> positions = new HashMap<>();
    private final Map<Stage, Long> started = new HashMap<>();

    RunFollower(String runId, Pipelines pipelines, RunLogs.Writer log, InstantSource clock, BooleanSupplier cancelled) {
        this.runId = runId;
        this.pipelines = pipelines;
        this.log = log;
        this.clock = clock;
        this.cancelled = cancelled;
    }

    @Override
    public void planned(List<Stage> stages) {
        for (Stage stage : stages) {
            if (!stage.isData()) {
                positions.put(stage, positions.size());
                put(stage, State.QUEUED, null);
            }
        }
    }

    @Override
    public void stageStarted(Stage stage) {
        started.put(stage, clock.millis());
        put(stage, State.RUNNING, null);
    }

    @Override
    public void stageCached(Stage stage, boolean restored) {
        put(stage, State.CACHED, null);
    }

    @Override
    public void stageFinished(Stage stage) {
        put(stage, State.SUCCEEDED, null);
    }

    @Override
    public void stageFailed(Stage stage, DvcException failure) {
        log.line(positions.getOrDefault(stage, -1), failure.text());
        put(stage, cancelled.getAsBoolean() ? State.CANCELLED : State.FAILED, failure.text());
    }

    @Override
    public void line(Stage stage, String line) {
        log.line(positions.getOrDefault(stage, -1), line);
    }

    @Override
    public void message(String text) {
        log.line(-1, text);
    }

    private void put(Stage stage, State state, @Nullable String problem) {
        Integer position = positions.get(stage);
        if (position == null) {
            return;
        }
        LockEntries files = LockEntries.of(stage);
        pipelines.put(
                runId,
                new StageRun(
                        position,
                        stage.address(),
                        state,
                        started.get(stage),
                        state.ended() ? clock.millis() : null,
                        files.deps(),
                        files.outs(),
                        problem));
    }
}
