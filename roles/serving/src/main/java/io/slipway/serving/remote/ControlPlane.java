package io.slipway.serving.remote;

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

/** The one server that a serving instance calls: the configured control plane. Safe for use by several threads. */
public final class ControlPlane implements AutoCloseable {
    private static final String PREFIX = "/api/slipway/v1";

    private final String base;
    private final @Nullable String authorization;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param url such as {@code http://control:5000}
     * @param authorization value of the header Authorization, see {@link #bearer} and {@link #basic}; null for none
     */
    public ControlPlane(URI url, @Nullable String authorization) {
        String text = url.toString();
        this.base = (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + PREFIX;
        this.authorization = authorization;
    }

    public static String bearer(String token) {
        return "Bearer " + token;
    }

    public static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** One segment of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @throws IOException if it does not answer 200 */
    InputStream get(String path, Duration limit) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(request(path, limit).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                String said = new String(body.readNBytes(500), StandardCharsets.UTF_8);
                throw new IOException(
                        "the control plane answered " + response.statusCode() + " to GET " + path + ": " + said);
            }
        }
        return response.body();
    }

    /** @return the status */
    int post(String path, byte[] json, Duration limit) throws IOException, InterruptedException {
        return client.send(
                        request(path, limit)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(limit);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
