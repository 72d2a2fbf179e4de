package io.slipway.tracking.registry;

import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Page;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MLflow's calls for model versions. */
final class ModelVersionsResource {
    private static final int MAX_RESULTS = 200_000;
    private static final int USUAL_RESULTS = 10_000;

    private final ModelVersions versions;
    private final RegistrySearch search;

    ModelVersionsResource(ModelVersions versions, RegistrySearch search) {
        this.versions = versions;
        this.search = search;
    }

    record One(ModelVersion modelVersion) {}

    record Many(List<ModelVersion> modelVersions, @Nullable String nextPageToken) {}

    record Location(String artifactUri) {}

    void addTo(MlflowRoutes routes) {
        Permission read = Permission.MODEL_READ;
        Permission write = Permission.MODEL_WRITE;
        routes.post("model-versions/create", "createModelVersion", "Add a version", write, this::create);
        routes.get(
                "model-versions/get",
                "getModelVersion",
                "A version",
                read,
                (m, r) -> new One(versions.get(r.workspace(), m.text("name"), number(m))));
        routes.get("model-versions/search", "searchModelVersions", "Find versions", read, this::search);
        routes.patch(
                "model-versions/update",
                "describeModelVersion",
                "Describe a version",
                write,
                (m, r) -> new One(
                        versions.describe(Caller.of(r), m.text("name"), number(m), m.textOrNull("description"))));
        routes.delete("model-versions/delete", "deleteModelVersion", "Delete a version", write, (m, r) -> {
            versions.delete(Caller.of(r), m.text("name"), number(m));
            return MlflowRoutes.NOTHING;
        });
        routes.post(
                "model-versions/transition-stage",
                "moveToStage",
                "Move a version to a stage",
                Permission.MODEL_PROMOTE,
                this::moveToStage);
        routes.get(
                "model-versions/get-download-uri",
                "getDownloadUri",
                "Where a version's files are",
                read,
                (m, r) -> new Location(versions.location(r.workspace(), m.text("name"), number(m))));
        routes.post("model-versions/set-tag", "setModelVersionTag", "Set a tag", write, (m, r) -> {
            var tag = new KeyValue(m.text("key"), m.textOr("value", ""));
            versions.setTag(Caller.of(r), m.text("name"), number(m), tag);
            return MlflowRoutes.NOTHING;
        });
        routes.delete("model-versions/delete-tag", "deleteModelVersionTag", "Delete a tag", write, (m, r) -> {
            versions.deleteTag(Caller.of(r), m.text("name"), number(m), m.text("key"));
            return MlflowRoutes.NOTHING;
        });
    }

    private static int number(Message message) {
        return RegistryRows.number(RegisteredModelsResource.version(message));
    }

    private static @Nullable String filled(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private Object create(Message message, Request request) {
        var wanted = new ModelVersions.NewVersion(
                message.text("name"),
                message.text("source"),
                filled(message.textOrNull("run_id")),
                filled(message.textOrNull("model_id")),
                filled(message.textOrNull("run_link")),
                message.textOrNull("description"),
                message.keyValues("tags"));
        return new One(versions.create(Caller.of(request), wanted));
    }

    private Object moveToStage(Message message, Request request) {
        return new One(versions.moveToStage(
                Caller.of(request),
                message.text("name"),
                number(message),
                message.text("stage"),
                message.flagOr("archive_existing_versions", false)));
    }

    private Object search(Message message, Request request) {
        var question = new RegistrySearch.Question(
                request.workspace(), message.textOr("filter", ""), message.texts("order_by"));
        Page<ModelVersion> page = search.versions(
                question, message.pageSize(USUAL_RESULTS, MAX_RESULTS), message.textOr("page_token", ""));
        return new Many(page.items(), page.nextToken());
    }
}
