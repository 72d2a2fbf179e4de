package io.slipway.cli.moving;

import io.slipway.cli.moving.Records.Experiment;
import io.slipway.cli.moving.Records.LoggedModel;
import io.slipway.cli.moving.Records.Model;
import io.slipway.cli.moving.Records.Run;
import io.slipway.cli.moving.Records.SourceFile;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Writes everything of a source into a folder that MLflow opens. */
final class Exporter {
    private final Source source;
    private final MlrunsWriter writer;
    private final Report report;
    private final Progress progress;
    private final Locations locations = new Locations();

    Exporter(Source source, MlrunsWriter writer, Report report, Progress progress) {
        this.source = source;
        this.writer = writer;
        this.report = report;
        this.progress = progress;
    }

    /** Work that reads and writes files, where only plain consumers are taken. */
    @FunctionalInterface
    private interface Step<T> {
        void of(T item) throws IOException;
    }

    private static <T> Consumer<T> unchecked(Step<T> step) {
        return item -> {
            try {
                step.of(item);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    void everything() throws IOException {
        List<Experiment> experiments = source.experiments();
        for (int i = 0; i < experiments.size(); i++) {
            Experiment experiment = experiments.get(i);
            progress.say("experiment " + (i + 1) + " of " + experiments.size());
            writer.experiment(experiment);
            report.count("experiments", "added");
            source.loggedModels(experiment, unchecked(this::loggedModel));
            source.runs(experiment, unchecked(this::run));
        }
        source.models(unchecked(this::model));
        source.reportRest();
        progress.end();
    }

    private void loggedModel(LoggedModel model) throws IOException {
        Path artifacts = writer.loggedModel(model);
        locations.model(model.modelId(), model.artifactUri(), artifacts.toString());
        report.count("logged models", "added");
        files(model.modelId(), source.files(model), artifacts);
    }

    private void run(Run run) throws IOException {
        Path artifacts = writer.run(run);
        locations.run(run.runId(), run.artifactUri(), artifacts.toString());
        report.count("runs", "added");
        progress.runs(1);
        try (var points = writer.points(run)) {
            source.points(run, unchecked(point -> {
                points.add(point);
                report.added("points", 1);
            }));
        }
        files(run.runId(), source.files(run), artifacts);
    }

    private void files(String owner, List<SourceFile> files, Path artifacts) throws IOException {
        for (SourceFile file : files) {
            try {
                writer.file(artifacts, file);
                report.count("files", "added");
                progress.file(file.size());
            } catch (SlipwayException e) {
                report.left("file", owner + "/" + file.path(), e.text());
            }
        }
    }

    private void model(Model model) throws IOException {
        writer.model(model, locations);
        report.count("models", "added");
        report.added("versions", model.versions().size());
    }
}
