package io.slipway.tracking.models;

import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MLflow's logged model calls. */
public final class LoggedModelsResource {
    private static final int MAX_RESULTS = 1000;
    private static final int USUAL_RESULTS = 100;
    private static final List<String> STATUSES =
            List.of("LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED");

    private final LoggedModels models;
    private final LoggedModelSearch search;

    public LoggedModelsResource(LoggedModels models, Database database) {
        this.models = models;
        this.search = new LoggedModelSearch(database);
    }

    record One(LoggedModel model) {}

    record Many(List<LoggedModel> models, @Nullable String nextPageToken) {}

    public void addTo(MlflowRoutes routes) {
        Permission read = Permission.EXPERIMENT_READ;
        Permission write = Permission.EXPERIMENT_WRITE;
        routes.post("logged-models", "createLoggedModel", "Begin to log a model", write, this::create);
        routes.post("logged-models/search", "searchLoggedModels", "Find logged models", read, this::search);
        routes.get(
                "logged-models/{model_id}",
                "getLoggedModel",
                "A logged model",
                read,
                (m, r) -> new One(models.get(r.workspace(), id(r), m.flagOr("allow_deleted", false))));
        routes.patch(
                "logged-models/{model_id}",
                "finishLoggedModel",
                "End the logging of a model",
                write,
                (m, r) -> new One(models.finish(
                        Caller.of(r), id(r), m.choice("status", STATUSES).orElseThrow(() -> m.missing("status")))));
        routes.delete("logged-models/{model_id}", "deleteLoggedModel", "Delete a logged model", write, (m, r) -> {
            models.delete(Caller.of(r), id(r));
            return MlflowRoutes.NOTHING;
        });
        routes.patch("logged-models/{model_id}/tags", "setLoggedModelTags", "Set tags", write, (m, r) -> {
            models.setTags(Caller.of(r), id(r), m.keyValues("tags"));
            return MlflowRoutes.NOTHING;
        });
        routes.delete("logged-models/{model_id}/tags/{key}", "deleteLoggedModelTag", "Delete a tag", write, (m, r) -> {
            models.deleteTag(Caller.of(r), id(r), r.path("key"));
            return MlflowRoutes.NOTHING;
        });
        routes.post("logged-models/{model_id}/params", "logLoggedModelParams", "Log params", write, (m, r) -> {
            models.logParams(Caller.of(r), id(r), m.keyValues("params"));
            return MlflowRoutes.NOTHING;
        });
    }

    private static String id(Request request) {
        return request.path("model_id");
    }

    private Object create(Message message, Request request) {
        var wanted = new LoggedModels.NewModel(
                message.text("experiment_id"),
                message.textOr("name", ""),
                message.textOr("model_type", ""),
                message.textOr("source_run_id", ""),
                message.keyValues("params"),
                message.keyValues("tags"));
        return new One(models.create(Caller.of(request), wanted));
    }

    private Object search(Message message, Request request) {
        List<String> experiments = message.texts("experiment_ids");
        if (experiments.isEmpty()) {
            throw message.missing("experiment_ids");
        }
        var question = new LoggedModelSearch.Question(
                request.workspace(),
                experiments,
                message.textOr("filter", ""),
                message.messages("datasets").stream()
                        .map(d -> new LoggedModelSearch.DatasetFilter(
                                d.text("dataset_name"), d.textOr("dataset_digest", "")))
                        .toList(),
                message.messages("order_by").stream()
                        .map(o -> new LoggedModelSearch.OrderBy(
                                o.text("field_name"),
                                o.flagOr("ascending", true),
                                o.textOr("dataset_name", ""),
                                o.textOr("dataset_digest", "")))
                        .toList());
        long max = message.integerOr("max_results", 0);
        if (max < 0 || max > MAX_RESULTS) {
            throw SlipwayException.invalid("Invalid value " + max
                    + " for parameter 'max_results' supplied: It must be at most " + MAX_RESULTS + ".");
        }
        Page<LoggedModel> page =
                search.search(question, max == 0 ? USUAL_RESULTS : (int) max, message.textOr("page_token", ""));
        return new Many(page.items(), page.nextToken());
    }
}
