package io.slipway.app.demo;

import io.slipway.app.config.ServerConfig;
import io.slipway.app.server.Installation;
import io.slipway.app.server.Log;
import io.slipway.app.server.SlipwayServer;
import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.config.ConfigLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway demo}. */
@Command(
        description = {
            "Live a model's life on real data: the flights of New York in 2013.",
            "Runs a pipeline, trains and registers a model, serves it, replays months of traffic, watches drift and"
                    + " quality, retrains, compares, promotes, rolls back, and proves the events. Then it stays up."
        })
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--exit", description = "end when the story is told instead of staying up")
    boolean exit;

    @Option(names = "--home", paramLabel = "DIR", description = "where its state lies (default: ~/.slipway-demo)")
    Path home = Path.of(System.getProperty("user.home"), ".slipway-demo");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "5000",
            description = "control plane; 0 takes a free one (default: ${DEFAULT-VALUE})")
    int port = 5000;

    @Option(
            names = "--serving-http-port",
            paramLabel = "N",
            defaultValue = "8000",
            description = "inference; 0 takes a free one (default: ${DEFAULT-VALUE})")
    int inferencePort = 8000;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "8",
            description = "replay one flight in N (default: ${DEFAULT-VALUE})")
    int every = 8;

    @Override
    public Integer call() throws Exception {
        if (every < 1) {
            throw SlipwayException.invalid("--every is " + every + "; it must be at least 1");
        }
        Log.onlyWarnings();
        Installation installation = Installation.current();
        Path folder = home.toAbsolutePath().normalize();
        boolean earlier = DemoProject.clear(folder);
        var config = new ConfigLoader<>(ServerConfig.class)
                .flags(List.of(
                        "--home",
                        folder.resolve("server").toString(),
                        "--port",
                        Integer.toString(port),
                        "--serving-http-port",
                        Integer.toString(inferencePort)))
                .load();
        try (var display = Display.ofTerminal();
                var server = SlipwayServer.start(config, SlipwayServer.Guard.LOCAL, installation)) {
            display.text("Slipway demo: the life of a model that predicts late flights (New York, 2013)"
                    + (earlier ? "\nThe state of an earlier demo in " + folder + " was removed." : ""));
            var story = new Story(server, installation, folder, display, every);
            boolean well = story.tell();
            if (!exit) {
                stayUp(display);
            }
            return well ? 0 : 1;
        }
    }

    private static void stayUp(Display display) throws InterruptedException {
        display.text("It stays up: Ctrl-C ends it.");
        var stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "demo-end"));
        stop.await();
    }
}
