package io.slipway.training.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * One training run on a tracking server: params, metrics, the data it saw, the model it made. Every failure is a
 * SlipwayException that names the call. Metrics are sent in batches; {@link #end} sends the last ones.
 */
public final class TrackedRun {
    private static final int METRICS_IN_A_BATCH = 400;
    private static final int PARAMS_IN_A_BATCH = 100;

    private final TrackingServer server;
    private final InstantSource clock;
    private final String runId;
    private final AtomicBoolean ended = new AtomicBoolean();
    private ArrayNode metrics = Json.strict().createArrayNode();

    private TrackedRun(TrackingServer server, InstantSource clock, String runId) {
        this.server = server;
        this.clock = clock;
        this.runId = runId;
    }

    /** Starts a run in the experiment of this name, which is made if there is none. */
    public static TrackedRun start(
            TrackingServer server, InstantSource clock, String experiment, Map<String, String> tags) {
        return telling(() -> {
            String experimentId = experiment(server, experiment);
            ObjectNode body = Json.object().put("experiment_id", experimentId).put("start_time", clock.millis());
            pairs(body.putArray("tags"), tags);
            JsonNode info = server.post("runs/create", body).path("run").path("info");
            return new TrackedRun(server, clock, info.path("run_id").asText());
        });
    }

    /** A run that was started before. */
    public static TrackedRun of(TrackingServer server, InstantSource clock, String runId) {
        return new TrackedRun(server, clock, runId);
    }

    private static String experiment(TrackingServer server, String name) {
        JsonNode found = server.find("experiments/get-by-name", Map.of("experiment_name", name));
        if (found == null) {
            try {
                return server.post("experiments/create", Json.object().put("name", name))
                        .path("experiment_id")
                        .asText();
            } catch (TrackingServer.Refused e) {
                found = server.find("experiments/get-by-name", Map.of("experiment_name", name));
                if (found == null) {
                    throw e;
                }
            }
        }
        JsonNode experiment = found.path("experiment");
        if (experiment.path("lifecycle_stage").asText().equals("deleted")) {
            throw SlipwayException.invalid(
                    "experiment '" + name + "' is deleted: restore it, or name another with --experiment");
        }
        return experiment.path("experiment_id").asText();
    }

    public String id() {
        return runId;
    }

    public void params(Map<String, String> params) {
        var entries = List.copyOf(params.entrySet());
        for (int i = 0; i < entries.size(); i += PARAMS_IN_A_BATCH) {
            ObjectNode body = Json.object().put("run_id", runId);
            ArrayNode array = body.putArray("params");
            entries.subList(i, Math.min(entries.size(), i + PARAMS_IN_A_BATCH))
                    .forEach(e -> array.addObject().put("key", e.getKey()).put("value", e.getValue()));
            telling(() -> server.post("runs/log-batch", body));
        }
    }

    public void metrics(long step, Map<String, Double> values) {
        long now = clock.millis();
        values.forEach((key, value) -> metrics.addObject()
                .put("key", key)
                .put("value", value)
                .put("timestamp", now)
                .put("step", step));
        if (metrics.size() >= METRICS_IN_A_BATCH) {
            flush();
        }
    }

    /** Sends what has gathered. */
    public void flush() {
        if (!metrics.isEmpty()) {
            ObjectNode body = Json.object().put("run_id", runId);
            body.set("metrics", metrics);
            telling(() -> server.post("runs/log-batch", body));
            metrics = Json.strict().createArrayNode();
        }
    }

    /**
     * Records a file of rows as input of the run.
     *
     * @param digest hexadecimal MD5 of the file: DVC's name for its content
     * @param schema name and type of the columns, as MLflow's column schema
     */
    public void input(String name, String digest, String path, JsonNode schema, long rows, String context) {
        ObjectNode body = Json.object().put("run_id", runId);
        ObjectNode input = body.putArray("datasets").addObject();
        input.putArray("tags").addObject().put("key", "mlflow.data.context").put("value", context);
        input.putObject("dataset")
                .put("name", name)
                .put("digest", digest)
                .put("source_type", "local")
                .put("source", Json.object().put("uri", path).toString())
                .put(
                        "schema",
                        Json.object().<ObjectNode>set("mlflow_colspec", schema).toString())
                .put("profile", Json.object().put("num_rows", rows).toString());
        telling(() -> server.post("runs/log-inputs", body));
    }

    /** Announces a model of this run, whose files follow. */
    public LoggedModel newModel(String name) {
        return telling(() -> {
            JsonNode run = server.find("runs/get", Map.of("run_id", runId));
            if (run == null) {
                throw SlipwayException.notFound("run " + runId + " is gone from " + server.uri());
            }
            ObjectNode body = Json.object()
                    .put("experiment_id", run.at("/run/info/experiment_id").asText())
                    .put("name", name)
                    .put("source_run_id", runId);
            JsonNode info = server.post("logged-models", body).path("model").path("info");
            String uri = info.path("artifact_uri").asText();
            if (!uri.startsWith("mlflow-artifacts:/")) {
                throw SlipwayException.invalid("the experiment keeps its artifacts at '" + uri
                        + "'; the trainer uploads through the tracking server only (mlflow-artifacts:)");
            }
            // mlflow-artifacts:/1/… or mlflow-artifacts://host/1/…
            String path = uri.substring("mlflow-artifacts:".length());
            String below = path.startsWith("//") ? path.substring(Math.max(path.indexOf('/', 2), 2)) : path;
            return new LoggedModel(info.path("model_id").asText(), below.replaceAll("^/+", ""));
        });
    }

    /** @param path of its folder in the artifact store */
    public record LoggedModel(String id, String path) {}

    /** Uploads every file below {@code folder} and makes the model ready, as an output of the run. */
    public void upload(LoggedModel model, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        try {
            for (Path file : files) {
                String relative = folder.relativize(file).toString().replace('\\', '/');
                server.upload(model.path + "/" + relative, file);
            }
            finish(model, "LOGGED_MODEL_READY");
            ObjectNode outputs = Json.object().put("run_id", runId);
            outputs.putArray("models").addObject().put("model_id", model.id).put("step", 0);
            server.post("runs/outputs", outputs);
        } catch (TrackingServer.Refused e) {
            throw e.told();
        }
    }

    private void finish(LoggedModel model, String status) {
        server.patch(
                "logged-models/" + model.id,
                Json.object().put("model_id", model.id).put("status", status));
    }

    /** Registers the model under a name that is made if there is none; answers the new version. */
    public int register(LoggedModel model, String name) {
        return telling(() -> {
            try {
                server.post("registered-models/create", Json.object().put("name", name));
            } catch (TrackingServer.Refused e) {
                if (!e.code().equals("RESOURCE_ALREADY_EXISTS")) {
                    throw e;
                }
            }
            ObjectNode body = Json.object()
                    .put("name", name)
                    .put("source", "models:/" + model.id)
                    .put("run_id", runId)
                    .put("model_id", model.id);
            return Integer.parseInt(server.post("model-versions/create", body)
                    .path("model_version")
                    .path("version")
                    .asText());
        });
    }

    public void alias(String name, String alias, int version) {
        telling(() -> server.post(
                "registered-models/alias",
                Json.object().put("name", name).put("alias", alias).put("version", Integer.toString(version))));
    }

    /** Ends the run; only the first call counts. @param status FINISHED, FAILED or KILLED */
    public void end(String status) {
        if (ended.compareAndSet(false, true)) {
            if (status.equals("FINISHED")) {
                flush();
            }
            telling(() -> server.post(
                    "runs/update",
                    Json.object().put("run_id", runId).put("status", status).put("end_time", clock.millis())));
        }
    }

    private static void pairs(ArrayNode array, Map<String, String> pairs) {
        pairs.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
    }

    private static <T> T telling(Call<T> call) {
        try {
            return call.make();
        } catch (TrackingServer.Refused e) {
            throw e.told();
        } catch (NumberFormatException e) {
            throw new SlipwayException(ErrorCode.UNPROCESSABLE, "the tracking server's answer names no version", e);
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T make();
    }
}
