package io.slipway.cli.moving;

import io.slipway.cli.Printer;
import io.slipway.cli.Server;
import io.slipway.cli.ServerOptions;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway sync}: uploads runs that were logged without a server, again and again, each thing once. */
@Command(
        name = "sync",
        description = {
            "Upload runs that were logged without a server (MLFLOW_TRACKING_URI=file:… or sqlite:///…).",
            "Runs, points and files that are new since the last time are taken; ids and times stay."
        })
public final class SyncCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options = new ServerOptions();

    @Parameters(
            paramLabel = "SOURCE",
            defaultValue = "mlruns",
            description = "the folder or SQLite file that was logged to (default: ${DEFAULT-VALUE})")
    private String source = "mlruns";

    @Option(names = "--every", paramLabel = "SECONDS", description = "go on, and look again after so many seconds")
    private @Nullable Integer every;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Server server = options.server();
        once(server);
        Integer pause = every;
        while (pause != null) {
            if (pause < 1) {
                throw SlipwayException.invalid("--every takes 1 or more seconds.");
            }
            Thread.sleep(pause * 1000L);
            try {
                once(server);
            } catch (SlipwayException e) {
                System.err.println("slipway: " + e.text() + " Trying again in " + pause + " s.");
            }
        }
        return 0;
    }

    private void once(Server server) throws IOException {
        Report report = ImportCommand.take(server, source, List.of(), true);
        if (options.format() == Printer.Format.json) {
            System.out.println(ImportCommand.json(report));
        } else if (report.changed() || report.leftInAll() > 0) {
            report.print(System.out);
        } else {
            System.out.println("nothing new");
        }
    }
}
