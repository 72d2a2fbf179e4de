package io.slipway.tracking.experiments;

import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Page;
import io.slipway.storage.Database;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import io.slipway.tracking.wire.ViewTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MLflow's experiment calls. */
public final class ExperimentsResource {
    private static final int MAX_RESULTS = 50_000;

    private final Experiments experiments;
    private final ExperimentSearch search;

    public ExperimentsResource(Experiments experiments, Database database) {
        this.experiments = experiments;
        this.search = new ExperimentSearch(database);
    }

    record Created(String experimentId) {}

    record One(Experiment experiment) {}

    record Many(List<Experiment> experiments, @Nullable String nextPageToken) {}

    public void addTo(MlflowRoutes routes) {
        Permission read = Permission.EXPERIMENT_READ;
        Permission write = Permission.EXPERIMENT_WRITE;
        routes.post("experiments/create", "createExperiment", "Create an experiment", write, this::create);
        routes.get("experiments/get", "getExperiment", "An experiment by its id", read, this::get);
        routes.get(
                "experiments/get-by-name",
                "getExperimentByName",
                "An experiment by its name",
                read,
                (m, r) -> new One(experiments.getByName(r.workspace(), m.text("experiment_name"))));
        routes.get("experiments/search", "searchExperiments", "Find experiments", read, this::search);
        routes.post("experiments/search", "searchExperimentsByPost", "Find experiments", read, this::search);
        routes.post("experiments/update", "renameExperiment", "Rename an experiment", write, this::rename);
        routes.post("experiments/delete", "deleteExperiment", "Delete an experiment", write, (m, r) -> {
            experiments.delete(Caller.of(r), m.text("experiment_id"));
            return MlflowRoutes.NOTHING;
        });
        routes.post("experiments/restore", "restoreExperiment", "Bring a deleted experiment back", write, (m, r) -> {
            experiments.restore(Caller.of(r), m.text("experiment_id"));
            return MlflowRoutes.NOTHING;
        });
        routes.post("experiments/set-experiment-tag", "setExperimentTag", "Set a tag", write, this::setTag);
        routes.post("experiments/delete-experiment-tag", "deleteExperimentTag", "Delete a tag", write, (m, r) -> {
            experiments.deleteTag(Caller.of(r), m.text("experiment_id"), m.text("key"));
            return MlflowRoutes.NOTHING;
        });
    }

    private Object create(Message message, Request request) {
        long id = experiments.create(
                Caller.of(request),
                message.text("name"),
                message.textOr("artifact_location", ""),
                message.anyKeyValues("tags"));
        return new Created(Long.toString(id));
    }

    private Object get(Message message, Request request) {
        return new One(experiments.get(request.workspace(), message.text("experiment_id")));
    }

    private Object search(Message message, Request request) {
        var question = new ExperimentSearch.Question(
                request.workspace(),
                message.textOr("filter", ""),
                message.texts("order_by"),
                ViewTypes.lifecycles(message, "view_type"));
        Page<Experiment> page =
                search.search(question, message.pageSize(1000, MAX_RESULTS), message.textOr("page_token", ""));
        return new Many(page.items(), page.nextToken());
    }

    private Object rename(Message message, Request request) {
        experiments.rename(Caller.of(request), message.text("experiment_id"), message.text("new_name"));
        return MlflowRoutes.NOTHING;
    }

    private Object setTag(Message message, Request request) {
        var tag = new KeyValue(message.text("key"), message.textOr("value", ""));
        experiments.setTag(Caller.of(request), message.text("experiment_id"), tag);
        return MlflowRoutes.NOTHING;
    }
}
