package io.slipway.training.cli;

import io.slipway.inference.Model;
import io.slipway.inference.ModelLoader;
import io.slipway.kernel.Json;
import io.slipway.training.mlflow.TrackedRun;
import io.slipway.training.mlflow.TrackingServer;
import io.slipway.training.quality.Quality;
import io.slipway.training.quality.Scorer;
import io.slipway.training.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway evaluate}: how good a model is on a labelled CSV file, scored by the engine that serves it. */
@Command(
        name = "evaluate",
        description = {
            "Measure a model folder on labelled rows: AUC with its 95 % interval, log loss, Brier score.",
            "With a tracking server, the figures are also logged to the run that made the model."
        })
public final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", defaultValue = "model", description = "default: ${DEFAULT-VALUE}")
    Path model = Path.of("model");

    @Option(names = "--data", paramLabel = "CSV", required = true, description = "labelled rows, none trained on")
    Path data = Path.of("");

    @Option(names = "--label", required = true, description = "column with 0 and 1")
    String label = "";

    @Option(names = "--out", paramLabel = "JSON", description = "file for the figures (default: standard output)")
    @Nullable
    Path out;

    @Option(
            names = "--prefix",
            defaultValue = "holdout_",
            description = "of the metrics in the run (default: ${DEFAULT-VALUE})")
    String prefix = "holdout_";

    @Option(
            names = "--tracking-uri",
            paramLabel = "URL",
            description = "tracking server (default: MLFLOW_TRACKING_URI)")
    @Nullable
    String trackingUri;

    @Override
    public Integer call() throws IOException {
        Table table = Table.read(data);
        boolean[] labels = table.labels(label);
        Quality quality;
        try (Model loaded = ModelLoader.load(model)) {
            quality = Quality.of(Scorer.scores(loaded, table), labels);
        }
        String json = Json.tree(quality).toPrettyString();
        if (out == null) {
            System.out.println(json);
        } else {
            Files.writeString(out, json + "\n");
        }
        log(quality);
        return 0;
    }

    private void log(Quality quality) throws IOException {
        Map<String, String> environment = System.getenv();
        String uri = trackingUri != null ? trackingUri : environment.get("MLFLOW_TRACKING_URI");
        Optional<String> run = runId();
        if (uri == null || run.isEmpty()) {
            return;
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(prefix + "auc", quality.auc());
        metrics.put(prefix + "auc_low", quality.aucLow());
        metrics.put(prefix + "auc_high", quality.aucHigh());
        metrics.put(prefix + "logloss", quality.logLoss());
        metrics.put(prefix + "brier", quality.brier());
        metrics.put(prefix + "rows", (double) quality.rows());
        try (TrackingServer server = TrackingServer.at(uri, environment)) {
            TrackedRun tracked = TrackedRun.of(server, InstantSource.system(), run.get());
            tracked.metrics(0, metrics);
            tracked.flush();
        }
    }

    /** The line {@code run_id: …} of MLmodel, which the trainer writes at the top level. */
    private Optional<String> runId() throws IOException {
        Path file = model.resolve("MLmodel");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("run_id: "))
                    .map(line -> line.substring("run_id: ".length()).strip())
                    .filter(id -> id.matches("[0-9a-f]{32}"))
                    .findFirst();
        }
    }
}
