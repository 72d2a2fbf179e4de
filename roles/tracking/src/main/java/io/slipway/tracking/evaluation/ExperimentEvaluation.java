package io.slipway.tracking.evaluation;

import io.slipway.storage.Tx;

/** What an experiment that goes for good takes with it: its scorers, and its place in evaluation datasets. */
public final class ExperimentEvaluation {
    private ExperimentEvaluation() {}

    /** @param experiment its number */
    public static void delete(Tx tx, long experiment) {
        tx.update(
                "DELETE FROM scorer_versions WHERE scorer IN (SELECT scorer_id FROM scorers WHERE experiment = ?)",
                experiment);
        tx.update("DELETE FROM scorers WHERE experiment = ?", experiment);
        tx.update("DELETE FROM evaluation_dataset_experiments WHERE experiment = ?", experiment);
    }
}
