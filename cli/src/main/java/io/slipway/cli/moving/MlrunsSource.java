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
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An {@code mlruns} folder: what MLflow's client writes where there is no server. One folder an experiment, one below it
 * a run; a file a param, a tag or a metric, with one line a point.
 */
final class MlrunsSource implements Source {
    private static final long MAX_VALUE = 4 << 20;
    private static final Set<String> RESERVED = Set.of("tags", "datasets", "traces", "models");

    private final Folder folder;
    private final ArtifactRoots roots;
    private final RegistryFolder registry;
    private final Report report;
    private final Map<String, Path> experimentFolders = new HashMap<>();

    /** @param artifacts folders besides this one in which files may lie */
    MlrunsSource(Path root, List<Path> artifacts, Report report) throws IOException {
        this.folder = new Folder(root, report);
        this.report = report;
        this.roots = new ArtifactRoots(folder.root(), report);
        this.registry = new RegistryFolder(folder, report);
        roots.add(root);
        for (Path each : artifacts) {
            roots.add(each);
        }
    }

    @Override
    public String title() {
        return "the folder " + folder.root();
    }

    @Override
    public List<Experiment> experiments() throws IOException {
        var candidates = new ArrayList<>(folder.folders(folder.root()));
        candidates.removeIf(p -> Set.of("models", ".trash").contains(name(p)));
        candidates.addAll(folder.folders(folder.root().resolve(".trash")));
        var experiments = new ArrayList<Experiment>();
        for (Path each : candidates) {
            if (!Files.exists(each.resolve("meta.yaml"))
                    && folder.children(each).isEmpty()) {
                continue;
            }
            try {
                Experiment experiment = experiment(each);
                experimentFolders.put(experiment.id(), each);
                experiments.add(experiment);
            } catch (SlipwayException e) {
                report.left("experiment", name(each), e.text());
            }
        }
        if (experiments.isEmpty()
                && folder.folders(folder.root().resolve("models")).isEmpty()) {
            throw SlipwayException.invalid(folder.root()
                    + " is no MLflow store: no folder in it has a meta.yaml. Give the folder 'mlruns' itself.");
        }
        return experiments;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private Experiment experiment(Path at) throws IOException {
        Meta meta = Meta.of(folder, at);
        String id = same(meta.text("experiment_id"), at);
        long modified = Files.getLastModifiedTime(at.resolve("meta.yaml")).toMillis();
        long created = meta.number(modified, "creation_time");
        return new Experiment(
                id,
                meta.text("name"),
                lifecycle(meta),
                created,
                meta.number(created, "last_update_time"),
                folder.values(at.resolve("tags"), MAX_VALUE));
    }

    private static String lifecycle(Meta meta) {
        return "deleted".equals(meta.textOrNull("lifecycle_stage")) ? "deleted" : "active";
    }

    /** An id that is not the name of its folder would find the files of another. */
    private static String same(String id, Path at) {
        if (!id.equals(name(at))) {
            throw SlipwayException.invalid(
                    "its meta.yaml says that it is '" + MlflowValues.shown(id) + "', but its folder is " + name(at));
        }
        return id;
    }

    private Path at(String experimentId) {
        Path at = experimentFolders.get(experimentId);
        if (at == null) {
            throw new IllegalStateException("experiment " + experimentId + " was not listed");
        }
        return at;
    }

    @Override
    public void runs(Experiment experiment, Consumer<Run> each) throws IOException {
        for (Path at : folder.folders(at(experiment.id()))) {
            if (RESERVED.contains(name(at))) {
                continue;
            }
            Run run;
            try {
                run = run(experiment, at);
            } catch (SlipwayException e) {
                report.left("run", name(at), e.text());
                continue;
            }
            each.accept(run);
        }
    }

    private Run run(Experiment experiment, Path at) throws IOException {
        Meta meta = Meta.of(folder, at);
        String id = same(meta.text("run_id", "run_uuid"), at);
        var tags = folder.values(at.resolve("tags"), MAX_VALUE);
        String name = meta.textOrNull("run_name");
        String tagged = tags.getOrDefault("mlflow.runName", "");
        String user = meta.textOrNull("user_id");
        String uri = meta.textOrNull("artifact_uri");
        var datasets = new ArrayList<Dataset>();
        var inputs = new ArrayList<String>();
        inputs(experiment, id, at, datasets, inputs);
        return new Run(
                id,
                experiment.id(),
                name == null || name.isEmpty() ? tagged : name,
                MlflowValues.runStatus(String.valueOf(meta.textOrNull("status"))),
                user == null ? "" : user,
                meta.number(0, "start_time"),
                meta.numberOrNull("end_time"),
                lifecycle(meta),
                meta.numberOrNull("deleted_time"),
                folder.values(at.resolve("params"), MAX_VALUE),
                tags,
                datasets,
                inputs,
                outputs(id, at),
                uri == null ? "" : uri);
    }

    private void inputs(Experiment experiment, String run, Path at, List<Dataset> datasets, List<String> models)
            throws IOException {
        for (Path input : folder.folders(at.resolve("inputs"))) {
            try {
                Meta meta = Meta.of(folder, input);
                String source = meta.text("source_id");
                if (!"DATASET".equals(meta.textOrNull("source_type"))) {
                    models.add(source);
                    continue;
                }
                Path datasetAt = folder.find(folder.root()
                                .relativize(at(experiment.id()))
                                .resolve("datasets")
                                .resolve(source))
                        .orElseThrow(() -> SlipwayException.invalid("the dataset " + source + " is missing"));
                Meta dataset = Meta.of(folder, datasetAt);
                datasets.add(new Dataset(
                        dataset.text("name"),
                        dataset.text("digest"),
                        dataset.text("source_type"),
                        dataset.text("source"),
                        dataset.textOrNull("schema"),
                        dataset.textOrNull("profile"),
                        meta.texts("tags")));
            } catch (SlipwayException e) {
                report.left("input", run + "/" + name(input), e.text());
            }
        }
    }

    private List<Output> outputs(String run, Path at) throws IOException {
        var outputs = new ArrayList<Output>();
        for (Path output : folder.folders(at.resolve("outputs"))) {
            try {
                Meta meta = Meta.of(folder, output);
                outputs.add(new Output(meta.text("destination_id", "source_id"), meta.number(0, "step")));
            } catch (SlipwayException e) {
                report.left("output", run + "/" + name(output), e.text());
            }
        }
        return outputs;
    }

    private Path metricsOf(Run run) {
        return at(run.experimentId()).resolve(run.runId()).resolve("metrics");
    }

    @Override
    public void points(Run run, Consumer<Point> each) throws IOException {
        Path metrics = metricsOf(run);
        for (Path file : folder.files(metrics)) {
            String key = Folder.below(metrics, file);
            try {
                Lines.each(file, line -> {
                    String[] parts = fields(line);
                    if (parts.length >= 2) {
                        each.accept(new Point(
                                key,
                                MlflowValues.whole(parts[0]),
                                parts.length == 2 ? 0 : MlflowValues.whole(parts[2]),
                                MlflowValues.number(parts[1])));
                    }
                });
            } catch (SlipwayException e) {
                report.left("metric", run.runId() + "/" + key, "a line of it is no point: " + e.text());
            }
        }
    }

    private static String[] fields(String line) {
        String plain = line.strip();
        String[] parts = plain.split(" ", 6);
        if (parts.length == 1 && !plain.isEmpty()) {
            throw SlipwayException.invalid("'" + MlflowValues.shown(plain) + "'");
        }
        return parts;
    }

    /** Metric files only ever grow: their names and sizes tell. */
    @Override
    public String mark(Run run) throws IOException {
        Path metrics = metricsOf(run);
        MessageDigest digest = MlflowValues.sha256();
        for (Path file : folder.files(metrics)) {
            MlflowValues.update(digest, Folder.below(metrics, file) + " " + Files.size(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void loggedModels(Experiment experiment, Consumer<LoggedModel> each) throws IOException {
        for (Path at : folder.folders(at(experiment.id()).resolve("models"))) {
            LoggedModel model;
            try {
                model = loggedModel(experiment, at);
            } catch (SlipwayException e) {
                report.left("logged model", name(at), e.text());
                continue;
            }
            each.accept(model);
        }
    }

    private LoggedModel loggedModel(Experiment experiment, Path at) throws IOException {
        Meta meta = Meta.of(folder, at);
        String id = same(meta.text("model_id"), at);
        long created = meta.number(0, "creation_timestamp");
        String uri = meta.textOrNull("artifact_location");
        return new LoggedModel(
                id,
                experiment.id(),
                meta.text("name"),
                meta.textOrNull("model_type"),
                meta.textOrNull("source_run_id"),
                MlflowValues.modelStatus(String.valueOf(meta.textOrNull("status"))),
                meta.textOrNull("status_message"),
                created,
                meta.number(created, "last_updated_timestamp"),
                lifecycle(meta),
                folder.values(at.resolve("params"), MAX_VALUE),
                folder.values(at.resolve("tags"), MAX_VALUE),
                modelPoints(id, at.resolve("metrics")),
                uri == null ? "" : uri);
    }

    private List<ModelPoint> modelPoints(String model, Path metrics) throws IOException {
        var points = new ArrayList<ModelPoint>();
        for (Path file : folder.files(metrics)) {
            String key = Folder.below(metrics, file);
            try {
                Lines.each(file, line -> {
                    String[] parts = fields(line);
                    if (parts.length >= 4) {
                        points.add(new ModelPoint(
                                key,
                                MlflowValues.whole(parts[0]),
                                MlflowValues.whole(parts[2]),
                                MlflowValues.number(parts[1]),
                                parts[3],
                                parts.length > 5 ? parts[4] : null,
                                parts.length > 5 ? parts[5] : null));
                    }
                });
            } catch (SlipwayException e) {
                report.left("metric", model + "/" + key, "a line of it is no point: " + e.text());
            }
        }
        return points;
    }

    @Override
    public void models(Consumer<Model> each) throws IOException {
        registry.models(each);
    }

    @Override
    public List<SourceFile> files(Run run) throws IOException {
        return filesAt(
                "run", run.runId(), run.artifactUri(), at(run.experimentId()).resolve(run.runId()));
    }

    @Override
    public List<SourceFile> files(LoggedModel model) throws IOException {
        return filesAt(
                "logged model",
                model.modelId(),
                model.artifactUri(),
                at(model.experimentId()).resolve("models").resolve(model.modelId()));
    }

    /** Beside the record, where they usually are; else where the record says. */
    private List<SourceFile> filesAt(String what, String id, String uri, Path record) throws IOException {
        Path usual = folder.root().relativize(record.resolve("artifacts"));
        var beside = folder.find(usual);
        if (beside.isPresent() && !folder.children(beside.get()).isEmpty()) {
            return folder.moved(beside.get());
        }
        return uri.isEmpty() ? List.of() : roots.files(what, id, uri, usual.toString());
    }

    @Override
    public void reportRest() throws IOException {
        for (Path experiment : experimentFolders.values()) {
            int traces = folder.folders(experiment.resolve("traces")).size();
            if (traces > 0) {
                report.left("traces", name(experiment), traces + " traces: they are not moved");
            }
        }
    }

    @Override
    public void close() {}
}
