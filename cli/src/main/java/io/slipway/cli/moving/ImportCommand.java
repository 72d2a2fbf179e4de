package io.slipway.cli.moving;

import io.slipway.cli.Printer;
import io.slipway.cli.Server;
import io.slipway.cli.ServerOptions;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway import mlflow}: moves in from a folder, a database or a server. */
@Command(name = "import", description = "Take in what another tracking server or folder holds.")
public final class ImportCommand {
    @Command(
            name = "mlflow",
            description = {
                "Take in experiments, runs with all their points, files, logged models and the registry of MLflow.",
                "Run again it takes what is new and changes nothing else; one that was cut off goes on."
            })
    int mlflow(
            @Mixin ServerOptions options,
            @Parameters(
                            paramLabel = "SOURCE",
                            description =
                                    "a folder mlruns, an SQLite file, a postgresql:// URL, or a server's http:// URL")
                    String source,
            @Option(
                            names = "--artifacts",
                            paramLabel = "DIR",
                            description = "folder in which a database's artifacts may be read (may be repeated)")
                    @Nullable
                    List<Path> artifacts,
            @Option(names = "--report", paramLabel = "FILE", description = "write counts and what was left as JSON")
                    @Nullable
                    Path reportFile)
            throws IOException {
        Report report = take(options.server(), source, artifacts == null ? new ArrayList<>() : artifacts, false);
        if (reportFile != null) {
            Files.writeString(reportFile, json(report) + "\n");
        }
        if (options.format() == Printer.Format.json) {
            System.out.println(json(report));
        } else {
            report.print(System.out);
        }
        return 0;
    }

    static String json(Report report) {
        return Json.tree(Map.of("counts", report.counts(), "left", report.left(), "left_in_all", report.leftInAll()))
                .toPrettyString();
    }

    static Report take(Server server, String source, List<Path> artifacts, boolean silent) throws IOException {
        var report = new Report();
        try (Source from = Sources.open(source, artifacts, report)) {
            Importer.check(server);
            if (!silent) {
                System.err.println("from " + from.title() + " into " + server.base());
            }
            new Importer(from, server, report, new Progress(System.err, silent)).everything();
        } catch (SlipwayException e) {
            if (e.code().fault() == ErrorCode.Fault.SERVER) {
                throw new SlipwayException(
                        e.code(), e.text() + " The import stopped; start it again, and it goes on from there.", e);
            }
            throw e;
        }
        return report;
    }
}
