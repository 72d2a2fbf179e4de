package io.slipway.training.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pipelines and their runs over HTTP. */
public final class PipelinesResource {
    private static final String API = "/api/slipway/v1";
    private static final int PAGE = 100;

    private final Pipelines pipelines;
    private final Executor executor;

    public PipelinesResource(Pipelines pipelines, Executor executor) {
        this.pipelines = pipelines;
        this.executor = executor;
    }

    public void addTo(EndpointTable table) {
        // Whoever declares a pipeline chooses commands that the server runs.
        table.put(API + "/pipelines/{name}", "putPipeline", "Declare a pipeline")
                .needs(Permission.ADMIN)
                .limits(Limits.SMALL)
                .takes(PipelineDefinition.class)
                .answers(PipelineView.class)
                .by(r -> Response.json(view(
                        pipelines.put(r.workspace(), r.path("name"), r.json(PipelineDefinition.class), r.actor()))));
        table.get(API + "/pipelines", "listPipelines", "Pipelines with their newest run")
                .needs(Permission.PIPELINE_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(PipelineList.class)
                .by(r -> Response.json(new PipelineList(
                        pipelines.all(r.workspace()).stream().map(this::view).toList())));
        table.get(API + "/pipelines/{name}", "getPipeline", "A pipeline with its newest run")
                .needs(Permission.PIPELINE_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(PipelineView.class)
                .by(r -> Response.json(view(pipelines.get(r.workspace(), r.path("name")))));
        runs(table);
    }

    private void runs(EndpointTable table) {
        table.post(API + "/pipelines/{name}/runs", "startPipelineRun", "Queue a run")
                .needs(Permission.PIPELINE_RUN)
                .limits(Limits.SMALL)
                .takes(StartRun.class)
                .answers(PipelineRun.class)
                .by(this::start);
        table.get(API + "/pipelines/{name}/runs", "listPipelineRuns", "Runs, newest first")
                .needs(Permission.PIPELINE_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(RunList.class)
                .by(this::list);
        table.get(API + "/pipeline-runs/{id}", "getPipelineRun", "A run with its stages")
                .needs(Permission.PIPELINE_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(PipelineRun.class)
                .by(r -> Response.json(visible(r)));
        table.get(API + "/pipeline-runs/{id}/log", "getPipelineRunLog", "What a stage, or the whole run, has printed")
                .needs(Permission.PIPELINE_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(RunLogs.Part.class)
                .by(this::log);
        table.post(API + "/pipeline-runs/{id}/cancel", "cancelPipelineRun", "Stop a run and its processes")
                .needs(Permission.PIPELINE_RUN)
                .limits(Limits.SMALL)
                .takesBytes()
                .answers(PipelineRun.class)
                .by(r -> {
                    executor.cancel(visible(r).id(), r.actor());
                    return Response.json(pipelines.run(r.path("id")));
                });
    }

    /** @param params dotted parameter → value; left out: as params.yaml says */
    record StartRun(@Nullable JsonNode params, @Nullable String reason) {}

    record PipelineView(
            String name,
            String project,
            String model,
            PipelineDefinition.@Nullable Promotion promotion,
            PipelineDefinition.@Nullable Retrain retrain,
            long created,
            long updated,
            @Nullable PipelineRun lastRun) {}

    record PipelineList(List<PipelineView> pipelines) {}

    record RunList(List<PipelineRun> runs, @Nullable String nextPageToken) {}

    private PipelineView view(Pipeline pipeline) {
        List<PipelineRun> newest = pipelines.runs(pipeline.workspace(), pipeline.name(), null, 1);
        PipelineDefinition d = pipeline.definition();
        return new PipelineView(
                pipeline.name(),
                d.project(),
                d.model(),
                d.promotion(),
                d.retrain(),
                pipeline.created(),
                pipeline.updated(),
                newest.isEmpty() ? null : newest.getFirst());
    }

    private Response start(Request request) {
        StartRun start = request.jsonLenient(StartRun.class);
        JsonNode params = start.params() == null ? Json.object() : start.params();
        String reason = start.reason() == null ? "started by hand" : start.reason();
        PipelineRun run = pipelines.start(request.workspace(), request.path("name"), params, reason, request.actor());
        executor.wake(run.workspace(), run.pipeline());
        return Response.json(run);
    }

    private Response list(Request request) {
        Pipeline pipeline = pipelines.get(request.workspace(), request.path("name"));
        List<PipelineRun> runs = pipelines.runs(
                pipeline.workspace(),
                pipeline.name(),
                request.query("page_token").orElse(null),
                PAGE);
        return Response.json(
                new RunList(runs, runs.size() == PAGE ? runs.getLast().id() : null));
    }

    private PipelineRun visible(Request request) {
        PipelineRun run = pipelines.run(request.path("id"));
        if (!run.workspace().equals(request.workspace())) {
            throw SlipwayException.notFound("no pipeline run '" + run.id() + "'");
        }
        return run;
    }

    private Response log(Request request) throws IOException {
        PipelineRun run = visible(request);
        int position = request.query("stage")
                .filter(s -> !s.isEmpty())
                .map(name -> position(run, name))
                .orElse(-1);
        return Response.json(executor.logs().read(run.id(), position, offset(request)));
    }

    private static int position(PipelineRun run, String stage) {
        return run.stages().stream()
                .filter(s -> s.name().equals(stage))
                .mapToInt(PipelineRun.StageRun::position)
                .findFirst()
                .orElseThrow(() -> SlipwayException.notFound("the run has no stage '" + stage + "'; it has "
                        + run.stages().stream().map(PipelineRun.StageRun::name).toList()));
    }

    private static long offset(Request request) {
        String text = request.query("offset").orElse("0");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw SlipwayException.invalid("offset must be a number of bytes, is '" + text + "'");
        }
    }
}
