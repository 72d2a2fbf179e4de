package io.slipway.training.pipelines;

import io.slipway.data.api.Datasets;
import io.slipway.data.api.NewDatasetVersion;
import io.slipway.kernel.Actor;
import io.slipway.kernel.Event;
import io.slipway.training.pipelines.PipelineRun.FilePart;
import io.slipway.training.pipelines.PipelineRun.StageRun;
import java.util.ArrayList;
import java.util.List;

/** Records what a run read and wrote as dataset versions, named {@code <pipeline>/<path>}, by DVC's hash. */
public final class RunDatasets {
    private static final Actor ACTOR = Actor.system("training");

    private final Pipelines pipelines;
    private final Datasets datasets;

    public RunDatasets(Pipelines pipelines, Datasets datasets) {
        this.pipelines = pipelines;
        this.datasets = datasets;
    }

    /** Handles {@code pipeline.run_finished}; a version that is known already stays as it is. */
    public void runFinished(Event finished) {
        PipelineRun run = pipelines.run(finished.data().path("pipeline_run").asText());
        for (StageRun stage : run.stages()) {
            if (stage.state() == State.SUCCEEDED || stage.state() == State.CACHED) {
                List<FilePart> parts = new ArrayList<>(stage.deps());
                parts.addAll(stage.outs());
                parts.stream().filter(RunDatasets::isData).forEach(part -> record(run, part));
            }
        }
    }

    /** Code and small reports are no datasets. */
    private static boolean isData(FilePart part) {
        return part.md5() != null && part.path().startsWith("data/");
    }

    private void record(PipelineRun run, FilePart part) {
        datasets.record(
                run.workspace(),
                run.pipeline() + "/" + part.path(),
                new NewDatasetVersion(
                        String.valueOf(part.md5()),
                        part.size(),
                        null,
                        null,
                        part.path(),
                        "pipeline run " + run.id(),
                        null,
                        null),
                ACTOR);
    }
}
