package io.slipway.training.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slipway.kernel.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a tracking server as the trainer calls; remembers what it was told. */
final class FakeTracking implements AutoCloseable {
    static final String RUN = "0123456789abcdef0123456789abcdef";

    record Call(String path, JsonNode body) {}

    final List<Call> calls = new CopyOnWriteArrayList<>();
    final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    volatile String failing = "";
    private final HttpServer server;

    FakeTracking() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<JsonNode> of(String call) {
        return calls.stream()
                .filter(c -> c.path().equals("/api/2.0/mlflow/" + call))
                .map(Call::body)
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.startsWith("/api/2.0/mlflow-artifacts/artifacts/")) {
            uploads.put(path.substring("/api/2.0/mlflow-artifacts/artifacts/".length()), body);
            answer(exchange, 200, "{}");
            return;
        }
        calls.add(new Call(
                path, body.length == 0 ? Json.object() : Json.parse(new String(body, StandardCharsets.UTF_8))));
        if (!failing.isEmpty() && path.endsWith(failing)) {
            answer(exchange, 400, "{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"because\"}");
            return;
        }
        switch (path.substring("/api/2.0/mlflow/".length())) {
            case "experiments/get-by-name" ->
                answer(exchange, 404, "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"no\"}");
            case "experiments/create" -> answer(exchange, 200, "{\"experiment_id\":\"4\"}");
            case "runs/create" -> answer(exchange, 200, "{\"run\":{\"info\":{\"run_id\":\"" + RUN + "\"}}}");
            case "runs/get" -> answer(exchange, 200, "{\"run\":{\"info\":{\"experiment_id\":\"4\"}}}");
            case "logged-models" ->
                answer(
                        exchange,
                        200,
                        "{\"model\":{\"info\":{\"model_id\":\"m-1\",\"artifact_uri\":\"mlflow-artifacts:/4/models/m-1/artifacts\"}}}");
            case "registered-models/create" ->
                answer(exchange, 400, "{\"error_code\":\"RESOURCE_ALREADY_EXISTS\",\"message\":\"there\"}");
            case "model-versions/create" -> answer(exchange, 200, "{\"model_version\":{\"version\":\"3\"}}");
            default -> answer(exchange, 200, "{}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
