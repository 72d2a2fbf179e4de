package io.slipway.tracking.traces;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.artifacts.ArtifactStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The spans of a trace as the file {@code traces.json}, and the files attached to it, for MLflow's web UI. */
final class TraceFiles {
    private static final String DATA = "traces.json";

    private final Traces traces;
    private final ArtifactStore artifacts;

    TraceFiles(Traces traces, ArtifactStore artifacts) {
        this.traces = traces;
        this.artifacts = artifacts;
    }

    void addTo(EndpointTable table) {
        for (String version : List.of("2.0", "3.0")) {
            table.get(
                            "/ajax-api/" + version + "/mlflow/get-trace-artifact",
                            "getTraceArtifact" + version.charAt(0),
                            "The spans of a trace as a file")
                    .needs(Permission.EXPERIMENT_READ)
                    .limits(Limits.NO_BODY)
                    .takesNothing()
                    .answersBytes()
                    .by(this::get);
        }
    }

    private Response get(Request request) throws IOException {
        String traceId = request.query("request_id")
                .filter(id -> !id.isEmpty())
                .orElseThrow(
                        () -> SlipwayException.invalid("Request must include the \"request_id\" query parameter."));
        String path = request.query("path").orElse("");
        Traces.Whole whole = traces.whole(request.workspace(), traceId);
        String folder = whole.info().tags().getOrDefault(TraceInfo.ARTIFACTS, "");
        if (!path.isEmpty()) {
            return file(folder, "attachments/" + path, path);
        }
        if (whole.spans().isEmpty() && artifacts.exists(folder, DATA)) {
            return file(folder, DATA, DATA);
        }
        byte[] json = ("{\"spans\":[" + String.join(",", whole.spans()) + "]}").getBytes(StandardCharsets.UTF_8);
        return attachment(Response.bytes(200, "application/octet-stream", json), DATA);
    }

    private Response file(String folder, String path, String name) throws IOException {
        return attachment(
                Response.stream("application/octet-stream", artifacts.size(folder, path), artifacts.open(folder, path)),
                name.substring(name.lastIndexOf('/') + 1));
    }

    private static Response attachment(Response response, String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return response.with("Content-Disposition", "attachment; filename=" + plain)
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Security-Policy", "sandbox; default-src 'none'");
    }
}
