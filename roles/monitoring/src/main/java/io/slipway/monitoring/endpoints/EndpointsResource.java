package io.slipway.monitoring.endpoints;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import io.slipway.monitoring.endpoints.EndpointHistory.Instance;
import io.slipway.monitoring.endpoints.EndpointHistory.Point;
import io.slipway.monitoring.endpoints.EndpointHistory.Swap;
import io.slipway.serving.api.InstanceReports.EndpointReport;
import io.slipway.serving.api.InstanceReports.InstanceReport;
import io.slipway.serving.api.InstanceReports.VersionReport;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoints over HTTP: what answers, how fast, and which version since when. */
public final class EndpointsResource {
    private static final String PATH = "/api/slipway/v1/endpoints";
    private static final long RATE_MILLIS = 5000;

    private final EndpointHistory history;
    private final InstantSource clock;

    public EndpointsResource(EndpointHistory history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    public void addTo(EndpointTable table) {
        table.get(PATH, "listEndpoints", "Endpoints with version, rate and latency of the last seconds")
                .needs(Permission.ENDPOINT_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(EndpointList.class)
                .by(r -> Response.json(new EndpointList(
                        history.models().stream().map(this::summary).toList())));
        table.get(PATH + "/{model}", "getEndpoint", "One endpoint with its last minutes, second by second")
                .needs(Permission.ENDPOINT_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(EndpointView.class)
                .by(this::view);
        table.post("/api/slipway/v1/instance-reports", "reportInstance", "How a serving instance does")
                .needs(Permission.ENDPOINT_WRITE)
                .limits(Limits.SMALL)
                .takes(InstanceReport.class)
                .answersBytes()
                .by(r -> {
                    history.report(r.json(InstanceReport.class));
                    return Response.empty(204);
                });
    }

    record EndpointList(List<EndpointSummary> endpoints) {}

    /** @param rate requests a second over the last five seconds */
    record EndpointSummary(
            String model,
            @Nullable Integer liveVersion,
            List<VersionReport> versions,
            List<Instance> instances,
            double rate,
            long failures,
            long p50Micros,
            long p95Micros,
            long p99Micros) {}

    record EndpointView(EndpointSummary endpoint, List<Point> series, List<Swap> swaps) {}

    private EndpointSummary summary(String model) {
        EndpointReport latest = history.latest(model);
        if (latest == null) {
            throw SlipwayException.notFound("nothing serves a model '" + model + "'; served are " + history.models());
        }
        List<Point> recent = history.series(model, clock.millis() - RATE_MILLIS);
        return new EndpointSummary(
                model,
                latest.liveVersion(),
                latest.versions(),
                history.instances(model),
                recent.stream().mapToLong(Point::requests).sum() / (RATE_MILLIS / 1000.0),
                recent.stream().mapToLong(Point::failures).sum(),
                recent.stream().mapToLong(Point::p50Micros).max().orElse(0),
                recent.stream().mapToLong(Point::p95Micros).max().orElse(0),
                recent.stream().mapToLong(Point::p99Micros).max().orElse(0));
    }

    private Response view(Request request) {
        String model = request.path("model");
        int minutes = request.query("minutes").map(EndpointsResource::minutes).orElse(15);
        return Response.json(new EndpointView(
                summary(model), history.series(model, clock.millis() - minutes * 60_000L), history.swaps(model)));
    }

    private static int minutes(String text) {
        try {
            int minutes = Integer.parseInt(text);
            if (minutes >= 1 && minutes <= 15) {
                return minutes;
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        throw SlipwayException.invalid("minutes is '" + text + "'; it must be 1 to 15");
    }
}
