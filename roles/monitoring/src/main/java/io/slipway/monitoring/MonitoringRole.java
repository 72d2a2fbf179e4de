package io.slipway.monitoring;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.monitoring.endpoints.EndpointHistory;
import io.slipway.monitoring.endpoints.EndpointsResource;
import io.slipway.monitoring.endpoints.InferenceForwarding;
import io.slipway.monitoring.monitors.Monitors;
import io.slipway.monitoring.predictions.IntakeResource;
import io.slipway.monitoring.predictions.Labels;
import io.slipway.monitoring.predictions.Predictions;
import io.slipway.monitoring.windows.MonitorMetrics;
import io.slipway.monitoring.windows.MonitorsResource;
import io.slipway.monitoring.windows.Windows;
import io.slipway.serving.api.InferenceSink;
import io.slipway.serving.api.InstanceReports;
import io.slipway.storage.Blobs;
import io.slipway.storage.Database;
import io.slipway.tracking.api.ModelSource;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wiring of the monitoring role. */
public final class MonitoringRole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonitoringRole.class);
    private static final long ADVANCE_MILLIS = 250;

    private final EndpointTable table = new EndpointTable(ErrorFormat.PROBLEM);
    private final Monitors monitors;
    private final Windows windows;
    private final Predictions predictions;
    private final EndpointHistory endpoints;
    private final InferenceForwarding forwarding;
    private final ScheduledExecutorService advancing = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("windows").factory());

    /** @param inferenceUrl where this process serves; empty if it does not */
    public MonitoringRole(
            Database database,
            Blobs blobs,
            ModelSource models,
            InstantSource clock,
            PrometheusRegistry metrics,
            Supplier<String> inferenceUrl) {
        database.migrate("monitoring");
        monitors = new Monitors(database, clock);
        var labels = new Labels(database);
        windows = new Windows(database, blobs, monitors, labels, models, clock);
        predictions = new Predictions(database, monitors::models, windows::add);
        endpoints = new EndpointHistory(clock);
        forwarding = new InferenceForwarding(endpoints, inferenceUrl);

        metrics.register(new MonitorMetrics(monitors, windows, predictions::dropped));

        new MonitorsResource(monitors, windows).addTo(table);
        new IntakeResource(predictions, labels, monitors::models, clock).addTo(table);
        new EndpointsResource(endpoints, clock).addTo(table);
        forwarding.addTo(table);
    }

    public List<Endpoint> endpoints() {
        return table.rows();
    }

    public InferenceSink inferenceSink() {
        return predictions;
    }

    public InstanceReports instanceReports() {
        return endpoints;
    }

    public void start() {
        monitors.load();
        predictions.start();
        advancing.scheduleWithFixedDelay(this::advance, ADVANCE_MILLIS, ADVANCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void advance() {
        try {
            windows.advance();
        } catch (RuntimeException e) {
            LOG.warn("a window could not be advanced, trying again: {}", e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        forwarding.close();
        predictions.close();
        advancing.close();
    }
}
