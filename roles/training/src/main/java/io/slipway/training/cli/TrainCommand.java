package io.slipway.training.cli;

import io.slipway.kernel.SlipwayException;
import io.slipway.training.mlflow.TrackingServer;
import io.slipway.training.trainer.TrainingParams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway train}: trains gradient-boosted trees on a CSV file and logs the run where MLflow's clients would. */
@Command(
        name = "train",
        description = {
            "Train gradient-boosted trees on a CSV file for a label of 0 and 1.",
            "Writes a model folder, and logs the run, its curves and the model if there is a tracking server."
        })
public final class TrainCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "CSV", required = true, description = "rows to train on")
    Path data = Path.of("");

    @Option(
            names = "--validation",
            paramLabel = "CSV",
            description =
                    "rows to measure each round on; without it, the parameter 'validation' splits off the last rows")
    @Nullable
    Path validation;

    @Option(names = "--label", required = true, description = "column with 0 and 1")
    String label = "";

    @Option(names = "--features", split = ",", description = "columns to use (default: all but the label)")
    List<String> features = List.of();

    @Option(
            names = "--params",
            paramLabel = "FILE[:SECTION]",
            description = "YAML with trees, depth, eta, subsample, seed, validation, early_stopping, categorical and"
                    + " parameters of XGBoost")
    @Nullable
    String params;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "model", description = "default: ${DEFAULT-VALUE}")
    Path out = Path.of("model");

    @Option(names = "--metrics", paramLabel = "JSON", description = "file for the metrics of the last round")
    @Nullable
    Path metrics;

    @Option(
            names = "--tracking-uri",
            paramLabel = "URL",
            description = "tracking server (default: MLFLOW_TRACKING_URI; without one nothing is logged)")
    @Nullable
    String trackingUri;

    @Option(
            names = "--experiment",
            description = "default: MLFLOW_EXPERIMENT_NAME, else the registered name, else Default")
    @Nullable
    String experiment;

    @Option(names = "--register", paramLabel = "NAME", description = "register the model as a new version of NAME")
    @Nullable
    String register;

    @Option(names = "--alias", description = "alias for the new version")
    @Nullable
    String alias;

    @Override
    public Integer call() throws IOException {
        Map<String, String> environment = System.getenv();
        String uri = trackingUri != null ? trackingUri : environment.get("MLFLOW_TRACKING_URI");
        if (register != null && uri == null) {
            throw SlipwayException.invalid("--register needs a tracking server: give --tracking-uri or set"
                    + " MLFLOW_TRACKING_URI, e.g. to http://127.0.0.1:5000");
        }
        if (alias != null && register == null) {
            throw SlipwayException.invalid("--alias needs --register NAME: an alias belongs to a registered model");
        }
        var job = new TrainingJob(
                data,
                validation,
                label,
                features,
                TrainingParams.of(params == null ? Map.of() : ParamsFile.section(params)),
                out,
                metrics,
                register,
                alias,
                InstantSource.system(),
                System.err);
        if (uri == null) {
            job.run();
        } else {
            try (TrackingServer server = TrackingServer.at(uri, environment)) {
                job.run(server, experiment(environment), environment);
            }
        }
        return 0;
    }

    private String experiment(Map<String, String> environment) {
        if (experiment != null) {
            return experiment;
        }
        String named = environment.get("MLFLOW_EXPERIMENT_NAME");
        return named != null ? named : register != null ? register : "Default";
    }
}
