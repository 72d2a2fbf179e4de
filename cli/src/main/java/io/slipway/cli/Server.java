package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A running Slipway as seen by a command: JSON in, JSON out, failures as messages one can act on. */
public final class Server {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(10);

    private final URI base;
    private final @Nullable String authorization;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /** @param authorization value of the Authorization header, or null */
    public Server(URI base, @Nullable String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    /**
     * The server that a command means: {@code url}, else SLIPWAY_URL, else MLFLOW_TRACKING_URI, else the local one;
     * credentials from SLIPWAY_TOKEN or SLIPWAY_USER and SLIPWAY_PASSWORD, else MLflow's variables.
     */
    public static Server of(@Nullable String url) {
        String chosen = first(url, env("SLIPWAY_URL"), env("MLFLOW_TRACKING_URI"), "http://127.0.0.1:5000");
        URI uri;
        try {
            uri = URI.create(chosen.endsWith("/") ? chosen.substring(0, chosen.length() - 1) : chosen);
        } catch (IllegalArgumentException e) {
            throw SlipwayException.invalid("'" + chosen + "' is no URL; give one like http://127.0.0.1:5000");
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw SlipwayException.invalid("'" + chosen + "' is no server's URL; give one like http://127.0.0.1:5000");
        }
        return new Server(uri, credentials());
    }

    /** Another's server, which is not to see the credentials for Slipway: MLflow's variables only. */
    public static Server foreign(String url) {
        return new Server(
                of(url).base,
                authorization(
                        env("MLFLOW_TRACKING_TOKEN"),
                        env("MLFLOW_TRACKING_USERNAME"),
                        env("MLFLOW_TRACKING_PASSWORD")));
    }

    private static @Nullable String credentials() {
        return authorization(
                firstOrNull(env("SLIPWAY_TOKEN"), env("MLFLOW_TRACKING_TOKEN")),
                firstOrNull(env("SLIPWAY_USER"), env("MLFLOW_TRACKING_USERNAME")),
                firstOrNull(env("SLIPWAY_PASSWORD"), env("MLFLOW_TRACKING_PASSWORD")));
    }

    private static @Nullable String authorization(
            @Nullable String token, @Nullable String user, @Nullable String password) {
        if (token != null) {
            return "Bearer " + token;
        }
        if (user == null || password == null) {
            return null;
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static @Nullable String env(String name) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static String first(@Nullable String... values) {
        String found = firstOrNull(values);
        if (found == null) {
            throw new IllegalArgumentException("no value");
        }
        return found;
    }

    private static @Nullable String firstOrNull(@Nullable String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    public URI base() {
        return base;
    }

    public JsonNode get(String path) {
        return send("GET", path, null);
    }

    public JsonNode post(String path, Object body) {
        return send("POST", path, body);
    }

    public JsonNode put(String path, Object body) {
        return send("PUT", path, body);
    }

    /** A body that is no JSON, answered by JSON. */
    public JsonNode send(String method, String path, String contentType, HttpRequest.BodyPublisher body) {
        HttpResponse<String> response = exchange(
                request(path)
                        .header("Content-Type", contentType)
                        .method(method, body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw refusal(response.statusCode(), response.body());
        }
        return response.body().isBlank() ? Json.object() : Json.parse(response.body());
    }

    /** The bytes at a path, as they come. */
    public InputStream open(String path) {
        HttpResponse<InputStream> response =
                exchange(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() >= 400) {
            try (InputStream said = response.body()) {
                throw refusal(response.statusCode(), new String(said.readNBytes(1 << 16), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw unreachable(e);
            }
        }
        return response.body();
    }

    /** One segment of a path or one value of a query, escaped. */
    public static String escape(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode send(String method, String path, @Nullable Object body) {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(Json.write(body));
        return send(method, path, "application/json", publisher);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlipwayException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    private SlipwayException unreachable(IOException e) {
        return new SlipwayException(
                ErrorCode.UNAVAILABLE,
                "no answer from " + base
                        + ". Is it running? Start one with 'slipway start-dev', or name another with"
                        + " --url or SLIPWAY_URL.",
                e);
    }

    /** The server's own words: problem details, MLflow's error or Open Inference's. */
    private static SlipwayException refusal(int status, String body) {
        String text = body;
        try {
            JsonNode json = Json.parse(text);
            for (String field : new String[] {"detail", "message", "error"}) {
                if (json.path(field).isTextual()) {
                    text = json.path(field).asText();
                    break;
                }
            }
        } catch (SlipwayException notJson) {
            text = text.length() > 300 ? text.substring(0, 300) + "…" : text;
        }
        ErrorCode code = switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.CONFLICT;
            default -> status < 500 ? ErrorCode.INVALID_ARGUMENT : ErrorCode.INTERNAL;
        };
        String hint =
                code == ErrorCode.UNAUTHENTICATED ? " Set SLIPWAY_TOKEN, or SLIPWAY_USER and SLIPWAY_PASSWORD." : "";
        return new SlipwayException(code, text + hint);
    }
}
