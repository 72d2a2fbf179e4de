package io.slipway.tracking.evaluation;

import io.slipway.storage.Database;
import io.slipway.tracking.wire.MlflowRoutes;
import java.time.InstantSource;

/** The wiring of evaluation datasets and scorers. */
public final class Evaluation {
    private final EvaluationDatasetsResource datasets;
    private final ScorersResource scorers;

    public Evaluation(Database database, InstantSource clock) {
        this.datasets = new EvaluationDatasetsResource(
                new EvaluationDatasets(database, clock),
                new EvaluationRecords(database, clock),
                new EvaluationDatasetSearch(database));
        this.scorers = new ScorersResource(new Scorers(database, clock));
    }

    public void addTo(MlflowRoutes routes) {
        datasets.addTo(routes);
        scorers.addTo(routes);
    }
}
