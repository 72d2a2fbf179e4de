package io.slipway.tracking.evaluation;

import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Json;
import io.slipway.kernel.Page;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MLflow's calls for evaluation datasets. */
final class EvaluationDatasetsResource {
    private static final String ALL = "3.0/mlflow/datasets";
    private static final String ONE = ALL + "/{dataset_id}";
    private static final int USUAL_RESULTS = 1000;
    private static final int MAX_RESULTS = 50_000;

    private final EvaluationDatasets datasets;
    private final EvaluationRecords records;
    private final EvaluationDatasetSearch search;

    EvaluationDatasetsResource(EvaluationDatasets datasets, EvaluationRecords records, EvaluationDatasetSearch search) {
        this.datasets = datasets;
        this.records = records;
        this.search = search;
    }

    record Many(List<EvaluationDataset> datasets, @Nullable String nextPageToken) {}

    void addTo(MlflowRoutes routes) {
        Permission read = Permission.EXPERIMENT_READ;
        Permission write = Permission.EXPERIMENT_WRITE;
        String what = "Find evaluation datasets";
        routes.json(Method.POST, ALL + "/create", "createEvaluationDataset", "Create one", write, this::create);
        routes.json(Method.POST, ALL + "/search", "searchEvaluationDatasets", what, read, this::search);
        routes.json(Method.GET, ALL + "/search", "searchEvaluationDatasetsByGet", what, read, this::search);
        routes.json(
                Method.GET,
                ONE,
                "getEvaluationDataset",
                "An evaluation dataset",
                read,
                (m, r) -> one(datasets.get(r.workspace(), id(r))));
        routes.json(Method.DELETE, ONE, "deleteEvaluationDataset", "Delete one with its records", write, (m, r) -> {
            datasets.delete(Caller.of(r), id(r));
            return MlflowRoutes.NOTHING;
        });
        routes.json(Method.PATCH, ONE + "/tags", "setEvaluationDatasetTags", "Set tags", write, (m, r) -> {
            datasets.setTags(Caller.of(r), id(r), EvaluationDatasets.tags(m.text("tags")));
            return MlflowRoutes.NOTHING;
        });
        routes.json(Method.DELETE, ONE + "/tags/{key}", "deleteEvaluationDatasetTag", "Delete a tag", write, (m, r) -> {
            datasets.deleteTag(Caller.of(r), id(r), r.path("key"));
            return MlflowRoutes.NOTHING;
        });
        recordRoutes(routes, read, write);
        experimentRoutes(routes, read, write);
    }

    private void recordRoutes(MlflowRoutes routes, Permission read, Permission write) {
        String path = ONE + "/records";
        routes.json(Method.GET, path, "getEvaluationRecords", "Records of a dataset", read, this::page);
        routes.json(
                Method.POST,
                path,
                "putEvaluationRecords",
                "Add records, or change those with the same inputs",
                write,
                (m, r) -> records.put(Caller.of(r), id(r), m.text("records")));
        routes.json(
                Method.DELETE,
                path,
                "deleteEvaluationRecords",
                "Delete records",
                write,
                (m, r) -> Map.of("deleted_count", records.delete(Caller.of(r), id(r), m.list("dataset_record_ids"))));
    }

    private void experimentRoutes(MlflowRoutes routes, Permission read, Permission write) {
        routes.json(
                Method.GET,
                ONE + "/experiment-ids",
                "getEvaluationDatasetExperiments",
                "Experiments that use a dataset",
                read,
                (m, r) -> new Experiments(datasets.experiments(r.workspace(), id(r))));
        routes.json(
                Method.POST,
                ONE + "/add-experiments",
                "addEvaluationDatasetToExperiments",
                "Let experiments use a dataset",
                write,
                (m, r) -> one(datasets.addTo(Caller.of(r), id(r), m.list("experiment_ids"))));
        routes.json(
                Method.POST,
                ONE + "/remove-experiments",
                "removeEvaluationDatasetFromExperiments",
                "Let experiments no longer use a dataset",
                write,
                (m, r) -> one(datasets.removeFrom(Caller.of(r), id(r), m.list("experiment_ids"))));
    }

    record Experiments(List<String> experimentIds) {}

    private static String id(Request request) {
        return request.path("dataset_id");
    }

    private static Object one(EvaluationDataset dataset) {
        return Map.of("dataset", dataset);
    }

    private Object create(Message message, Request request) {
        return one(datasets.create(
                Caller.of(request),
                message.text("name"),
                message.list("experiment_ids"),
                EvaluationDatasets.tags(message.textOrNull("tags"))));
    }

    private Object page(Message message, Request request) {
        EvaluationRecords.PageOfRecords page = records.page(
                request.workspace(),
                id(request),
                message.integerOr("max_results", 0),
                message.textOr("page_token", ""));
        var answer = Json.object().put("records", page.records().toString());
        return page.nextToken() == null ? answer : answer.put("next_page_token", page.nextToken());
    }

    private Object search(Message message, Request request) {
        var question = new EvaluationDatasetSearch.Question(
                request.workspace(),
                message.texts("experiment_ids"),
                message.textOr("filter_string", ""),
                message.texts("order_by"));
        int size = message.pageSize(USUAL_RESULTS, MAX_RESULTS);
        Page<EvaluationDataset> page = search.search(question, size, message.textOr("page_token", ""));
        return new Many(page.items(), page.nextToken());
    }
}
