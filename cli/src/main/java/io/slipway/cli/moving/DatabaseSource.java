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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An MLflow database of any schema since MLflow 2.0. It is only read, in one snapshot. */
final class DatabaseSource implements Source {
    private final Tables tables;
    private final ArtifactRoots roots;
    private final Report report;

    DatabaseSource(Tables tables, ArtifactRoots roots, Report report) {
        this.tables = tables;
        this.roots = roots;
        this.report = report;
        if (!tables.has("experiments") || !tables.has("runs")) {
            throw SlipwayException.invalid(
                    tables.title() + " is no MLflow database: it has no tables 'experiments' and 'runs'.");
        }
    }

    @Override
    public String title() {
        return tables.title();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String lifecycle(Tables.Row row) {
        return "deleted".equals(row.text("lifecycle_stage")) ? "deleted" : "active";
    }

    @Override
    public List<Experiment> experiments() {
        var experiments = new ArrayList<Experiment>();
        tables.each("experiments", "", row -> {
            long created = row.number(0, "creation_time");
            String id = text(row.text("experiment_id"));
            experiments.add(new Experiment(
                    id,
                    text(row.text("name")),
                    lifecycle(row),
                    created,
                    row.number(created, "last_update_time"),
                    texts("experiment_tags", "key", "value", "experiment_id", MlflowValues.whole(id))));
        });
        return experiments;
    }

    private SortedMap<String, String> texts(String table, String key, String value, String column, Object id) {
        var texts = new TreeMap<String, String>();
        tables.each(table, column + " = ?", row -> texts.put(text(row.text(key)), text(row.text(value))), id);
        return texts;
    }

    @Override
    public void runs(Experiment experiment, Consumer<Run> each) {
        tables.each(
                "runs",
                "experiment_id = ?",
                row -> each.accept(run(experiment, row)),
                MlflowValues.whole(experiment.id()));
    }

    private Run run(Experiment experiment, Tables.Row row) {
        String id = text(row.text("run_uuid"));
        var tags = texts("tags", "key", "value", "run_uuid", id);
        String name = text(row.text("name"));
        return new Run(
                id,
                experiment.id(),
                name.isEmpty() ? tags.getOrDefault("mlflow.runName", "") : name,
                MlflowValues.runStatus(text(row.text("status"))),
                text(row.text("user_id")),
                row.number(0, "start_time"),
                row.numberOrNull("end_time"),
                lifecycle(row),
                row.numberOrNull("deleted_time"),
                texts("params", "key", "value", "run_uuid", id),
                tags,
                datasets(id),
                inputs(id),
                outputs(id),
                text(row.text("artifact_uri")));
    }

    private List<Dataset> datasets(String run) {
        var datasets = new ArrayList<Dataset>();
        tables.each(
                "inputs",
                "source_type = 'DATASET' AND destination_type = 'RUN' AND destination_id = ?",
                input -> {
                    SortedMap<String, String> tags =
                            texts("input_tags", "name", "value", "input_uuid", text(input.text("input_uuid")));
                    tables.each(
                            "datasets",
                            "dataset_uuid = ?",
                            row -> datasets.add(new Dataset(
                                    text(row.text("name")),
                                    text(row.text("digest")),
                                    text(row.text("dataset_source_type")),
                                    text(row.text("dataset_source")),
                                    row.text("dataset_schema"),
                                    row.text("dataset_profile"),
                                    tags)),
                            text(input.text("source_id")));
                },
                run);
        return datasets;
    }

    private List<String> inputs(String run) {
        var models = new ArrayList<String>();
        tables.each(
                "inputs",
                "source_type = 'RUN_INPUT' AND destination_type = 'MODEL_INPUT' AND source_id = ?",
                row -> models.add(text(row.text("destination_id"))),
                run);
        return models;
    }

    private List<Output> outputs(String run) {
        var outputs = new ArrayList<Output>();
        tables.each(
                "inputs",
                "source_type = 'RUN_OUTPUT' AND destination_type = 'MODEL_OUTPUT' AND source_id = ?",
                row -> outputs.add(new Output(text(row.text("destination_id")), row.number(0, "step"))),
                run);
        return outputs;
    }

    @Override
    public void points(Run run, Consumer<Point> each) {
        tables.each(
                "metrics",
                "run_uuid = ? ORDER BY key, timestamp, step",
                row -> each.accept(new Point(
                        text(row.text("key")), row.number(0, "timestamp"), row.number(0, "step"), row.value("value"))),
                run.runId());
    }

    /** Points are only ever added. */
    @Override
    public String mark(Run run) {
        return Long.toString(tables.count("metrics", "run_uuid = ?", run.runId()));
    }

    @Override
    public void loggedModels(Experiment experiment, Consumer<LoggedModel> each) {
        tables.each(
                "logged_models",
                "experiment_id = ?",
                row -> each.accept(loggedModel(experiment, row)),
                MlflowValues.whole(experiment.id()));
    }

    private LoggedModel loggedModel(Experiment experiment, Tables.Row row) {
        String id = text(row.text("model_id"));
        var points = new ArrayList<ModelPoint>();
        tables.each(
                "logged_model_metrics",
                "model_id = ? ORDER BY metric_name, metric_timestamp_ms, metric_step, run_id",
                point -> points.add(new ModelPoint(
                        text(point.text("metric_name")),
                        point.number(0, "metric_timestamp_ms"),
                        point.number(0, "metric_step"),
                        point.value("metric_value"),
                        text(point.text("run_id")),
                        point.text("dataset_name"),
                        point.text("dataset_digest"))),
                id);
        long created = row.number(0, "creation_timestamp_ms");
        return new LoggedModel(
                id,
                experiment.id(),
                text(row.text("name")),
                row.text("model_type"),
                row.text("source_run_id"),
                MlflowValues.modelStatus(text(row.text("status"))),
                row.text("status_message"),
                created,
                row.number(created, "last_updated_timestamp_ms"),
                lifecycle(row),
                texts("logged_model_params", "param_key", "param_value", "model_id", id),
                texts("logged_model_tags", "tag_key", "tag_value", "model_id", id),
                points,
                text(row.text("artifact_location")));
    }

    @Override
    public void models(Consumer<Model> each) {
        tables.each("registered_models", "", row -> {
            String name = text(row.text("name"));
            var aliases = new TreeMap<String, Integer>();
            tables.each(
                    "registered_model_aliases",
                    "name = ?",
                    alias -> aliases.put(text(alias.text("alias")), (int) alias.number(0, "version")),
                    name);
            var versions = new ArrayList<Version>();
            tables.each("model_versions", "name = ? ORDER BY version", v -> versions.add(version(name, v)), name);
            long created = row.number(0, "creation_time");
            each.accept(new Model(
                    name,
                    row.text("description"),
                    created,
                    row.number(created, "last_updated_time"),
                    texts("registered_model_tags", "key", "value", "name", name),
                    aliases,
                    versions));
        });
    }

    private Version version(String model, Tables.Row row) {
        int number = (int) row.number(0, "version");
        var tags = new TreeMap<String, String>();
        tables.each(
                "model_version_tags",
                "name = ? AND version = ?",
                tag -> tags.put(text(tag.text("key")), text(tag.text("value"))),
                model,
                number);
        long created = row.number(0, "creation_time");
        String stage = text(row.text("current_stage"));
        String source = row.text("source");
        return new Version(
                number,
                created,
                row.number(created, "last_updated_time"),
                row.text("description"),
                row.text("user_id"),
                MlflowValues.stage(stage),
                source,
                row.text("storage_location"),
                row.text("run_id"),
                row.text("run_link"),
                source != null && source.startsWith("models:/m-") ? source.substring("models:/".length()) : null,
                stage.equals(MlflowValues.DELETED_STAGE),
                tags);
    }

    @Override
    public List<SourceFile> files(Run run) throws IOException {
        return run.artifactUri().isEmpty()
                ? List.of()
                : roots.files(
                        "run", run.runId(), run.artifactUri(), run.experimentId() + "/" + run.runId() + "/artifacts");
    }

    @Override
    public List<SourceFile> files(LoggedModel model) throws IOException {
        return model.artifactUri().isEmpty()
                ? List.of()
                : roots.files(
                        "logged model",
                        model.modelId(),
                        model.artifactUri(),
                        model.experimentId() + "/models/" + model.modelId() + "/artifacts");
    }

    @Override
    public void reportRest() {
        for (String table : List.of(
                "trace_info", "assessments", "evaluation_datasets", "scorers", "webhooks", "issues", "secrets")) {
            long rows = tables.count(table, "");
            if (rows > 0) {
                report.left("table", table, rows + " rows: they are not moved");
            }
        }
    }

    @Override
    public void close() {
        tables.close();
    }
}
