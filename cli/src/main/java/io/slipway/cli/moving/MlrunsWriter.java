package io.slipway.cli.moving;

import io.slipway.cli.moving.Records.Dataset;
import io.slipway.cli.moving.Records.Experiment;
import io.slipway.cli.moving.Records.LoggedModel;
import io.slipway.cli.moving.Records.Model;
import io.slipway.cli.moving.Records.ModelPoint;
import io.slipway.cli.moving.Records.Output;
import io.slipway.cli.moving.Records.Point;
import io.slipway.cli.moving.Records.Run;
import io.slipway.cli.moving.Records.SourceFile;
import io.slipway.cli.moving.Records.Version;
import io.slipway.kernel.SlipwayException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the layout that MLflow's file store reads. */
final class MlrunsWriter {
    private final Path root;
    private final Report report;
    private final Map<String, Path> experiments = new TreeMap<>();

    /** @param root made if it is missing; must be empty */
    MlrunsWriter(Path root, Report report) throws IOException {
        if (Files.exists(root)) {
            try (var entries = Files.list(root)) {
                if (entries.findAny().isPresent()) {
                    throw SlipwayException.invalid(root + " is not empty: name a folder that does not exist yet.");
                }
            }
        }
        this.root = Files.createDirectories(root).toRealPath();
        this.report = report;
        Files.createDirectories(this.root.resolve(".trash"));
        Files.createDirectories(this.root.resolve("models"));
    }

