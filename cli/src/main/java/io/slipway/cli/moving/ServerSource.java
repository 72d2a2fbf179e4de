package io.slipway.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.Server;
import io.slipway.cli.moving.Records.Dataset;
import io.slipway.cli.moving.Records.Experiment;
import io.slipway.cli.moving.Records.LoggedModel;
import io.slipway.cli.moving.Records.Model;
import io.slipway.cli.moving.Records.ModelPoint;
import io.slipway.cli.moving.Records.Output;
import io.slipway.cli.moving.Records.Point;
import io.slipway.cli.moving.Records.Run;
import io.slipway.cli.moving.Records.SourceFile;
import io.slipway.cli.moving.Records.Version;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running server that speaks MLflow's API: MLflow itself, or Slipway. */
final class ServerSource implements Source {
    private static final String API = "/api/2.0/mlflow/";
    private static final String UI = "/ajax-api/2.0/mlflow/";
    private static final int PAGE = 1000;
    private static final int HISTORY_PAGE = 25_000;

    private final Server server;
    private final ServerFiles files;
    private final Report report;
    private final Map<String, TreeSet<String>> metricsOf = recent();
    private final Map<String, String> latest = recent();

    ServerSource(Server server, Report report) {
        this.server = server;
        this.files = new ServerFiles(server, report);
        this.report = report;
    }

