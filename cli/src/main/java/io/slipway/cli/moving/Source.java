package io.slipway.cli.moving;

import io.slipway.cli.moving.Records.Experiment;
import io.slipway.cli.moving.Records.LoggedModel;
import io.slipway.cli.moving.Records.Model;
import io.slipway.cli.moving.Records.Point;
import io.slipway.cli.moving.Records.Run;
import io.slipway.cli.moving.Records.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that holds what MLflow keeps. Nothing of it is trusted: no content is ever executed or unpickled, no
 * symbolic link is followed, no file is opened outside of the folders that the user named. What cannot be read is told
 * to the {@link Report} and left out; the rest goes on.
 */
interface Source extends AutoCloseable {
    /** For people: what it is and where. */
    String title();

    /** All experiments, the deleted ones too. */
    List<Experiment> experiments() throws IOException;

    /** Runs of an experiment, the deleted ones too, one at a time. */
    void runs(Experiment experiment, Consumer<Run> each) throws IOException;

    /** All points of a run, those of one metric together. */
    void points(Run run, Consumer<Point> each) throws IOException;

    /** A short text that differs when the run has other points; null if only reading them tells. */
    @Nullable
    String mark(Run run) throws IOException;

    void loggedModels(Experiment experiment, Consumer<LoggedModel> each) throws IOException;

    void models(Consumer<Model> each) throws IOException;

    List<SourceFile> files(Run run) throws IOException;

    List<SourceFile> files(LoggedModel model) throws IOException;

    /** Tells the report what this kind of source holds and this program does not move. */
    default void reportRest() throws IOException {}

    @Override
    void close();
}