    /** A path of plain names below a folder. */
    private static Path below(Path folder, String name) {
        try {
            Path path = folder.resolve(name).normalize();
            if (path.startsWith(folder) && !path.equals(folder) && !name.startsWith("/")) {
                return path;
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw SlipwayException.invalid("'" + MlflowValues.shown(name) + "' cannot be the name of a file");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    }

    /** A name that is a file for one value and a folder for another has no place in a folder. */
    private void values(String owner, Path folder, SortedMap<String, String> values) throws IOException {
        Files.createDirectories(folder);
        for (var each : values.entrySet()) {
            try {
                write(below(folder, each.getKey()), each.getValue());
            } catch (SlipwayException e) {
                report.left("value", owner + "/" + each.getKey(), e.text());
            } catch (FileSystemException e) {
                report.left("value", owner + "/" + each.getKey(), "another name begins with this one: no file can");
            }
        }
    }

    void experiment(Experiment experiment) throws IOException {
        boolean deleted = experiment.lifecycle().equals("deleted");
        Path at = below(deleted ? root.resolve(".trash") : root, experiment.id());
        experiments.put(experiment.id(), at);
        write(
                at.resolve("meta.yaml"),
                new Yaml()
                        .text("artifact_location", at.toString())
                        .number("creation_time", experiment.created())
                        .text("experiment_id", experiment.id())
                        .number("last_update_time", experiment.updated())
                        .text("lifecycle_stage", experiment.lifecycle())
                        .text("name", experiment.name())
                        .toString());
        values("experiment " + experiment.id(), at.resolve("tags"), experiment.tags());
    }

    private Path at(String experimentId) {
        Path at = experiments.get(experimentId);
        if (at == null) {
            throw new IllegalStateException("experiment " + experimentId + " was not written");
        }
        return at;
    }

    /** @return where the run's artifacts go */
    Path run(Run run) throws IOException {
        Path at = below(at(run.experimentId()), run.runId());
        boolean deleted = run.lifecycle().equals("deleted");
        Long deletedTime = run.deletedTime() == null ? run.endTime() : run.deletedTime();
        Yaml meta = new Yaml()
                .text("artifact_uri", at.resolve("artifacts").toString())
                .number("end_time", run.endTime())
                .text("entry_point_name", "")
                .text("experiment_id", run.experimentId())
                .text("lifecycle_stage", run.lifecycle())
                .text("run_id", run.runId())
                .text("run_name", run.name())
                .text("source_name", "")
                .number("source_type", 4L)
                .text("source_version", "")
                .number("start_time", run.startTime())
                .number("status", (long) MlflowValues.runStatusNumber(run.status()))
                .raw("tags", "[]")
                .text("user_id", run.userId());
        if (deleted) {
            meta.number("deleted_time", deletedTime == null ? run.startTime() : deletedTime);
        }
        write(at.resolve("meta.yaml"), meta.toString());
        values("run " + run.runId(), at.resolve("params"), run.params());
        values("run " + run.runId(), at.resolve("tags"), run.tags());
        Files.createDirectories(at.resolve("metrics"));
        Files.createDirectories(at.resolve("artifacts"));
        for (Dataset dataset : run.datasets()) {
            dataset(run, at, dataset);
        }
        for (String model : run.inputs()) {
            vertex(below(at.resolve("inputs"), id(model, run.runId())), "MODEL", model, "RUN", run.runId(), null);
        }
        for (Output output : run.outputs()) {
            Path folder = below(at.resolve("outputs"), output.modelId());
            vertex(folder, "RUN_OUTPUT", output.modelId(), "MODEL_OUTPUT", output.modelId(), output.step());
        }
        return at.resolve("artifacts");
    }

    private static String id(String... parts) {
        var digest = MlflowValues.sha256();
        for (String part : parts) {
            MlflowValues.update(digest, part);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
    }

    private static void vertex(
            Path folder,
            String sourceType,
            String source,
            String destinationType,
            String destination,
            @Nullable Long step)
            throws IOException {
        Yaml meta = new Yaml()
                .text("destination_id", destination)
                .text("destination_type", destinationType)
                .text("source_id", source)
                .text("source_type", sourceType)
                .raw("tags", "{}");
        if (step != null) {
            meta.number("step", step);
        }
        write(folder.resolve("meta.yaml"), meta.toString());
    }

    private void dataset(Run run, Path at, Dataset dataset) throws IOException {
        String id = id(dataset.name(), dataset.digest());
        Path file = at(run.experimentId()).resolve("datasets").resolve(id).resolve("meta.yaml");
        try {
            write(
                    file,
                    new Yaml()
                            .text("digest", dataset.digest())
                            .text("name", dataset.name())
                            .text("profile", dataset.profile())
                            .text("schema", dataset.schema())
                            .text("source", dataset.source())
                            .text("source_type", dataset.sourceType())
                            .toString());
        } catch (FileAlreadyExistsException e) {
            // another run read it too
        }
        write(
                at.resolve("inputs").resolve(id(id, run.runId())).resolve("meta.yaml"),
                new Yaml()
                        .text("destination_id", run.runId())
                        .text("destination_type", "RUN")
                        .text("source_id", id)
                        .text("source_type", "DATASET")
                        .texts("tags", dataset.tags())
                        .toString());
    }

    /** Writes the points of one run; closing ends the last file. */
    final class Points implements AutoCloseable {
        private final String owner;
        private final Path folder;
        private String key = "";
        private @Nullable BufferedWriter out;

        Points(Run run) {
            this.owner = run.runId();
            this.folder = at(run.experimentId()).resolve(run.runId()).resolve("metrics");
        }

        void add(Point point) throws IOException {
            if (!point.key().equals(key)) {
                close();
                key = point.key();
                out = open();
            }
            if (out != null) {
                out.write(point.time() + " " + python(point.value()) + " " + point.step() + "\n");
            }
        }

        private @Nullable BufferedWriter open() throws IOException {
            try {
                Path file = below(folder, key);
                Files.createDirectories(file.resolveSibling(""));
                return Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
            } catch (SlipwayException | FileSystemException e) {
                report.left("metric", owner + "/" + key, "it cannot be a file: " + e.getMessage());
                return null;
            }
        }

        @Override
        public void close() throws IOException {
            if (out != null) {
                out.close();
                out = null;
            }
        }
    }

    Points points(Run run) {
        return new Points(run);
    }

    private static String python(double value) {
        return Double.isNaN(value)
                ? "nan"
                : Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value);
    }

    /** @return where the model's files go */
    Path loggedModel(LoggedModel model) throws IOException {
        Path at = below(at(model.experimentId()).resolve("models"), model.modelId());
        write(
                at.resolve("meta.yaml"),
                new Yaml()
                        .text("artifact_location", at.resolve("artifacts").toString())
                        .number("creation_timestamp", model.created())
                        .text("experiment_id", model.experimentId())
                        .number("last_updated_timestamp", model.updated())
                        .text("model_id", model.modelId())
                        .text("model_type", model.modelType())
                        .text("name", model.name())
                        .text("source_run_id", model.sourceRunId())
                        .number("status", (long) MlflowValues.modelStatusNumber(model.status()))
                        .text("status_message", model.statusMessage())
                        .toString());
        values(model.modelId(), at.resolve("params"), model.params());
        values(model.modelId(), at.resolve("tags"), model.tags());
        Files.createDirectories(at.resolve("artifacts"));
        var lines = new TreeMap<String, String>();
        for (ModelPoint p : model.metrics()) {
            boolean dataset = p.datasetName() != null && p.datasetDigest() != null;
            String line = p.time() + " " + python(p.value()) + " " + p.step() + " " + p.runId()
                    + (dataset ? " " + p.datasetName() + " " + p.datasetDigest() : "") + "\n";
            lines.merge(p.key(), line, String::concat);
        }
        values(model.modelId(), at.resolve("metrics"), lines);
        return at.resolve("artifacts");
    }

    /** @param locations where the files of runs and models have gone */
    void model(Model model, Locations locations) throws IOException {
        Path at = below(root.resolve("models"), model.name());
        var aliases = new TreeMap<String, String>();
        model.aliases().forEach((alias, version) -> aliases.put(alias, version.toString()));
        write(
                at.resolve("meta.yaml"),
                new Yaml()
                        .texts("aliases", aliases)
                        .number("creation_timestamp", model.created())
                        .text("description", model.description())
                        .number("last_updated_timestamp", model.updated())
                        .text("name", model.name())
                        .toString());
        values(model.name(), at.resolve("tags"), model.tags());
        values(model.name(), at.resolve("aliases"), aliases);
        for (Version version : model.versions()) {
            version(model, at.resolve("version-" + version.version()), version, locations.place(version));
        }
    }

    private void version(Model model, Path at, Version version, Locations.Place place) throws IOException {
        if (place.location() == null && !place.elsewhere()) {
            report.left("files of version", model.name() + "/" + version.version(), "they were not found");
        }
        write(
                at.resolve("meta.yaml"),
                new Yaml()
                        .number("creation_timestamp", version.created())
                        .text("current_stage", version.stage())
                        .text("description", version.description())
                        .number("last_updated_timestamp", version.updated())
                        .text("model_id", version.modelId())
                        .text("name", model.name())
                        .text("run_id", version.runId())
                        .text("run_link", version.runLink())
                        .text("source", place.source())
                        .text("status", "READY")
                        .text("status_message", null)
                        .text("storage_location", place.location() == null ? place.source() : place.location())
                        .text("user_id", version.userId())
                        .number("version", (long) version.version())
                        .toString());
        values(model.name() + "/" + version.version(), at.resolve("tags"), version.tags());
    }

    void file(Path folder, SourceFile file) throws IOException {
        Path target = below(folder, file.path());
        Files.createDirectories(target.resolveSibling(""));
        try (InputStream in = file.content().open()) {
            Files.copy(in, target);
        }
    }
}
