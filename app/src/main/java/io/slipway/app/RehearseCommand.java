package io.slipway.app;

import io.slipway.app.config.ServerConfig;
import io.slipway.app.server.Installation;
import io.slipway.app.server.Log;
import io.slipway.app.server.SlipwayServer;
import io.slipway.kernel.Json;
import io.slipway.kernel.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Does what a start or a small command does and ends: the build records it for the start-up cache. */
@Command(hidden = true, description = "Used by the build.")
public final class RehearseCommand implements java.util.concurrent.Callable<Integer> {
    private static final List<String> REQUESTS =
            List.of("/readyz", "/version", "/metrics", "/openapi.json", "/api/slipway/v1/events", "/");

    /** Enough for the JDK to note which methods are hot and how they branch, which the cache keeps. */
    private static final int RUNS = 400;

    private static final String RUN = """
            {"experiment_id": "0", "start_time": 1, "run_name": "a", "tags": [{"key": "k", "value": "v"}]}""";
    private static final Map<String, String> CALLS = Map.of(
            "runs/log-metric",
            """
            {"run_id": "RUN", "key": "loss", "value": 0.5, "timestamp": 1, "step": 1}""",
            "runs/log-parameter",
            """
            {"run_id": "RUN", "key": "rate", "value": "0.1"}""",
            "runs/log-batch",
            """
            {"run_id": "RUN", "metrics": [{"key": "a", "value": 1, "timestamp": 1}, {"key": "b", "value": 2, \
            "timestamp": 1}], "params": [{"key": "p", "value": "1"}], "tags": [{"key": "t", "value": "1"}]}""",
            "runs/search",
            """
            {"experiment_ids": ["0"], "filter": "metrics.a > 0.5 and tags.k = 'v'", "max_results": 10, \
            "order_by": ["metrics.a DESC"]}""",
            "runs/update",
            """
            {"run_id": "RUN", "status": "FINISHED", "end_time": 2}""");

    private static final List<String> PROJECT = List.of(
            "init --no-scm",
            "root",
            "remote add -d store ../store",
            "add folder",
            "status",
            "repro",
            "repro",
            "push",
            "status -c",
            "status --json",
            "gc -w -f",
            "pull",
            "checkout",
            "commit -f",
            "dag");

    @Parameters(paramLabel = "server|cli")
    String what = "server";

    @Override
    public Integer call() throws Exception {
        Path home = Files.createTempDirectory("slipway-rehearsal");
        try {
            if (what.equals("server")) {
                server(home);
            } else {
                cli(home);
            }
        } finally {
            delete(home);
        }
        return 0;
    }

    private static void cli(Path home) throws IOException {
        Main.run("roles");
        Main.run("version");
        Main.run("models", "list", "--url", "http://127.0.0.1:9");
        Main.run("train", "--help");
        Main.run("dvc", "--version");
        Files.createDirectories(home.resolve("project/folder"));
        Files.writeString(home.resolve("project/folder/file"), "1");
        Files.writeString(home.resolve("project/params.yaml"), "rate: 1");
        Files.writeString(home.resolve("project/dvc.yaml"), """
                stages:
                  copy:
                    cmd: cp folder/file copy
                    deps: [folder]
                    params: [rate]
                    outs: [copy]
                """);
        for (String words : PROJECT) {
            List<String> command = new ArrayList<>(List.of("dvc"));
            command.addAll(List.of(words.split(" ", -1)));
            command.addAll(List.of("--cd", home.resolve("project").toString()));
            Main.run(command.toArray(String[]::new));
        }
    }

    private static void server(Path home) throws IOException, InterruptedException {
        Log.onlyWarnings();
        var config = new ConfigLoader<>(ServerConfig.class)
                .flags(List.of("--home", home.toString(), "--port", "0", "--serving-http-port", "0"))
                .load();
        try (var server = SlipwayServer.start(config, SlipwayServer.Guard.LOCAL, Installation.current());
                var http = HttpClient.newHttpClient()) {
            for (String path : REQUESTS) {
                http.send(
                        HttpRequest.newBuilder(URI.create(server.controlUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            }
            String mlflow = server.controlUrl() + "/api/2.0/mlflow/";
            for (int i = 0; i < RUNS; i++) {
                String id = Json.parse(post(http, mlflow + "runs/create", RUN))
                        .at("/run/info/run_id")
                        .asText();
                for (var call : CALLS.entrySet()) {
                    post(http, mlflow + call.getKey(), call.getValue().replace("RUN", id));
                }
            }
        }
    }

    private static String post(HttpClient http, String url, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
