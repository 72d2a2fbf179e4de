package io.slipway.tracking.traces;

import io.slipway.storage.Tx;
import java.util.List;

/** The traces of an experiment that goes for good. */
public final class ExperimentTraces {
    private static final List<String> HANGING =
            List.of("trace_tags", "trace_metadata", "trace_runs", "trace_prompts", "spans", "assessments");

    private ExperimentTraces() {}

    /** @param experiment its number */
    public static void delete(Tx tx, long experiment) {
        HANGING.forEach(table -> tx.update(
                "DELETE FROM " + table + " WHERE trace IN (SELECT id FROM traces WHERE experiment = ?)", experiment));
        tx.update("DELETE FROM traces WHERE experiment = ?", experiment);
    }
}
