package io.slipway.training;

import io.slipway.data.api.Datasets;
import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.storage.EventLog;
import io.slipway.storage.Storage;
import io.slipway.tracking.api.Aliases;
import io.slipway.tracking.api.ModelSource;
import io.slipway.training.api.TrainingSettings;
import io.slipway.training.pipelines.Executor;
import io.slipway.training.pipelines.Pipelines;
import io.slipway.training.pipelines.PipelinesResource;
import io.slipway.training.pipelines.RunDatasets;
import io.slipway.training.promotion.Comparisons;
import io.slipway.training.promotion.RetrainResource;
import io.slipway.training.promotion.Retrainings;
import io.slipway.training.promotion.WindowScores;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Wiring of the training role. An alert starts a run, a run that ends starts a comparison, and a comparison may move the
 * champion's alias: each by an event, handled at least once.
 */
public final class TrainingRole implements AutoCloseable {
    private final EndpointTable table = new EndpointTable(ErrorFormat.PROBLEM);
    private final EventLog events;
    private final Executor executor;
    private final Retrainings retrainings;
    private final Comparisons comparisons;
    private final RunDatasets runDatasets;
    private final List<EventLog.Subscription> subscriptions = new ArrayList<>();

    public TrainingRole(
            Storage storage,
            ModelSource models,
            Aliases aliases,
            Datasets datasets,
            TrainingSettings settings,
            InstantSource clock) {
        var database = storage.database();
        database.migrate("training");
        events = storage.events();
        var pipelines = new Pipelines(database, clock);
        executor = new Executor(pipelines, aliases, settings, clock);
        retrainings = new Retrainings(database, pipelines, executor, clock);
        runDatasets = new RunDatasets(pipelines, datasets);
        var scores = new WindowScores(storage.blobs(), models, settings.home().resolve("scratch"));
        comparisons = new Comparisons(database, pipelines, aliases, scores, clock);

        new PipelinesResource(pipelines, executor).addTo(table);
        comparisons.addTo(table);
        new RetrainResource(retrainings).addTo(table);
    }

    public List<Endpoint> endpoints() {
        return table.rows();
    }

    /** Call when the control plane's port is open: stages talk to it. */
    public void start() {
        executor.start();
        subscriptions.add(
                events.subscribe("training-retrain", List.of("monitor.alert_fired"), retrainings::alertFired));
        subscriptions.add(
                events.subscribe("training-compare", List.of("pipeline.run_finished"), comparisons::runFinished));
        subscriptions.add(
                events.subscribe("training-datasets", List.of("pipeline.run_finished"), runDatasets::runFinished));
    }

    @Override
    public void close() {
        subscriptions.forEach(EventLog.Subscription::close);
        executor.close();
    }
}
