package io.slipway.monitoring.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.monitoring.endpoints.EndpointHistory.Instance;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands one inference by hand on to a serving instance, so that the web page, which may talk to its own server alone,
 * can try an endpoint. For people, not for traffic.
 *
 * <p>Where it goes is an address that an instance reported, and reports are others' words. So only the two paths of
 * the Open Inference Protocol are asked, only over HTTP, no redirect is followed, addresses that only this machine's
 * host answers (link-local) are refused, and nothing is shown that is no answer of the protocol. The caller's
 * credentials are handed on to this very process alone.
 */
public final class InferenceForwarding implements AutoCloseable {
    private static final String PATH = "/api/slipway/v1/endpoints/{model}";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private final EndpointHistory history;
    private final Supplier<String> ownUrl;
    private @Nullable HttpClient client;

    /** @param ownUrl where this process serves; empty if it does not */
    public InferenceForwarding(EndpointHistory history, Supplier<String> ownUrl) {
        this.history = history;
        this.ownUrl = ownUrl;
    }

    public void addTo(EndpointTable table) {
        table.post(
                        PATH + "/infer",
                        "tryEndpoint",
                        "One inference by hand; takes and answers the Open Inference Protocol")
                .needs(Permission.ENDPOINT_INFER)
                .limits(Limits.SMALL.within(PATIENCE.plusSeconds(5)))
                .takesBytes()
                .answersBytes()
                .by(r -> forward(r, "/infer", body(r)));
        table.get(PATH + "/metadata", "getEndpointMetadata", "Inputs and outputs as the endpoint tells them")
                .needs(Permission.ENDPOINT_READ)
                .limits(Limits.NO_BODY.within(PATIENCE.plusSeconds(5)))
                .takesNothing()
                .answersBytes()
                .by(r -> forward(r, "", null));
    }

    private static byte[] body(Request request) throws IOException {
        byte[] bytes = request.body().readAllBytes();
        if (!Json.parse(new String(bytes, StandardCharsets.UTF_8)).isObject()) {
            throw SlipwayException.invalid("the body must be an inference request, such as {\"inputs\": [...]}");
        }
        return bytes;
    }

    private Response forward(Request request, String action, byte @Nullable [] body) {
        String model = request.path("model");
        String base = instanceOf(model);
        URI target = URI.create(checked(base) + "/v2/models/" + segment(model) + action);
        var call = HttpRequest.newBuilder(target).timeout(PATIENCE).header("Accept", "application/json");
        if (base.equals(ownUrl.get())) {
            request.header("Authorization").ifPresent(value -> call.header("Authorization", value));
        }
        if (body != null) {
            call.header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body));
        }
        return answer(send(call.build()), model);
    }

    /** The instance of this process if it serves the model, else the one that reported last. */
    private String instanceOf(String model) {
        String own = ownUrl.get();
        Optional<Instance> chosen = history.instances(model).stream()
                .filter(i -> !i.silent() && i.liveVersion() != null)
                .max(Comparator.<Instance, Boolean>comparing(i -> i.url().equals(own))
                        .thenComparing(Instance::lastSeen));
        return chosen.map(Instance::url)
                .orElseThrow(() -> SlipwayException.notFound(
                        "no instance answers for a model '" + model + "' now; answered are " + history.models()));
    }

    private static String checked(String base) {
        URI url;
        try {
            url = URI.create(base);
        } catch (IllegalArgumentException e) {
            throw refused("is no URL");
        }
        String scheme = url.getScheme();
        String host = url.getHost();
        boolean plain = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
        boolean root = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        if (host == null || !("http".equals(scheme) || "https".equals(scheme)) || !plain || !root) {
            throw refused("is not of the form http://host:port");
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress()) {
                    throw refused("is not the address of a server");
                }
            }
        } catch (UnknownHostException e) {
            throw refused("has a host name that is not known here");
        }
        return scheme + "://" + url.getRawAuthority();
    }

    private static SlipwayException refused(String why) {
        return new SlipwayException(
                ErrorCode.UNAVAILABLE,
                "the address that the serving instance reports " + why + ", so nothing is sent there; call the instance"
                        + " itself");
    }

    private HttpResponse<InputStream> send(HttpRequest call) {
        try {
            return client().send(call, BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            throw new SlipwayException(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "the serving instance did not answer in " + PATIENCE.toSeconds() + " s",
                    e);
        } catch (IOException e) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE,
                    "the serving instance cannot be reached from the control plane; call the instance itself",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "the server is stopping; try again", e);
        }
    }

    /** Answers of the protocol pass, with the instance's refusals in our own form; nothing else does. */
    private static Response answer(HttpResponse<InputStream> got, String model) {
        JsonNode said = read(got);
        if (got.statusCode() == 200 && (said.has("outputs") || said.has("inputs"))) {
            return Response.json(said).with("Cache-Control", "no-store");
        }
        String error = said.path("error").asText("");
        if (got.statusCode() == 401 || got.statusCode() == 403) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE,
                    "the serving instance asks for a login of its own; call it itself with your credentials");
        }
        if (error.isEmpty() || got.statusCode() < 400) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE, "what answered for the model '" + model + "' is no serving instance");
        }
        ErrorCode code = got.statusCode() == 404
                ? ErrorCode.NOT_FOUND
                : got.statusCode() < 500 ? ErrorCode.INVALID_ARGUMENT : ErrorCode.UNAVAILABLE;
        throw new SlipwayException(code, error);
    }

    private static JsonNode read(HttpResponse<InputStream> got) {
        try (InputStream in = got.body()) {
            byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
            if (bytes.length > MAX_ANSWER_BYTES) {
                throw new SlipwayException(
                        ErrorCode.UNAVAILABLE, "the answer is longer than 4 MB; call the instance itself");
            }
            return Json.strict().readTree(bytes);
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "what answered is no serving instance", e);
        }
    }

    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(3))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            client = made;
        }
        return made;
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
