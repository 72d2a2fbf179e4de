package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.Printer.Column;
import io.slipway.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway runs}: find and read runs, over MLflow's own API. */
@Command(name = "runs", description = "Find and read runs.")
public final class RunsCommand {
    private static final String API = "/api/2.0/mlflow/";

    @Command(name = "list", description = "Runs of an experiment, newest first.")
    int list(
            @Mixin ServerOptions options,
            @Option(names = "--experiment", paramLabel = "NAME", description = "all experiments if left out") @Nullable
                    String experiment,
            @Option(
                            names = "--filter",
                            paramLabel = "EXPR",
                            description = "MLflow's grammar, e.g. \"metrics.auc > 0.7 and params.depth = '6'\"")
                    @Nullable
                    String filter,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "20") int limit) {
        Server server = options.server();
        var body = Json.object().put("max_results", limit);
        var ids = body.putArray("experiment_ids");
        if (experiment == null) {
            server.post(API + "experiments/search", Json.object().put("max_results", 1000))
                    .path("experiments")
                    .forEach(e -> ids.add(e.path("experiment_id").asText()));
        } else {
            ids.add(server.get(API + "experiments/get-by-name?experiment_name=" + Server.escape(experiment))
                    .at("/experiment/experiment_id")
                    .asText());
        }
        if (filter != null) {
            body.put("filter", filter);
        }
        JsonNode answer = server.post(API + "runs/search", body);
        options.printer()
                .rows(
                        answer,
                        "/runs",
                        List.of(
                                Column.text("RUN", "/info/run_id"),
                                Column.text("NAME", "/info/run_name"),
                                Column.text("STATUS", "/info/status"),
                                Column.time("STARTED", "/info/start_time"),
                                Column.time("ENDED", "/info/end_time")),
                        "No run yet. Make one: mlflow.set_tracking_uri(\"" + server.base() + "\"); mlflow.start_run()");
        return 0;
    }

    @Command(name = "show", description = "Params, latest metrics and tags of a run.")
    int show(@Mixin ServerOptions options, @Parameters(paramLabel = "RUN") String run) {
        JsonNode answer = options.server().get(API + "runs/get?run_id=" + Server.escape(run));
        options.printer()
                .object(
                        answer,
                        List.of(
                                Column.text("run", "/run/info/run_id"),
                                Column.text("name", "/run/info/run_name"),
                                Column.text("status", "/run/info/status"),
                                Column.time("started", "/run/info/start_time"),
                                Column.time("ended", "/run/info/end_time")));
        if (options.format == Printer.Format.table) {
            options.printer().rows(answer, "/run/data/params", pair("PARAM"), "no params");
            options.printer()
                    .rows(
                            answer,
                            "/run/data/metrics",
                            List.of(
                                    Column.text("METRIC", "/key"),
                                    Column.number("VALUE", "/value"),
                                    Column.number("STEP", "/step")),
                            "no metrics");
        }
        return 0;
    }

    private static List<Column> pair(String title) {
        return List.of(Column.text(title, "/key"), Column.text("VALUE", "/value"));
    }
}
