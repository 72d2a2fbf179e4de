package io.slipway.training.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.data.dvc.error.DvcException;
import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Ids;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Declared pipelines and their runs: what is known, and what is asked for. The executor does it. */
public final class Pipelines {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int MAX_PARAMS = 100;
    private static final int MAX_REASON = 1000;

    private final Database database;
    private final InstantSource clock;

    public Pipelines(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Makes the pipeline what {@code definition} says; the same definition again changes nothing. */
    Pipeline put(String workspace, String name, PipelineDefinition definition, Actor actor) {
        if (!NAME.matcher(name).matches()) {
            throw SlipwayException.invalid(
                    "'" + name + "' is no name for a pipeline: letters, digits, dot, dash and underscore, at most 100");
        }
        definition.check();
        try (var project = io.slipway.data.dvc.Pipeline.load(definition.folder())) {
            project.stages();
        } catch (DvcException e) {
            throw SlipwayException.invalid("project '" + definition.project() + "': " + e.text());
        } catch (IOException e) {
            throw new SlipwayException(
                    ErrorCode.INVALID_ARGUMENT, "project '" + definition.project() + "' cannot be read", e);
        }
        return database.write(tx -> {
            Optional<Pipeline> before = PipelinesSql.pipeline(tx, workspace, name);
            if (before.isPresent() && before.get().definition().equals(definition)) {
                return before.get();
            }
            PipelinesSql.put(tx, workspace, name, definition, clock.millis());
            ObjectNode data = Json.object();
            before.ifPresent(b -> data.set("before", Json.tree(b.definition())));
            data.set("after", Json.tree(definition));
            tx.emit(new NewEvent("pipeline.configured", "pipelines/" + name, actor, workspace, data));
            return PipelinesSql.pipeline(tx, workspace, name).orElseThrow();
        });
    }

    public List<Pipeline> all(String workspace) {
        return database.read(q -> PipelinesSql.pipelines(q, workspace));
    }

    /** @throws SlipwayException NOT_FOUND naming those that exist */
    public Pipeline get(String workspace, String name) {
        return database.read(q -> PipelinesSql.pipeline(q, workspace, name))
                .orElseThrow(() -> SlipwayException.notFound("no pipeline '" + name + "'; there are "
                        + all(workspace).stream().map(Pipeline::name).toList()));
    }

    /** Queues a run. @param params dotted parameter of params.yaml → value */
    PipelineRun start(String workspace, String name, JsonNode params, String reason, Actor actor) {
        Pipeline pipeline = get(workspace, name);
        return database.write(tx -> enqueue(tx, pipeline, params, reason, actor));
    }

    /** The same inside a transaction that does more. */
    public PipelineRun enqueue(Tx tx, Pipeline pipeline, JsonNode params, String reason, Actor actor) {
        if (!params.isObject() || params.size() > MAX_PARAMS) {
            throw SlipwayException.invalid("params must be an object of at most " + MAX_PARAMS + " parameters");
        }
        if (reason.length() > MAX_REASON) {
            throw SlipwayException.invalid("reason is longer than " + MAX_REASON + " characters");
        }
        long now = clock.millis();
        var run = new PipelineRun(
                Ids.uuid7(now),
                pipeline.workspace(),
                pipeline.name(),
                State.QUEUED,
                reason,
                actor.toString(),
                params,
                now,
                null,
                null,
                pipeline.definition().model(),
                null,
                null,
                List.of());
        PipelinesSql.insert(tx, run);
        return run;
    }

    /** Newest first. @param before only runs older than this id, or null */
    public List<PipelineRun> runs(String workspace, String pipeline, @Nullable String before, int limit) {
        return database.read(q -> PipelinesSql.runs(q, workspace, pipeline, before, limit));
    }

    /** With its stages. @throws SlipwayException NOT_FOUND */
    public PipelineRun run(String id) {
        return find(id).orElseThrow(() -> SlipwayException.notFound("no pipeline run '" + id + "'"));
    }

    public Optional<PipelineRun> find(String id) {
        return database.read(q -> PipelinesSql.run(q, id));
    }

    List<PipelineRun> inState(State state) {
        return database.read(q -> PipelinesSql.inState(q, state));
    }

    Optional<PipelineRun> nextQueued(String workspace, String pipeline) {
        return database.read(q -> PipelinesSql.nextQueued(q, workspace, pipeline));
    }

    /** False if the run was cancelled meanwhile. */
    boolean markStarted(PipelineRun run) {
        return database.write(tx -> {
            if (PipelinesSql.run(tx, run.id())
                    .filter(r -> r.state() == State.QUEUED)
                    .isEmpty()) {
                return false;
            }
            PipelinesSql.started(tx, run.id(), clock.millis());
            ObjectNode data = about(run);
            data.set("params", run.params());
            tx.emit(event("pipeline.run_started", run, Actor.system("training"), data.put("reason", run.reason())));
            return true;
        });
    }

    void put(String runId, PipelineRun.StageRun stage) {
        database.write(tx -> {
            PipelinesSql.put(tx, runId, stage);
            return true;
        });
    }

    /** Ends a run that has not ended yet; false if it had. */
    boolean markEnded(PipelineRun run, State state, @Nullable Integer version, @Nullable String problem, Actor actor) {
        return database.write(tx -> {
            Optional<PipelineRun> now = PipelinesSql.run(tx, run.id());
            if (now.isEmpty() || now.get().state().ended()) {
                return false;
            }
            long time = clock.millis();
            PipelinesSql.ended(tx, run.id(), state, time, version, problem);
            PipelinesSql.closeStages(tx, run.id(), state, time, problem);
            ObjectNode data = about(run).put("state", state.name());
            Long started = now.get().started();
            if (started != null) {
                data.put("millis", time - started);
            }
            if (version != null) {
                data.put("model_version", version);
            }
            if (problem != null) {
                data.put("problem", problem);
            }
            ObjectNode stages = data.putObject("stages");
            PipelinesSql.stages(tx, run.id())
                    .forEach(s -> stages.put(s.name(), s.state().name()));
            tx.emit(event("pipeline.run_finished", run, actor, data));
            return true;
        });
    }

    private static ObjectNode about(PipelineRun run) {
        return Json.object()
                .put("pipeline", run.pipeline())
                .put("pipeline_run", run.id())
                .put("model", run.model());
    }

    private static NewEvent event(String kind, PipelineRun run, Actor actor, JsonNode data) {
        return new NewEvent(kind, "pipelines/" + run.pipeline(), actor, run.workspace(), data);
    }
}
