package io.slipway.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Calls a server as MLflow's clients do. */
final class Calls {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    Calls(String url) {
        this.url = url;
    }

    record Answer(int status, HttpResponse<byte[]> response) {
        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return Json.parse(text());
        }

        JsonNode ok() {
            if (status != 200) {
                throw new AssertionError(status + " " + text());
            }
            return json();
        }

        String code() {
            return json().path("error_code").asText();
        }
    }

    Answer send(String method, String path, String contentType, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Content-Type", contentType);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer json(String method, String path, String json) {
        return send(method, "/api/2.0/mlflow/" + path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String path, String json) {
        return json("POST", path, json);
    }

    /** @param query names and values in turn */
    Answer get(String path, String... query) {
        var text = new StringBuilder("/api/2.0/mlflow/").append(path);
        for (int i = 0; i < query.length; i += 2) {
            text.append(i == 0 ? '?' : '&').append(query[i]).append('=').append(encoded(query[i + 1]));
        }
        return send("GET", text.toString(), "application/json", new byte[0]);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String experiment(String name) {
        return post("experiments/create", "{\"name\":\"" + name + "\"}")
                .ok()
                .path("experiment_id")
                .asText();
    }

    String run(String experimentId) {
        return post("runs/create", "{\"experiment_id\":\"" + experimentId + "\",\"start_time\":\"1700000000000\"}")
                .ok()
                .at("/run/info/run_id")
                .asText();
    }
}