    /** Runs are asked about soon after they were listed, but not at once. */
    private static <V> Map<String, V> recent() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > 2 * PAGE;
            }
        };
    }

    @Override
    public String title() {
        return "the server at " + server.base();
    }

    /** Every page of a search. */
    private void pages(String path, ObjectNode body, String list, Consumer<JsonNode> each) {
        while (true) {
            JsonNode answer = server.post(API + path, body);
            answer.path(list).forEach(each);
            String token = answer.path("next_page_token").asText("");
            if (token.isEmpty()) {
                return;
            }
            body.put("page_token", token);
        }
    }

    private static @Nullable String textOrNull(JsonNode node, String field) {
        String text = node.path(field).asText("");
        return text.isEmpty() || node.path(field).isNull() ? null : text;
    }

    private static @Nullable Long numberOrNull(JsonNode node, String field) {
        return node.path(field).isMissingNode() || node.path(field).isNull()
                ? null
                : (Long) node.path(field).asLong();
    }

    private static SortedMap<String, String> texts(JsonNode list) {
        var texts = new TreeMap<String, String>();
        list.forEach(e -> texts.put(e.path("key").asText(), e.path("value").asText()));
        return texts;
    }

    private static String lifecycle(JsonNode node) {
        return node.path("lifecycle_stage").asText().equals("deleted") ? "deleted" : "active";
    }

    @Override
    public List<Experiment> experiments() {
        var experiments = new ArrayList<Experiment>();
        var body = Json.object().put("max_results", PAGE).put("view_type", "ALL");
        pages("experiments/search", body, "experiments", e -> {
            long created = e.path("creation_time").asLong();
            experiments.add(new Experiment(
                    e.path("experiment_id").asText(),
                    e.path("name").asText(),
                    lifecycle(e),
                    created,
                    e.path("last_update_time").asLong(created),
                    texts(e.path("tags"))));
        });
        return experiments;
    }

    @Override
    public void runs(Experiment experiment, Consumer<Run> each) {
        var body = Json.object().put("max_results", PAGE).put("run_view_type", "ALL");
        body.putArray("experiment_ids").add(experiment.id());
        pages("runs/search", body, "runs", node -> {
            Run run = run(experiment, node);
            remember(run, node.at("/data/metrics"));
            each.accept(run);
        });
    }

    private void remember(Run run, JsonNode metrics) {
        var keys = new TreeSet<String>();
        var points = new TreeMap<String, String>();
        metrics.forEach(m -> {
            keys.add(m.path("key").asText());
            points.put(
                    m.path("key").asText(),
                    m.path("step").asText() + " " + m.path("timestamp").asText() + " "
                            + m.path("value").asText());
        });
        metricsOf.put(run.runId(), keys);
        latest.put(run.runId(), points.toString());
    }

    private static Run run(Experiment experiment, JsonNode node) {
        JsonNode info = node.path("info");
        var tags = texts(node.at("/data/tags"));
        var datasets = new ArrayList<Dataset>();
        node.at("/inputs/dataset_inputs").forEach(input -> {
            JsonNode d = input.path("dataset");
            datasets.add(new Dataset(
                    d.path("name").asText(),
                    d.path("digest").asText(),
                    d.path("source_type").asText(),
                    d.path("source").asText(),
                    textOrNull(d, "schema"),
                    textOrNull(d, "profile"),
                    texts(input.path("tags"))));
        });
        var inputs = new ArrayList<String>();
        node.at("/inputs/model_inputs")
                .forEach(m -> inputs.add(m.path("model_id").asText()));
        var outputs = new ArrayList<Output>();
        node.at("/outputs/model_outputs")
                .forEach(m -> outputs.add(
                        new Output(m.path("model_id").asText(), m.path("step").asLong())));
        String id = info.path("run_id").asText(info.path("run_uuid").asText());
        return new Run(
                id,
                experiment.id(),
                info.path("run_name").asText(tags.getOrDefault("mlflow.runName", "")),
                MlflowValues.runStatus(info.path("status").asText()),
                info.path("user_id").asText(""),
                info.path("start_time").asLong(),
                numberOrNull(info, "end_time"),
                lifecycle(info),
                null,
                texts(node.at("/data/params")),
                tags,
                datasets,
                inputs,
                outputs,
                info.path("artifact_uri").asText(""));
    }

    @Override
    public void points(Run run, Consumer<Point> each) {
        for (String key : metricsOf.getOrDefault(run.runId(), new TreeSet<>())) {
            String path = API + "metrics/get-history?run_id=" + run.runId() + "&metric_key=" + Server.escape(key);
            history(path + "&max_results=" + HISTORY_PAGE, path, key, each);
        }
    }

    /** @param whole for servers on a folder, which know no pages */
    private void history(String paged, String whole, String key, Consumer<Point> each) {
        String token = "";
        do {
            JsonNode answer;
            try {
                answer = server.get(token.isEmpty() ? paged : paged + "&page_token=" + Server.escape(token));
            } catch (SlipwayException e) {
                if (!token.isEmpty() || e.code() != ErrorCode.INVALID_ARGUMENT) {
                    throw e;
                }
                answer = server.get(whole);
            }
            answer.path("metrics")
                    .forEach(m -> each.accept(new Point(
                            key,
                            m.path("timestamp").asLong(),
                            m.path("step").asLong(),
                            MlflowValues.number(m.path("value")))));
            token = answer.path("next_page_token").asText("");
        } while (!token.isEmpty());
    }

    /** A run that has ended gets no more points but by hand; one that goes on must be read. */
    @Override
    public @Nullable String mark(Run run) {
        if (run.status().equals("RUNNING") || run.endTime() == null) {
            return null;
        }
        MessageDigest digest = MlflowValues.sha256();
        MlflowValues.update(digest, run.endTime() + " " + latest.get(run.runId()));
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void loggedModels(Experiment experiment, Consumer<LoggedModel> each) {
        var body = Json.object().put("max_results", 50);
        body.putArray("experiment_ids").add(experiment.id());
        try {
            pages("logged-models/search", body, "models", node -> each.accept(loggedModel(experiment, node)));
        } catch (SlipwayException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e; // servers before version 3 do not have this call, and no such models
            }
        }
    }

    private static LoggedModel loggedModel(Experiment experiment, JsonNode node) {
        JsonNode info = node.path("info");
        var points = new ArrayList<ModelPoint>();
        node.at("/data/metrics")
                .forEach(m -> points.add(new ModelPoint(
                        m.path("key").asText(),
                        m.path("timestamp").asLong(),
                        m.path("step").asLong(),
                        MlflowValues.number(m.path("value")),
                        m.path("run_id").asText(info.path("source_run_id").asText("")),
                        textOrNull(m, "dataset_name"),
                        textOrNull(m, "dataset_digest"))));
        long created = info.path("creation_timestamp_ms").asLong();
        return new LoggedModel(
                info.path("model_id").asText(),
                experiment.id(),
                info.path("name").asText(),
                textOrNull(info, "model_type"),
                textOrNull(info, "source_run_id"),
                MlflowValues.modelStatus(info.path("status").asText()),
                textOrNull(info, "status_message"),
                created,
                info.path("last_updated_timestamp_ms").asLong(created),
                "active",
                texts(node.at("/data/params")),
                texts(info.path("tags")),
                points,
                info.path("artifact_uri").asText(""));
    }

    @Override
    public void models(Consumer<Model> each) {
        String token = "";
        do {
            JsonNode answer = server.get(API + "registered-models/search?max_results=200"
                    + (token.isEmpty() ? "" : "&page_token=" + Server.escape(token)));
            answer.path("registered_models").forEach(node -> each.accept(model(node)));
            token = answer.path("next_page_token").asText("");
        } while (!token.isEmpty());
    }

    private Model model(JsonNode node) {
        String name = node.path("name").asText();
        var aliases = new TreeMap<String, Integer>();
        node.path("aliases")
                .forEach(a ->
                        aliases.put(a.path("alias").asText(), a.path("version").asInt()));
        long created = node.path("creation_timestamp").asLong();
        return new Model(
                name,
                textOrNull(node, "description"),
                created,
                node.path("last_updated_timestamp").asLong(created),
                texts(node.path("tags")),
                aliases,
                versions(name));
    }

    private List<Version> versions(String model) {
        var versions = new ArrayList<Version>();
        String filter = Server.escape("name='" + model.replace("'", "''") + "'");
        String token = "";
        do {
            JsonNode answer = server.get(API + "model-versions/search?max_results=200&filter=" + filter
                    + (token.isEmpty() ? "" : "&page_token=" + Server.escape(token)));
            answer.path("model_versions").forEach(v -> versions.add(version(model, v)));
            token = answer.path("next_page_token").asText("");
        } while (!token.isEmpty());
        versions.sort(Comparator.comparingInt(Version::version));
        return versions;
    }

    private Version version(String model, JsonNode node) {
        int number = node.path("version").asInt();
        JsonNode location =
                server.get(API + "model-versions/get-download-uri?name=" + Server.escape(model) + "&version=" + number);
        long created = node.path("creation_timestamp").asLong();
        String source = textOrNull(node, "source");
        boolean ofModel = source != null && source.startsWith("models:/m-");
        String modelId = textOrNull(node, "model_id");
        return new Version(
                number,
                created,
                node.path("last_updated_timestamp").asLong(created),
                textOrNull(node, "description"),
                textOrNull(node, "user_id"),
                MlflowValues.stage(node.path("current_stage").asText("")),
                source,
                textOrNull(location, "artifact_uri"),
                textOrNull(node, "run_id"),
                textOrNull(node, "run_link"),
                modelId == null && ofModel && source != null ? source.substring("models:/".length()) : modelId,
                false,
                texts(node.path("tags")));
    }

    @Override
    public List<SourceFile> files(Run run) {
        String id = Server.escape(run.runId());
        return files.all(
                "run",
                run.runId(),
                API + "artifacts/list?run_id=" + id + "&path=",
                "/get-artifact?run_id=" + id + "&path=");
    }

    @Override
    public List<SourceFile> files(LoggedModel model) {
        String at = "logged-models/" + Server.escape(model.modelId()) + "/artifacts/";
        return files.all(
                "logged model",
                model.modelId(),
                API + at + "directories?artifact_directory_path=",
                UI + at + "files?artifact_file_path=");
    }

    @Override
    public void reportRest() {
        report.left("traces", server.base().toString(), "traces are not moved, and deleted models cannot be listed");
    }

    @Override
    public void close() {}
}
