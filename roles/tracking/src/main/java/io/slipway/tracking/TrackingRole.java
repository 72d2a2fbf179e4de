package io.slipway.tracking;

import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.storage.Storage;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.experiments.ExperimentsResource;
import io.slipway.tracking.runs.RunsResource;
import io.slipway.tracking.wire.MlflowErrors;
import io.slipway.tracking.wire.MlflowRoutes;
import java.time.InstantSource;
import java.util.List;

/** The tracking role: experiments, runs, logged models, registry and artifacts. */
public final class TrackingRole implements AutoCloseable {
    private final EndpointTable mlflow = new EndpointTable(MlflowErrors.FORMAT);

    public TrackingRole(Storage storage, InstantSource clock) {
        storage.database().migrate("tracking");
        var experiments = new Experiments(storage.database(), clock);
        experiments.ensureDefault();
        var runs = new RunsResource(storage.database(), clock);

        var routes = new MlflowRoutes(mlflow);
        new ExperimentsResource(experiments, storage.database()).addTo(routes);
        runs.addTo(routes);
    }

    public List<Endpoint> endpoints() {
        return mlflow.rows();
    }

    @Override
    public void close() {}
}
