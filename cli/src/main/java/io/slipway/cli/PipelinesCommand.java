package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.Printer.Column;
import io.slipway.kernel.Json;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway pipelines}: run them and see what they do. */
@Command(name = "pipelines", description = "Pipelines and their runs.")
public final class PipelinesCommand {
    private static final String API = "/api/slipway/v1/";

    @Command(name = "list", description = "Known pipelines.")
    int list(@Mixin ServerOptions options) {
        options.printer()
                .rows(
                        options.server().get(API + "pipelines"),
                        "/pipelines",
                        List.of(
                                Column.text("PIPELINE", "/name"),
                                Column.text("MODEL", "/model"),
                                Column.text("PROJECT", "/project")),
                        "No pipeline yet. Declare one in slipway.yaml and run: slipway apply -f slipway.yaml");
        return 0;
    }

    @Command(name = "run", description = "Start a pipeline.")
    int run(
            @Mixin ServerOptions options,
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Option(
                            names = {"-S", "--set-param"},
                            paramLabel = "KEY=VALUE",
                            description = "override a value of params.yaml for this run")
                    Map<String, String> params,
            @Option(names = "--reason", defaultValue = "started by hand") String reason) {
        var body = Json.object().put("reason", reason);
        body.set("params", Json.tree(params == null ? Map.of() : params));
        JsonNode run = options.server().post(API + "pipelines/" + Server.escape(pipeline) + "/runs", body);
        options.printer()
                .answer(
                        run,
                        "started run " + run.path("id").asText() + "; follow it: slipway pipelines show "
                                + run.path("id").asText());
        return 0;
    }

    @Command(name = "runs", description = "Runs of a pipeline, newest first.")
    int runs(@Mixin ServerOptions options, @Parameters(paramLabel = "PIPELINE") String pipeline) {
        options.printer()
                .rows(
                        options.server().get(API + "pipelines/" + Server.escape(pipeline) + "/runs"),
                        "/runs",
                        List.of(
                                Column.text("RUN", "/id"),
                                Column.text("STATE", "/state"),
                                Column.time("STARTED", "/started"),
                                Column.time("ENDED", "/finished"),
                                Column.text("REASON", "/reason")),
                        "Pipeline '" + pipeline + "' has not run yet: slipway pipelines run " + pipeline);
        return 0;
    }

    @Command(name = "show", description = "Stages of a run.")
    int show(@Mixin ServerOptions options, @Parameters(paramLabel = "RUN") String run) {
        JsonNode answer = options.server().get(API + "pipeline-runs/" + Server.escape(run));
        options.printer()
                .rows(
                        answer,
                        "/stages",
                        List.of(
                                Column.text("STAGE", "/name"),
                                Column.text("STATE", "/state"),
                                Column.time("STARTED", "/started"),
                                Column.time("ENDED", "/finished")),
                        "This run has no stage yet.");
        return 0;
    }

    @Command(name = "cancel", description = "Stop a run and its processes.")
    int cancel(@Mixin ServerOptions options, @Parameters(paramLabel = "RUN") String run) {
        JsonNode answer = options.server().post(API + "pipeline-runs/" + Server.escape(run) + "/cancel", Json.object());
        options.printer().answer(answer, "cancelled run " + run);
        return 0;
    }
}
