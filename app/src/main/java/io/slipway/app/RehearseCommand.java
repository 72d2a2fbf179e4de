package io.slipway.app;

import io.slipway.app.config.ServerConfig;
import io.slipway.app.server.Installation;
import io.slipway.app.server.Log;
import io.slipway.app.server.SlipwayServer;
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
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Does what a start or a small command does and ends: the build records it for the start-up cache. */
@Command(hidden = true, description = "Used by the build.")
public final class RehearseCommand implements java.util.concurrent.Callable<Integer> {
    private static final List<String> REQUESTS =
            List.of("/readyz", "/version", "/metrics", "/openapi.json", "/api/slipway/v1/events", "/");

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
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
