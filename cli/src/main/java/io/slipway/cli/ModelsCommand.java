package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.Printer.Column;
import io.slipway.kernel.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway models}: which versions there are, which is live, and moving an alias. */
@Command(name = "models", description = "Registered models: versions, aliases, promotion, rollback.")
public final class ModelsCommand {
    private static final String MLFLOW = "/api/2.0/mlflow/";
    private static final String SLIPWAY = "/api/slipway/v1/models/";

    @Command(name = "list", description = "Registered models.")
    int list(@Mixin ServerOptions options) {
        Server server = options.server();
        options.printer()
                .rows(
                        server.get(MLFLOW + "registered-models/search?max_results=200"),
                        "/registered_models",
                        List.of(
                                Column.text("MODEL", "/name"),
                                Column.text("ALIASES", "/aliases"),
                                Column.time("UPDATED", "/last_updated_timestamp")),
                        "No model is registered yet. Make one: mlflow.sklearn.log_model(model,"
                                + " registered_model_name=\"my-model\") with MLFLOW_TRACKING_URI=" + server.base());
        return 0;
    }

    @Command(name = "show", description = "Versions of a model.")
    int show(@Mixin ServerOptions options, @Parameters(paramLabel = "MODEL") String model) {
        String filter = Server.escape("name='" + model.replace("'", "\\'") + "'");
        Server server = options.server();
        JsonNode versions = server.get(MLFLOW + "model-versions/search?filter=" + filter);
        if (!versions.path("model_versions").isEmpty()) {
            JsonNode named = server.get(MLFLOW + "registered-models/get?name=" + Server.escape(model));
            showAliases(versions.path("model_versions"), named.at("/registered_model/aliases"));
        }
        options.printer()
                .rows(
                        versions,
                        "/model_versions",
                        List.of(
                                Column.number("VERSION", "/version"),
                                Column.text("ALIASES", "/aliases"),
                                Column.text("STATUS", "/status"),
                                Column.time("CREATED", "/creation_timestamp"),
                                Column.text("RUN", "/run_id")),
                        "Model '" + model + "' has no version.");
        return 0;
    }

    /** Searches for versions leave the aliases out; the model has them all. */
    private static void showAliases(JsonNode versions, JsonNode aliases) {
        for (JsonNode version : versions) {
            var names = ((ObjectNode) version).putArray("aliases");
            aliases.valueStream()
                    .filter(each -> each.path("version")
                            .asText()
                            .equals(version.path("version").asText()))
                    .forEach(each -> names.add(each.path("alias").asText()));
        }
    }

    @Command(name = "promote", description = "Move an alias to a version; serving follows, no request fails.")
    int promote(
            @Mixin ServerOptions options,
            @Parameters(index = "0", paramLabel = "MODEL") String model,
            @Parameters(index = "1", paramLabel = "VERSION") int version,
            @Option(names = "--alias", defaultValue = "champion", description = "default: ${DEFAULT-VALUE}")
                    String alias,
            @Option(names = "--reason", defaultValue = "", description = "kept with the event") String reason) {
        JsonNode answer = options.server()
                .post(
                        aliasPath(model, alias),
                        Json.object().put("version", version).put("reason", reason));
        options.printer().answer(answer, "models/" + model + "@" + alias + " is now version " + version);
        return 0;
    }

    @Command(name = "rollback", description = "Move an alias back to the version it named before.")
    int rollback(
            @Mixin ServerOptions options,
            @Parameters(paramLabel = "MODEL") String model,
            @Option(names = "--alias", defaultValue = "champion", description = "default: ${DEFAULT-VALUE}")
                    String alias,
            @Option(names = "--reason", defaultValue = "rolled back by hand") String reason) {
        JsonNode answer = options.server()
                .post(aliasPath(model, alias) + "/rollback", Json.object().put("reason", reason));
        options.printer()
                .answer(
                        answer,
                        "models/" + model + "@" + alias + " is back at version "
                                + answer.path("version").asText());
        return 0;
    }

    @Command(name = "history", description = "Which version an alias named, and since when.")
    int history(
            @Mixin ServerOptions options,
            @Parameters(paramLabel = "MODEL") String model,
            @Option(names = "--alias", defaultValue = "champion", description = "default: ${DEFAULT-VALUE}")
                    String alias) {
        options.printer()
                .rows(
                        options.server().get(aliasPath(model, alias) + "/history"),
                        "/changes",
                        List.of(
                                Column.time("TIME", "/time"),
                                Column.number("VERSION", "/version"),
                                Column.number("BEFORE", "/previous_version"),
                                Column.text("WHO", "/actor"),
                                Column.text("REASON", "/reason")),
                        "The alias '" + alias + "' of '" + model + "' was never set.");
        return 0;
    }

    private static String aliasPath(String model, String alias) {
        return SLIPWAY + Server.escape(model) + "/aliases/" + Server.escape(alias);
    }
}
