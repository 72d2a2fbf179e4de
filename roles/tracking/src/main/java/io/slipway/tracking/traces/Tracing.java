package io.slipway.tracking.traces;

import io.slipway.http.EndpointTable;
import io.slipway.storage.Database;
import io.slipway.tracking.artifacts.ArtifactStore;
import io.slipway.tracking.wire.MlflowRoutes;
import java.time.InstantSource;

/** Everything about traces. */
public final class Tracing {
    private final TracesResource traces;
    private final TraceMetricsResource metrics;
    private final AssessmentsResource assessments;
    private final OtlpResource otlp;
    private final TraceFiles files;

    public Tracing(Database database, InstantSource clock, ArtifactStore artifacts) {
        var all = new Traces(database, artifacts);
        this.traces = new TracesResource(all, new TraceSearch(database), clock);
        this.metrics = new TraceMetricsResource(new TraceMetrics(database));
        this.assessments = new AssessmentsResource(new Assessments(database, clock), clock);
        this.otlp = new OtlpResource(new SpanLog(database));
        this.files = new TraceFiles(all, artifacts);
    }

    public void addTo(MlflowRoutes routes, EndpointTable table) {
        traces.addTo(routes);
        metrics.addTo(routes);
        assessments.addTo(routes);
        otlp.addTo(table);
        files.addTo(table);
    }
}
