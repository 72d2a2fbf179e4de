package io.slipway.training.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import io.slipway.training.pipelines.PipelineRun.FilePart;
import io.slipway.training.pipelines.PipelineRun.StageRun;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of pipelines, runs and stages. */
final class PipelinesSql {
    private static final String PIPELINE = "SELECT workspace, name, definition, created, updated FROM pipelines ";
    private static final String RUN = "SELECT id, workspace, pipeline, state, reason, actor, params, created, started,"
            + " finished, model, model_version, problem FROM pipeline_runs ";

    private PipelinesSql() {}

    static List<Pipeline> pipelines(Query query, String workspace) {
        return query.list(PIPELINE + "WHERE workspace = ? ORDER BY name", PipelinesSql::pipeline, workspace);
    }

    static Optional<Pipeline> pipeline(Query query, String workspace, String name) {
        return query.one(PIPELINE + "WHERE workspace = ? AND name = ?", PipelinesSql::pipeline, workspace, name);
    }

    private static Pipeline pipeline(Row row) {
        return new Pipeline(
                row.text(1),
                row.text(2),
                Json.read(row.text(3), PipelineDefinition.class),
                row.integer(4),
                row.integer(5));
    }

    static void put(Tx tx, String workspace, String name, PipelineDefinition definition, long now) {
        tx.update(
                "INSERT INTO pipelines (workspace, name, definition, created, updated) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (workspace, name) DO UPDATE SET definition = excluded.definition,"
                        + " updated = excluded.updated",
                workspace,
                name,
                Json.write(definition),
                now,
                now);
    }

    static void insert(Tx tx, PipelineRun run) {
        tx.update(
                "INSERT INTO pipeline_runs (id, workspace, pipeline, state, reason, actor, params, created, model)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                run.id(),
                run.workspace(),
                run.pipeline(),
                run.state().name(),
                run.reason(),
                run.actor(),
                run.params().toString(),
                run.created(),
                run.model());
    }

    static void started(Tx tx, String id, long now) {
        tx.update("UPDATE pipeline_runs SET state = 'RUNNING', started = ? WHERE id = ?", now, id);
    }

    static void ended(Tx tx, String id, State state, long now, @Nullable Integer version, @Nullable String problem) {
        tx.update(
                "UPDATE pipeline_runs SET state = ?, finished = ?, model_version = ?, problem = ? WHERE id = ?",
                state.name(),
                now,
                version,
                problem,
                id);
    }

    static Optional<PipelineRun> run(Query query, String id) {
        return query.one(RUN + "WHERE id = ?", PipelinesSql::run, id).map(run -> withStages(query, run));
    }

    /** Newest first, without stages. @param before only runs older than this id; null for the newest */
    static List<PipelineRun> runs(Query query, String workspace, String pipeline, @Nullable String before, int limit) {
        return query.list(
                RUN + "WHERE workspace = ? AND pipeline = ? AND id < ? ORDER BY id DESC LIMIT " + limit,
                PipelinesSql::run,
                workspace,
                pipeline,
                before == null ? "~" : before);
    }

    /** Oldest first, of all workspaces. */
    static List<PipelineRun> inState(Query query, State state) {
        return query.list(RUN + "WHERE state = ? ORDER BY id", PipelinesSql::run, state.name());
    }

    static Optional<PipelineRun> nextQueued(Query query, String workspace, String pipeline) {
        return query.one(
                RUN + "WHERE workspace = ? AND pipeline = ? AND state = 'QUEUED' ORDER BY id LIMIT 1",
                PipelinesSql::run,
                workspace,
                pipeline);
    }

    private static PipelineRun run(Row row) {
        Long version = row.integerOrNull(12);
        return new PipelineRun(
                row.text(1),
                row.text(2),
                row.text(3),
                State.valueOf(row.text(4)),
                row.text(5),
                row.text(6),
                Json.parse(row.text(7)),
                row.integer(8),
                row.integerOrNull(9),
                row.integerOrNull(10),
                row.text(11),
                version == null ? null : Math.toIntExact(version),
                row.textOrNull(13),
                List.of());
    }

    private static PipelineRun withStages(Query query, PipelineRun run) {
        return new PipelineRun(
                run.id(),
                run.workspace(),
                run.pipeline(),
                run.state(),
                run.reason(),
                run.actor(),
                run.params(),
                run.created(),
                run.started(),
                run.finished(),
                run.model(),
                run.modelVersion(),
                run.problem(),
                stages(query, run.id()));
    }

    static List<StageRun> stages(Query query, String runId) {
        return query.list(
                "SELECT position, name, state, started, finished, deps, outs, problem FROM pipeline_stages"
                        + " WHERE run_id = ? ORDER BY position",
                row -> new StageRun(
                        Math.toIntExact(row.integer(1)),
                        row.text(2),
                        State.valueOf(row.text(3)),
                        row.integerOrNull(4),
                        row.integerOrNull(5),
                        parts(row.text(6)),
                        parts(row.text(7)),
                        row.textOrNull(8)),
                runId);
    }

    static void put(Tx tx, String runId, StageRun stage) {
        tx.update(
                "INSERT INTO pipeline_stages (run_id, position, name, state, started, finished, deps, outs, problem)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id, position) DO UPDATE SET"
                        + " state = excluded.state, started = excluded.started, finished = excluded.finished,"
                        + " deps = excluded.deps, outs = excluded.outs, problem = excluded.problem",
                runId,
                stage.position(),
                stage.name(),
                stage.state().name(),
                stage.started(),
                stage.finished(),
                Json.write(stage.deps()),
                Json.write(stage.outs()),
                stage.problem());
    }

    /** Stages that will not run any more, of a run that has ended. */
    static void closeStages(Tx tx, String runId, State running, long now, @Nullable String problem) {
        tx.update(
                "UPDATE pipeline_stages SET state = ?, finished = ?, problem = ? WHERE run_id = ? AND state = 'RUNNING'",
                running.name(),
                now,
                problem,
                runId);
        tx.update("UPDATE pipeline_stages SET state = 'CANCELLED' WHERE run_id = ? AND state = 'QUEUED'", runId);
    }

    private static List<FilePart> parts(String json) {
        try {
            return Json.strict().readValue(json, new TypeReference<List<FilePart>>() {});
        } catch (JsonProcessingException e) {
            throw new SlipwayException(ErrorCode.DATA_CORRUPT, "the files of a pipeline stage cannot be read", e);
        }
    }
}
