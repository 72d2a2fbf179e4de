package io.slipway.serving;

import io.slipway.http.HttpServer;
import io.slipway.inference.ModelLoader;
import io.slipway.serving.api.InferenceSink.InferenceRecord;
import io.slipway.serving.api.InstanceReports.InstanceReport;
import io.slipway.serving.follow.Loader;
import io.slipway.tracking.api.ModelSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A serving instance behind a real port. */
final class TestInstance implements AutoCloseable {
    final ServingRole role;
    final List<InferenceRecord> logged = new CopyOnWriteArrayList<>();
    final List<InstanceReport> reports = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    TestInstance(Path home, ModelSource source) {
        this(home, source, ModelLoader::load, 2, 16);
    }

    TestInstance(Path home, ModelSource source, Loader loader, int threads, int queue) {
        var settings = new ServingSettings(home, "test", () -> "http://test", threads, queue, 1 << 20, "0.1.0");
        role = new ServingRole(settings, source, loader, logged::add, reports::add, InstantSource.system());
        role.start();
        server = HttpServer.builder()
                .drainLimit(Duration.ofSeconds(2))
                .port(0)
                .endpoints(role.inferenceEndpoints())
                .start();
    }

    int port() {
        return server.port();
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return post(path, HttpRequest.BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> post(String path, HttpRequest.BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(uri(path)).POST(body).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
        role.close();
    }
}
