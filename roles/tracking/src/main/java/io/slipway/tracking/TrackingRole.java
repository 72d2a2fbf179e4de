package io.slipway.tracking;

import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.storage.Storage;
import io.slipway.tracking.api.Aliases;
import io.slipway.tracking.api.ModelSource;
import io.slipway.tracking.artifacts.ArtifactStore;
import io.slipway.tracking.artifacts.ArtifactsResource;
import io.slipway.tracking.evaluation.Evaluation;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.experiments.ExperimentsResource;
import io.slipway.tracking.graphql.GraphqlResource;
import io.slipway.tracking.models.LoggedModels;
import io.slipway.tracking.models.LoggedModelsResource;
import io.slipway.tracking.moving.ImportResource;
import io.slipway.tracking.registry.Registry;
import io.slipway.tracking.runs.RunsResource;
import io.slipway.tracking.traces.Tracing;
import io.slipway.tracking.trash.TrashResource;
import io.slipway.tracking.webhooks.WebhookDelivery;
import io.slipway.tracking.wire.MlflowErrors;
import io.slipway.tracking.wire.MlflowRoutes;
import io.slipway.tracking.wire.ServerInfo;
import io.slipway.tracking.wire.Workspaces;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The tracking role: experiments, runs, logged models, registry, artifacts and traces. */
public final class TrackingRole implements AutoCloseable {
    private final EndpointTable mlflow = new EndpointTable(MlflowErrors.FORMAT);
    private final EndpointTable slipway = new EndpointTable(ErrorFormat.PROBLEM);
    private final Registry registry;
    private final TrashResource trash;
    private final WebhookDelivery webhooks;

    public TrackingRole(Storage storage, InstantSource clock) {
        this(storage, clock, TrackingSettings.DEFAULT);
    }

    public TrackingRole(Storage storage, InstantSource clock, TrackingSettings settings) {
        var database = storage.database();
        database.migrate("tracking");
        var experiments = new Experiments(database, clock, settings.reuseNames());
        experiments.ensureDefault();
        var runs = new RunsResource(database, clock);
        var models = new LoggedModels(database, clock);
        var artifacts = new ArtifactStore(storage.blobs(), database);
        registry = new Registry(database, clock, artifacts);

        var routes = new MlflowRoutes(mlflow);
        ServerInfo.addTo(routes);
        new ExperimentsResource(experiments, database).addTo(routes);
        runs.addTo(routes);
        new LoggedModelsResource(models, database).addTo(routes);
        new ArtifactsResource(artifacts, runs.runs(), models, registry::location).addTo(routes, mlflow);
        registry.addTo(routes, slipway);
        new Tracing(database, clock, artifacts).addTo(routes, mlflow);
        new Evaluation(database, clock).addTo(routes);
        webhooks = new WebhookDelivery(storage, clock, settings.webhookTargets(), settings.webhookKey());
        webhooks.addTo(routes);
        new GraphqlResource(routes).addTo(mlflow);
        new ImportResource(database, registry.aliases(), artifacts, clock, runs.samples()::allChanged).addTo(slipway);
        trash = new TrashResource(storage, clock, settings.retention());
        trash.addTo(slipway);
    }

    /** Control plane routes: MLflow's API and Slipway's own. None does in one workspace what was asked for another. */
    public List<Endpoint> endpoints() {
        return Stream.concat(mlflow.rows().stream(), slipway.rows().stream())
                .map(Workspaces::guarded)
                .toList();
    }

    /** Begins to send webhooks, and to empty the trash of what has been in it long enough. */
    public void start() {
        webhooks.start();
        trash.start();
    }

    public Aliases aliases() {
        return registry.aliases();
    }

    public ModelSource modelSource() {
        return registry.modelSource();
    }

    @Override
    public void close() {
        trash.close();
        webhooks.close();
    }
}
