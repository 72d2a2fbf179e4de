package io.slipway.serving.invocations;

import io.slipway.http.Endpoint;
import io.slipway.http.EndpointTable;
import io.slipway.http.InlineExchange;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.live.Endpoints;
import io.slipway.serving.live.InferenceRunner;
import java.util.List;
import java.util.Set;

/**
 * The routes of MLflow's scoring server. That one serves a single model; here {@code /invocations} means the only one
 * that is served, or the one that the header {@code Slipway-Model} names. {@code /health} and {@code /version} are among
 * the rows that every port has.
 */
public final class InvocationsResource {
    private static final String MODEL_HEADER = "Slipway-Model";

    private final Endpoints endpoints;
    private final InferenceRunner runner;
    private final InvocationProtocol protocol = new InvocationProtocol();

    public InvocationsResource(Endpoints endpoints, InferenceRunner runner) {
        this.endpoints = endpoints;
        this.runner = runner;
    }

    /** @param maxBodyBytes the longest request */
    public List<Endpoint> endpoints(long maxBodyBytes) {
        var table = new EndpointTable(MlflowScoringErrors.FORMAT);
        table.post("/invocations", "invocations", "Predict with the only model, or the one in Slipway-Model")
                .needs(Permission.ENDPOINT_INFER)
                .limits(Limits.body(maxBodyBytes))
                .takesBytes()
                .answersBytes()
                .inline((exchange, body) -> invoke(exchange, body, onlyModel(exchange)));
        table.post("/models/{model}/invocations", "modelInvocations", "Predict")
                .needs(Permission.ENDPOINT_INFER)
                .limits(Limits.body(maxBodyBytes))
                .takesBytes()
                .answersBytes()
                .inline((exchange, body) -> invoke(exchange, body, exchange.path("model")));
        table.get("/ping", "ping", "Whether a model is served")
                .needs(Permission.PUBLIC)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .inline((exchange, body) -> ping(exchange));
        return table.rows();
    }

    private void invoke(InlineExchange exchange, byte[] body, String model) {
        runner.run(exchange, body, endpoints.acquire(model, null), protocol);
    }

    private String onlyModel(InlineExchange exchange) {
        String named = exchange.header(MODEL_HEADER);
        if (named != null) {
            return named;
        }
        Set<String> models = endpoints.routes().keySet();
        return switch (models.size()) {
            case 0 -> throw SlipwayException.notFound("no model is served here: give a registered version an alias");
            case 1 -> models.iterator().next();
            default ->
                throw SlipwayException.invalid("several models are served here: " + String.join(", ", models)
                        + "; name one in the header " + MODEL_HEADER
                        + " or post to /models/{model}/invocations");
        };
    }

    private void ping(InlineExchange exchange) {
        if (endpoints.routes().values().stream().noneMatch(r -> r.live() != null)) {
            throw SlipwayException.notFound("no model is served here");
        }
        exchange.reply(200, "application/json", new byte[] {'\n'}, 0, 1);
    }
}
