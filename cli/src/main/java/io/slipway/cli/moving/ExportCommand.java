package io.slipway.cli.moving;

import io.slipway.cli.Printer;
import io.slipway.cli.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway export mlflow}: moves out, into a folder that MLflow itself opens. */
@Command(name = "export", description = "Write what Slipway holds so that another tool can read it.")
public final class ExportCommand {
    @Command(
            name = "mlflow",
            description = {
                "Write experiments, runs with all their points, files, logged models and the registry",
                "into a folder that MLflow opens: MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri DIR"
            })
    int mlflow(
            @Mixin ServerOptions options,
            @Option(names = "--to", paramLabel = "DIR", required = true, description = "folder to make, e.g. mlruns")
                    Path to)
            throws IOException {
        var report = new Report();
        try (var source = new ServerSource(options.server(), report)) {
            new Exporter(source, new MlrunsWriter(to, report), report, new Progress(System.err, false)).everything();
        }
        if (options.format() == Printer.Format.json) {
            System.out.println(ImportCommand.json(report));
        } else {
            report.print(System.out);
        }
        return 0;
    }
}
