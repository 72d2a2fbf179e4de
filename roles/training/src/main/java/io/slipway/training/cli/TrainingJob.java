package io.slipway.training.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.training.api.ReferenceProfile;
import io.slipway.training.mlflow.TrackedRun;
import io.slipway.training.mlflow.TrackedRun.LoggedModel;
import io.slipway.training.mlflow.TrackingServer;
import io.slipway.training.table.Features;
import io.slipway.training.table.Table;
import io.slipway.training.trainer.ModelFolder;
import io.slipway.training.trainer.Profiles;
import io.slipway.training.trainer.Trainer;
import io.slipway.training.trainer.Trainer.Trained;
import io.slipway.training.trainer.TrainingParams;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One training run from CSV to model folder, with or without a tracking server.
 *
 * @param validation rows that are held out, or null
 * @param features columns to use; empty for all
 * @param metrics file for the last round's metrics, or null
 * @param told gets a line per round
 */
record TrainingJob(
        Path data,
        @Nullable Path validation,
        String label,
        List<String> features,
        TrainingParams params,
        Path out,
        @Nullable Path metrics,
        @Nullable String register,
        @Nullable String alias,
        InstantSource clock,
        PrintStream told) {

    /** The tables, split, and what to make of their columns. */
    private record Input(Table train, @Nullable Table heldOut, Features features, String digest) {}

    private Input input() throws IOException {
        ModelFolder.requireFree(out);
        Table table = Table.read(data);
        table.labels(label);
        Features spec = Features.derive(table, label, features, params.categorical());
        String digest = Surroundings.md5(data);
        if (validation != null) {
            if (params.validation() > 0) {
                throw SlipwayException.invalid(
                        "give either --validation or the parameter validation, not both: which rows are held out?");
            }
            return new Input(table, Table.read(validation), spec, digest);
        }
        int split = (int) Math.round(table.rows() * (1 - params.validation()));
        if (split == table.rows()) {
            if (params.earlyStopping() > 0) {
                throw SlipwayException.invalid(
                        "early_stopping needs held-out rows: give --validation or the parameter validation");
            }
            return new Input(table, null, spec, digest);
        }
        return new Input(table.slice(0, split), table.slice(split, table.rows()), spec, digest);
    }

    /** Trains and writes the folder; logs nothing. */
    void run() throws IOException {
        Input input = input();
        Trained trained = train(input, (round, values) -> {});
        folder(input, trained).write(out, new ModelFolder.Origin(null, null, clock.instant()));
        writeMetrics(input, trained, null, null);
    }

    /** The same as a run on the tracking server, which ends FINISHED, FAILED, or KILLED if the process is told to stop. */
    void run(TrackingServer server, String experiment, Map<String, String> environment) throws IOException {
        Input input = input();
        TrackedRun run =
                TrackedRun.start(server, clock, experiment, Surroundings.tags(data, input.digest, environment));
        told.println("run " + run.id() + " in experiment '" + experiment + "' at " + server.uri());
        Thread killed = new Thread(() -> endQuietly(run, "KILLED"), "mark run killed");
        Runtime.getRuntime().addShutdownHook(killed);
        try {
            int version = logged(run, input);
            run.end("FINISHED");
            told.println("model written to " + out
                    + (register == null ? "" : ", registered as " + register + " version " + version)
                    + (alias == null ? "" : " @" + alias));
        } catch (RuntimeException | IOException | Error e) {
            endQuietly(run, "FAILED");
            throw e;
        } finally {
            removeHook(killed);
        }
    }

    private int logged(TrackedRun run, Input input) throws IOException {
        run.params(params.asText());
        run.input(
                String.valueOf(data.getFileName()),
                input.digest,
                data.toString(),
                ModelFolder.inputs(input.features, input.train),
                input.train.rows(),
                "training");
        Trained trained = train(input, run::metrics);
        run.flush();
        LoggedModel model = run.newModel(register == null ? "model" : register);
        folder(input, trained).write(out, new ModelFolder.Origin(run.id(), model.id(), clock.instant()));
        run.upload(model, out);
        int version = 0;
        if (register != null) {
            version = run.register(model, register);
            if (alias != null) {
                run.alias(register, alias, version);
            }
        }
        writeMetrics(input, trained, run.id(), version == 0 ? null : version);
        return version;
    }

    private Trained train(Input input, Trainer.Progress progress) {
        told.printf(
                Locale.ROOT,
                "training on %,d rows, %d features%n",
                input.train.rows(),
                input.features.features().size());
        var trainer = new Trainer(params, (round, values) -> {
            told.println("round " + (round + 1) + "/" + params.trees() + line(values));
            progress.round(round, values);
        });
        return trainer.train(input.train, input.heldOut, input.features);
    }

    private static String line(Map<String, Double> values) {
        var line = new StringBuilder();
        values.forEach((name, value) ->
                line.append("  ").append(name).append(' ').append(String.format(Locale.ROOT, "%.5f", value)));
        return line.toString();
    }

    private ModelFolder folder(Input input, Trained trained) {
        ReferenceProfile reference = Profiles.of(input.train, input.heldOut, input.features, trained);
        return new ModelFolder(input.features, input.train, trained, reference);
    }

    private void writeMetrics(Input input, Trained trained, @Nullable String runId, @Nullable Integer version)
            throws IOException {
        if (metrics == null) {
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rows", input.train.rows());
        all.put("rounds", trained.rounds());
        all.putAll(trained.lastMetrics());
        ObjectNode json = Json.strict().valueToTree(all);
        if (runId != null) {
            json.put("run_id", runId);
        }
        if (version != null) {
            json.put("version", version);
        }
        Files.writeString(metrics, json.toPrettyString() + "\n");
    }

    private static void endQuietly(TrackedRun run, String status) {
        try {
            run.end(status);
        } catch (SlipwayException e) {
            System.err.println("could not mark run " + run.id() + " " + status + ": " + e.text());
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // The hook is running or has run: it, not we, ends the run.
            return;
        }
    }
}
