package io.slipway.tracking.registry;

import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** MLflow's calls for registered models and their aliases. */
final class RegisteredModelsResource {
    private static final int MAX_RESULTS = 1000;

    private final RegisteredModels models;
    private final ModelVersions versions;
    private final AliasMoves aliases;
    private final RegistrySearch search;

    RegisteredModelsResource(
            RegisteredModels models, ModelVersions versions, AliasMoves aliases, RegistrySearch search) {
        this.models = models;
        this.versions = versions;
        this.aliases = aliases;
        this.search = search;
    }

    record One(RegisteredModel registeredModel) {}

    record OneVersion(ModelVersion modelVersion) {}

    record Versions(List<ModelVersion> modelVersions) {}

    record Many(
            List<RegisteredModel> registeredModels,
            @Nullable String nextPageToken) {}

    void addTo(MlflowRoutes routes) {
        Permission read = Permission.MODEL_READ;
        Permission write = Permission.MODEL_WRITE;
        routes.post(
                "registered-models/create",
                "createRegisteredModel",
                "Register a model",
                write,
                (m, r) -> new One(
                        models.create(Caller.of(r), m.text("name"), m.textOrNull("description"), m.keyValues("tags"))));
        routes.get(
                "registered-models/get",
                "getRegisteredModel",
                "A registered model",
                read,
                (m, r) -> new One(models.get(r.workspace(), m.text("name"))));
        routes.get("registered-models/search", "searchRegisteredModels", "Find registered models", read, this::search);
        routes.patch(
                "registered-models/update",
                "describeRegisteredModel",
                "Describe a model",
                write,
                (m, r) -> new One(models.describe(Caller.of(r), m.text("name"), m.textOrNull("description"))));
        routes.post(
                "registered-models/rename",
                "renameRegisteredModel",
                "Rename a model",
                write,
                (m, r) -> new One(models.rename(Caller.of(r), m.text("name"), m.text("new_name"))));
        routes.delete("registered-models/delete", "deleteRegisteredModel", "Delete a model", write, (m, r) -> {
            models.delete(Caller.of(r), m.text("name"));
            return MlflowRoutes.NOTHING;
        });
        routes.post("registered-models/set-tag", "setRegisteredModelTag", "Set a tag", write, (m, r) -> {
            models.setTag(Caller.of(r), m.text("name"), new KeyValue(m.text("key"), m.textOr("value", "")));
            return MlflowRoutes.NOTHING;
        });
        routes.delete("registered-models/delete-tag", "deleteRegisteredModelTag", "Delete a tag", write, (m, r) -> {
            models.deleteTag(Caller.of(r), m.text("name"), m.text("key"));
            return MlflowRoutes.NOTHING;
        });
        routes.get(
                "registered-models/get-latest-versions",
                "getLatestVersions",
                "Newest version per stage",
                read,
                this::latest);
        routes.post(
                "registered-models/get-latest-versions",
                "getLatestVersionsByPost",
                "Newest version per stage",
                read,
                this::latest);
        aliasRoutes(routes);
    }

    private void aliasRoutes(MlflowRoutes routes) {
        Permission promote = Permission.MODEL_PROMOTE;
        routes.post("registered-models/alias", "setModelAlias", "Point an alias at a version", promote, (m, r) -> {
            aliases.move(
                    Caller.of(r),
                    m.text("name"),
                    m.text("alias"),
                    RegistryRows.number(version(m)),
                    "set through MLflow's API");
            return MlflowRoutes.NOTHING;
        });
        routes.delete("registered-models/alias", "deleteModelAlias", "Take an alias away", promote, (m, r) -> {
            aliases.delete(Caller.of(r), m.text("name"), m.text("alias"));
            return MlflowRoutes.NOTHING;
        });
        routes.get(
                "registered-models/alias",
                "getVersionByAlias",
                "The version of an alias",
                Permission.MODEL_READ,
                this::byAlias);
    }

    /** The version as text; clients send it as a number too. */
    static String version(Message message) {
        List<String> values = message.texts("version");
        return values.isEmpty() || values.getFirst().isEmpty() ? message.text("version") : values.getFirst();
    }

    private Object latest(Message message, Request request) {
        return new Versions(models.latest(request.workspace(), message.text("name"), message.texts("stages")));
    }

    private Object byAlias(Message message, Request request) {
        String name = message.text("name");
        String alias = message.text("alias");
        models.get(request.workspace(), name);
        if (alias.toLowerCase(Locale.ROOT).equals("latest")) {
            return new OneVersion(versions.newest(request.workspace(), name));
        }
        int version = aliases.get(request.workspace(), name, alias)
                .orElseThrow(() -> SlipwayException.invalid("Registered model alias " + alias + " not found."));
        return new OneVersion(versions.get(request.workspace(), name, version));
    }

    private Object search(Message message, Request request) {
        var question = new RegistrySearch.Question(
                request.workspace(), message.textOr("filter", ""), message.texts("order_by"));
        long max = message.integerOr("max_results", 100);
        if (max > MAX_RESULTS || max < 1) {
            throw SlipwayException.invalid("Invalid value " + max
                    + " for parameter 'max_results' supplied: It must be a positive integer of at most " + MAX_RESULTS
                    + ".");
        }
        Page<RegisteredModel> page = search.models(question, (int) max, message.textOr("page_token", ""));
        return new Many(page.items(), page.nextToken());
    }
}
