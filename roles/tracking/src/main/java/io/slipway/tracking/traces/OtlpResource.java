package io.slipway.tracking.traces;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.otlp.MalformedOtlpException;
import io.slipway.tracking.otlp.OtlpJson;
import io.slipway.tracking.otlp.OtlpProtobuf;
import io.slipway.tracking.otlp.Span;
import io.slipway.tracking.wire.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes spans from OpenTelemetry exporters: OTLP over HTTP in protobuf or JSON, plain, gzip or deflate. All of a request or nothing. */
final class OtlpResource {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final String SERVICE = "service.name";

    /** Coding agents, as JSON texts. */
    private static final Set<String> KNOWN_SERVICES =
            Set.of("\"claude-code\"", "\"codex_cli_rs\"", "\"codex_vscode\"", "\"gemini-cli\"", "\"qwen-code\"");

    private static final Limits LIMITS = Limits.body(32L << 20);

    private final SpanLog log;

    OtlpResource(SpanLog log) {
        this.log = log;
    }

    void addTo(EndpointTable table) {
        table.post("/v1/traces", "exportSpans", "Spans of an OpenTelemetry exporter")
                .needs(Permission.EXPERIMENT_WRITE)
                .limits(LIMITS)
                .takesBytes()
                .answersBytes()
                .by(this::export);
    }

    /** With the name of the program on the root span, where the UI shows it, if it is one that MLflow knows. */
    private static Span named(Span span) {
        String service = span.resource().get(SERVICE);
        if (!span.root() || service == null || !KNOWN_SERVICES.contains(service)) {
            return span;
        }
        var attributes = new LinkedHashMap<>(span.attributes());
        attributes.put(SERVICE, service);
        return span.with(attributes);
    }

    private Response export(Request request) throws IOException {
        String type = request.header("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
            throw SlipwayException.invalid("Invalid Content-Type. Expected: " + PROTOBUF + " or " + JSON);
        }
        String experiment = request.header("x-mlflow-experiment-id")
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> new SlipwayException(
                        ErrorCode.UNPROCESSABLE,
                        "The header x-mlflow-experiment-id is missing: set it to the id of the experiment that the"
                                + " traces go to."));
        byte[] body = request.body().readAllBytes();
        List<Span> spans;
        try {
            spans = type.equals(JSON) ? OtlpJson.spans(body) : OtlpProtobuf.spans(body);
        } catch (MalformedOtlpException e) {
            if (e.unusable()) {
                throw new SlipwayException(
                        ErrorCode.UNPROCESSABLE,
                        "Cannot convert OpenTelemetry span to MLflow span: " + e.getMessage() + ".");
            }
            throw SlipwayException.invalid("Invalid OpenTelemetry format: " + e.getMessage() + ".");
        }
        if (spans.isEmpty()) {
            throw SlipwayException.invalid("Invalid OpenTelemetry format - no spans found");
        }
        log.log(
                Caller.of(request),
                experiment,
                spans.stream().map(OtlpResource::named).toList(),
                request.header("x-mlflow-run-id").orElse(""));
        return type.equals(JSON)
                ? Response.bytes(200, JSON, "{}".getBytes(StandardCharsets.UTF_8))
                : Response.bytes(200, PROTOBUF, new byte[0]);
    }
}
