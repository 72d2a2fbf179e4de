package io.slipway.serving.openinference;

import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.InlineExchange;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.inference.Signature.Field;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.live.Endpoints;
import io.slipway.serving.live.InferenceRunner;
import io.slipway.serving.live.LiveVersion;
import io.slipway.serving.live.ModelRoute;
import io.slipway.serving.wire.JsonBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the Open Inference Protocol
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md). A version in
 * a path is a number or an alias.
 */
public final class OpenInferenceResource {
    private final Endpoints endpoints;
    private final InferenceRunner runner;
    private final OpenInferenceProtocol protocol = new OpenInferenceProtocol();
    private final String serverVersion;

    public OpenInferenceResource(Endpoints endpoints, InferenceRunner runner, String serverVersion) {
        this.endpoints = endpoints;
        this.runner = runner;
        this.serverVersion = serverVersion;
    }

    /** @param maxBodyBytes the longest infer request */
    public List<Endpoint> endpoints(long maxBodyBytes) {
        var table = new EndpointTable(OpenInferenceErrors.FORMAT);
        get(
                table,
                "/v2",
                "serverMetadata",
                "Name, version and extensions of the server",
                Permission.PUBLIC,
                (x, to) -> to.raw("{\"name\":\"slipway\",\"version\":")
                        .string(serverVersion)
                        .raw(",\"extensions\":[]}"));
        get(
                table,
                "/v2/health/live",
                "serverLive",
                "Whether the server runs",
                Permission.PUBLIC,
                (x, to) -> to.raw("{\"live\":true}"));
        get(
                table,
                "/v2/health/ready",
                "serverReady",
                "Whether every model answers",
                Permission.PUBLIC,
                this::serverReady);
        for (String version : List.of("", "/versions/{version}")) {
            String path = "/v2/models/{model}" + version;
            boolean versioned = !version.isEmpty();
            String suffix = versioned ? "Version" : "";
            get(
                    table,
                    path,
                    "modelMetadata" + suffix,
                    "Inputs and outputs of a model",
                    Permission.ENDPOINT_READ,
                    versioned ? this::versionMetadata : this::metadata);
            get(
                    table,
                    path + "/ready",
                    "modelReady" + suffix,
                    "Whether a model answers",
                    Permission.ENDPOINT_READ,
                    versioned ? this::versionReady : this::modelReady);
            table.post(path + "/infer", "modelInfer" + suffix, "Predict")
                    .needs(Permission.ENDPOINT_INFER)
                    .limits(Limits.body(maxBodyBytes))
                    .takesBytes()
                    .answersBytes()
                    .inline((exchange, body) -> {
                        LiveVersion live =
                                endpoints.acquire(exchange.path("model"), versioned ? exchange.path("version") : null);
                        runner.run(exchange, body, live, protocol);
                    });
        }
        return table.rows();
    }

    private static void get(
            EndpointTable table,
            String path,
            String operation,
            String summary,
            Permission permission,
            BiConsumer<InlineExchange, JsonBuffer> writer) {
        table.get(path, operation, summary)
                .needs(permission)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .inline((exchange, body) -> {
                    var buffer = new JsonBuffer();
                    writer.accept(exchange, buffer);
                    byte[] answer = buffer.toBytes();
                    exchange.reply(200, "application/json", answer, 0, answer.length);
                });
    }

    private void serverReady(InlineExchange exchange, JsonBuffer to) {
        String problem = endpoints.notReady();
        if (problem != null) {
            throw new SlipwayException(ErrorCode.UNAVAILABLE, problem);
        }
        to.raw("{\"ready\":true}");
    }

    private void modelReady(InlineExchange exchange, JsonBuffer to) {
        ready(exchange.path("model"), null, to);
    }

    private void versionReady(InlineExchange exchange, JsonBuffer to) {
        ready(exchange.path("model"), exchange.path("version"), to);
    }

    private void ready(String model, @Nullable String version, JsonBuffer to) {
        endpoints.acquire(model, version).release();
        to.raw("{\"name\":").string(model).raw(",\"ready\":true}");
    }

    private void metadata(InlineExchange exchange, JsonBuffer to) {
        describe(exchange.path("model"), null, to);
    }

    private void versionMetadata(InlineExchange exchange, JsonBuffer to) {
        describe(exchange.path("model"), exchange.path("version"), to);
    }

    private void describe(String model, @Nullable String version, JsonBuffer to) {
        LiveVersion live = endpoints.acquire(model, version);
        try {
            to.raw("{\"name\":").string(model).raw(",\"versions\":[");
            String separator = "";
            for (ModelRoute.VersionState state : endpoints.route(model).states()) {
                if (state.state() == ModelRoute.State.READY) {
                    to.raw(separator).raw('"').number(state.version()).raw('"');
                    separator = ",";
                }
            }
            to.raw("],\"platform\":").string(live.model().platform()).raw(",\"inputs\":");
            fields(live.model().signature().inputs(), to);
            to.raw(",\"outputs\":");
            fields(live.model().signature().outputs(), to);
            to.raw(",\"properties\":{\"version\":\"").number(live.version()).raw("\"}}");
        } finally {
            live.release();
        }
    }

    private static void fields(List<Field> fields, JsonBuffer to) {
        to.raw('[');
        String separator = "";
        for (Field field : fields) {
            to.raw(separator).raw("{\"name\":").string(field.name());
            to.raw(",\"datatype\":\"").raw(field.datatype().name()).raw("\",\"shape\":[");
            for (int i = 0; i < field.shape().length; i++) {
                to.raw(i == 0 ? "" : ",").number(field.shape()[i]);
            }
            to.raw("]}");
            separator = ",";
        }
        to.raw(']');
    }
}
