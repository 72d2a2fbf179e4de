package io.slipway.tracking.runs;

import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Page;
import io.slipway.storage.Database;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import io.slipway.tracking.wire.ViewTypes;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** MLflow's run calls. */
public final class RunsResource {
    private static final int MAX_RESULTS = 50_000;
    private static final List<String> STATUSES = List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

    private final Runs runs;
    private final RunLog log;
    private final RunSearch search;
    private final RunInputs inputs;
    private final MetricsResource metrics;
    private final Samples samples = new Samples();

    public RunsResource(Database database, InstantSource clock) {
        var keys = new KeyIds();
        var fresh = new FreshPoints(database);
        this.runs = new Runs(database, clock, keys, fresh);
        this.log = new RunLog(database, keys, fresh, samples);
        this.search = new RunSearch(database, keys);
        this.inputs = new RunInputs(database, keys);
        this.metrics = new MetricsResource(new MetricHistory(database, keys, fresh, samples));
    }

    public Runs runs() {
        return runs;
    }

    public Samples samples() {
        return samples;
    }

    record One(Run run) {}

    record Datasets(List<RunInputs.Summary> datasetSummaries) {}

    record Updated(Run.Info runInfo) {}

    record Many(List<Run> runs, @Nullable String nextPageToken) {}

    public void addTo(MlflowRoutes routes) {
        Permission read = Permission.EXPERIMENT_READ;
        Permission write = Permission.EXPERIMENT_WRITE;
        routes.post("runs/create", "createRun", "Start a run", write, this::create);
        routes.get("runs/get", "getRun", "A run", read, (m, r) -> new One(runs.get(r.workspace(), runId(m))));
        routes.post("runs/update", "updateRun", "End or rename a run", write, this::update);
        routes.post("runs/delete", "deleteRun", "Delete a run", write, (m, r) -> {
            runs.delete(Caller.of(r), runId(m));
            return MlflowRoutes.NOTHING;
        });
        routes.post("runs/restore", "restoreRun", "Bring a deleted run back", write, (m, r) -> {
            runs.restore(Caller.of(r), runId(m));
            return MlflowRoutes.NOTHING;
        });
        routes.post("runs/search", "searchRuns", "Find runs", read, this::search);
        routes.post(
                "runs/log-metric",
                "logMetric",
                "Log one point of a metric",
                write,
                (m, r) -> log(r, m, message -> RunLog.Batch.of(metric(message))));
        routes.post(
                "runs/log-parameter",
                "logParam",
                "Log a param",
                write,
                (m, r) -> log(r, m, message -> RunLog.Batch.ofParam(keyValue(message))));
        routes.post(
                "runs/set-tag",
                "setTag",
                "Set a tag",
                write,
                (m, r) -> log(r, m, message -> RunLog.Batch.ofTag(keyValue(message))));
        routes.post("runs/delete-tag", "deleteTag", "Delete a tag", write, (m, r) -> {
            runs.deleteTag(Caller.of(r), runId(m), m.text("key"));
            return MlflowRoutes.NOTHING;
        });
        routes.post(
                "runs/log-batch",
                "logBatch",
                "Log metrics, params and tags together",
                write,
                (m, r) -> log(r, m, RunsResource::batch));
        routes.post("runs/log-model", "logModel", "Note a model of an old client", write, (m, r) -> {
            inputs.recordModel(Caller.of(r), runId(m), m.text("model_json"));
            return MlflowRoutes.NOTHING;
        });
        routes.post("runs/log-inputs", "logInputs", "Note the datasets and models a run read", write, this::logInputs);
        routes.post("runs/outputs", "logOutputs", "Note the models a run made", write, this::logOutputs);
        routes.post(
                "experiments/search-datasets",
                "searchLoggedDatasets",
                "The datasets that runs of experiments read",
                read,
                (m, r) -> new Datasets(inputs.datasets(r.workspace(), m.texts("experiment_ids"))));
        metrics.addTo(routes);
    }

    private static String runId(Message message) {
        return message.textOfEither("run_id", "run_uuid");
    }

    private Object create(Message message, Request request) {
        var wanted = new Runs.NewRun(
                message.textOr("experiment_id", "0"),
                message.textOr("user_id", ""),
                message.integerOr("start_time", 0),
                message.textOr("run_name", ""),
                message.anyKeyValues("tags"));
        return new One(runs.create(Caller.of(request), wanted));
    }

    private Object update(Message message, Request request) {
        var change = new Runs.Change(
                message.choice("status", STATUSES).orElse(null),
                message.integer("end_time").orElse(null),
                message.textOrNull("run_name"));
        return new Updated(runs.update(Caller.of(request), runId(message), change));
    }

    private Object search(Message message, Request request) {
        var question = new RunSearch.Question(
                request.workspace(),
                message.texts("experiment_ids"),
                message.textOr("filter", ""),
                message.texts("order_by"),
                ViewTypes.lifecycles(message, "run_view_type"));
        Page<Run> page = search.search(question, message.pageSize(1000, MAX_RESULTS), message.textOr("page_token", ""));
        return new Many(page.items(), page.nextToken());
    }

    /** The run's id is read first, so that of several wrong fields it is the one that the answer names. */
    private Object log(Request request, Message message, Function<Message, RunLog.Batch> batch) {
        String run = runId(message);
        log.log(Caller.of(request), run, batch.apply(message));
        return MlflowRoutes.NOTHING;
    }

    private static KeyValue keyValue(Message message) {
        return new KeyValue(message.text("key"), message.textOr("value", ""));
    }

    private static Metric metric(Message message) {
        return new Metric(
                message.text("key"),
                message.real("value"),
                message.requiredInteger("timestamp"),
                message.integerOr("step", 0),
                message.textOrNull("model_id"),
                message.textOrNull("dataset_name"),
                message.textOrNull("dataset_digest"),
                null);
    }

    private static RunLog.Batch batch(Message message) {
        return new RunLog.Batch(
                message.messages("metrics").stream().map(RunsResource::metric).toList(),
                message.keyValues("params"),
                message.keyValues("tags"),
                false);
    }

    private Object logInputs(Message message, Request request) {
        List<Run.DatasetInput> datasets = message.messages("datasets").stream()
                .map(RunsResource::datasetInput)
                .toList();
        List<Run.ModelInput> models = message.messages("models").stream()
                .map(m -> new Run.ModelInput(m.text("model_id")))
                .toList();
        inputs.logInputs(Caller.of(request), runId(message), datasets, models);
        return MlflowRoutes.NOTHING;
    }

    private static Run.DatasetInput datasetInput(Message message) {
        Message dataset = message.message("dataset");
        return new Run.DatasetInput(
                message.keyValues("tags"),
                new Run.Dataset(
                        dataset.text("name"),
                        dataset.text("digest"),
                        dataset.text("source_type"),
                        dataset.text("source"),
                        dataset.textOrNull("schema"),
                        dataset.textOrNull("profile")));
    }

    private Object logOutputs(Message message, Request request) {
        if (!message.has("models")) {
            throw message.missing("models");
        }
        List<Run.ModelOutput> models = message.messages("models").stream()
                .map(m -> new Run.ModelOutput(m.text("model_id"), m.integerOr("step", 0)))
                .toList();
        inputs.logOutputs(Caller.of(request), runId(message), models);
        return MlflowRoutes.NOTHING;
    }
}
