package io.slipway.serving;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.slipway.http.Endpoint;
import io.slipway.serving.api.InferenceSink;
import io.slipway.serving.api.InstanceReports;
import io.slipway.serving.follow.Loader;
import io.slipway.serving.follow.ModelFollower;
import io.slipway.serving.follow.Retirement;
import io.slipway.serving.invocations.InvocationsResource;
import io.slipway.serving.live.Endpoints;
import io.slipway.serving.live.InferenceRunner;
import io.slipway.serving.observe.ServingMetrics;
import io.slipway.serving.observe.ServingMetrics.LoadedVersion;
import io.slipway.serving.observe.ServingStats;
import io.slipway.serving.openinference.OpenInferenceResource;
import io.slipway.tracking.api.ModelSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The serving role: models behind HTTP, following the aliases of the registry. */
public final class ServingRole implements AutoCloseable {
    private final Endpoints endpoints = new Endpoints();
    private final ServingStats stats = new ServingStats();
    private final Retirement retirement = new Retirement();
    private final ServingSettings settings;
    private final InferenceRunner runner;
    private final ModelFollower follower;
    private final ReportTicker reports;
    private final ServingMetrics metrics;

    /**
     * @param source the registry, or {@code RemoteModelSource}
     * @param loader makes a model of a folder
     * @param sink the inference log, or {@code RemoteInferenceSink}
     * @param reports who wants to know how the instance does, or {@code RemoteInstanceReports}
     */
    public ServingRole(
            ServingSettings settings,
            ModelSource source,
            Loader loader,
            InferenceSink sink,
            InstanceReports reports,
            InstantSource clock) {
        this.settings = settings;
        this.runner = new InferenceRunner(settings.threads(), settings.queue(), sink, stats, clock);
        this.follower = new ModelFollower(settings.home(), source, loader, endpoints, stats, retirement, clock);
        this.reports = new ReportTicker(settings, endpoints, stats, retirement, reports, clock);
        this.metrics = new ServingMetrics(stats, runner::queued, this::loaded);
    }

    /** The routes of the data plane. */
    public List<Endpoint> inferenceEndpoints() {
        var all = new ArrayList<Endpoint>();
        all.addAll(new OpenInferenceResource(endpoints, runner, settings.version()).endpoints(settings.maxBodyBytes()));
        all.addAll(new InvocationsResource(endpoints, runner).endpoints(settings.maxBodyBytes()));
        return all;
    }

    /** Nothing: the endpoints' state on the control plane is monitoring's. */
    public List<Endpoint> endpoints() {
        return List.of();
    }

    /** Loads what was served last, then follows the registry. */
    public void start() {
        follower.start();
        reports.start();
    }

    /** To be registered with the registry that {@code /metrics} of the inference port shows. */
    public MultiCollector metrics() {
        return metrics;
    }

    /** Why traffic should not be sent here, or empty if it may: for {@code /readyz}. */
    public java.util.Optional<String> notReady() {
        return java.util.Optional.ofNullable(endpoints.notReady());
    }

    /** Says "not ready" from now on and goes on answering, so that balancers can turn away first. */
    public void drain() {
        endpoints.drain();
    }

    private List<LoadedVersion> loaded() {
        return endpoints.routes().values().stream()
                .flatMap(route -> route.names().values().stream()
                        .distinct()
                        .map(v -> new LoadedVersion(
                                v.name(), v.version(), v.model().platform(), Objects.equals(v, route.live()))))
                .toList();
    }

    @Override
    public void close() {
        endpoints.drain();
        reports.close();
        follower.close();
        runner.close();
        retirement.free();
    }
}
