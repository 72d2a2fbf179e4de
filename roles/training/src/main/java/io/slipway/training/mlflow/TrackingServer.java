package io.slipway.training.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tracking server that speaks MLflow's REST API, be it Slipway or MLflow's own. */
public final class TrackingServer implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration UPLOAD = Duration.ofMinutes(30);
    private static final int ATTEMPTS = 4;
    private static final int MAX_DETAIL = 500;

    private final String base;
    private final @Nullable String authorization;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private TrackingServer(String base, @Nullable String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    /**
     * @param environment for the credentials: MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD
     * @throws SlipwayException INVALID_ARGUMENT unless an http or https URL
     */
    public static TrackingServer at(String uri, Map<String, String> environment) {
        String trimmed = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        try {
            URI parsed = URI.create(trimmed);
            if (parsed.getHost() != null && ("http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme()))) {
                return new TrackingServer(trimmed, credentials(environment));
            }
        } catch (IllegalArgumentException e) {
            throw noServer(uri);
        }
        throw noServer(uri);
    }

    private static SlipwayException noServer(String uri) {
        return SlipwayException.invalid(
                "the tracking URI must be a server's URL such as http://127.0.0.1:5000, is '" + uri + "'");
    }

    private static @Nullable String credentials(Map<String, String> environment) {
        String token = environment.get("MLFLOW_TRACKING_TOKEN");
        if (token != null) {
            return "Bearer " + token;
        }
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        String password = environment.get("MLFLOW_TRACKING_PASSWORD");
        if (user == null || password == null) {
            return null;
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    public String uri() {
        return base;
    }

    /** @param call below {@code /api/2.0/mlflow/} */
    JsonNode post(String call, JsonNode body) {
        return json(send("POST", "/api/2.0/mlflow/" + call, BodyPublishers.ofString(body.toString()), ANSWER), call);
    }

    JsonNode patch(String call, JsonNode body) {
        return json(send("PATCH", "/api/2.0/mlflow/" + call, BodyPublishers.ofString(body.toString()), ANSWER), call);
    }

    /** Null if the server says that there is no such thing. */
    @Nullable
    JsonNode find(String call, Map<String, String> query) {
        var path = new StringBuilder("/api/2.0/mlflow/").append(call);
        char mark = '?';
        for (var entry : query.entrySet()) {
            path.append(mark)
                    .append(entry.getKey())
                    .append('=')
                    .append(URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8));
            mark = '&';
        }
        HttpResponse<String> response = send("GET", path.toString(), BodyPublishers.noBody(), ANSWER);
        return response.statusCode() == 404 ? null : json(response, call);
    }

    /** Uploads through the artifact proxy. @param path below {@code mlflow-artifacts:/} */
    void upload(String path, Path file) throws IOException {
        var encoded = new StringBuilder("/api/2.0/mlflow-artifacts/artifacts");
        for (String segment : path.split("/")) {
            encoded.append('/')
                    .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        json(send("PUT", encoded.toString(), BodyPublishers.ofFile(file), UPLOAD), "upload of " + path);
    }

    /** Sends; tries again after a pause if the server is overloaded, for then it has not begun. */
    private HttpResponse<String> send(String method, String path, BodyPublisher body, Duration timeout) {
        var request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout).method(method, body);
        if (method.equals("POST") || method.equals("PATCH")) {
            request.header("Content-Type", "application/json");
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            for (int attempt = 1; ; attempt++) {
                HttpResponse<String> response =
                        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                boolean busy = response.statusCode() == 429 || response.statusCode() == 503;
                if (!busy || attempt == ATTEMPTS) {
                    return response;
                }
                Thread.sleep(500L << attempt);
            }
        } catch (ConnectException e) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE,
                    "no tracking server answers at " + base
                            + ": start one with 'slipway start-dev', or name another with"
                            + " --tracking-uri or MLFLOW_TRACKING_URI",
                    e);
        } catch (IOException e) {
            throw new SlipwayException(
                    ErrorCode.UNAVAILABLE, "the tracking server at " + base + " broke off: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlipwayException(ErrorCode.CANCELLED, "interrupted while waiting for " + base, e);
        }
    }

    private JsonNode json(HttpResponse<String> response, String call) {
        String body = response.body();
        if (response.statusCode() / 100 == 2) {
            return body.isBlank() ? Json.object() : Json.parse(body);
        }
        String code = "";
        String detail = body;
        try {
            JsonNode error = Json.parse(body);
            code = error.path("error_code").asText();
            detail = error.path("message").asText(error.path("detail").asText(body));
        } catch (SlipwayException notJson) {
            code = "HTTP " + response.statusCode();
        }
        throw new Refused(
                code,
                base + " refuses " + call + " (" + response.statusCode() + " " + code + "): "
                        + detail.substring(0, Math.min(MAX_DETAIL, detail.length())));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** The server said no. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }

        SlipwayException told() {
            return new SlipwayException(ErrorCode.UNPROCESSABLE, String.valueOf(getMessage()), this);
        }
    }
}
