package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import java.util.List;

/** Follows a reproduction as it goes; called by its thread, one call at a time. */
public interface ReproListener {
    ReproListener SILENT = new ReproListener() {};

    /** The stages that will be looked at, in order. */
    default void planned(List<Stage> stages) {}

    /** The stage's commands are about to run. */
    default void stageStarted(Stage stage) {}

    /**
     * The stage did not run.
     *
     * @param restored true if its outputs came from the cache; false if nothing had changed at all
     */
    default void stageCached(Stage stage, boolean restored) {}

    /** The stage ran, its outputs are kept and its lock entry is written. */
    default void stageFinished(Stage stage) {}

    /** The stage failed or was cancelled; its lock entry is as it was. */
    default void stageFailed(Stage stage, DvcException failure) {}

    /** A line that the stage's commands printed. */
    default void line(Stage stage, String line) {}

    /** What DVC would tell its user, line by line. */
    default void message(String text) {}
}
