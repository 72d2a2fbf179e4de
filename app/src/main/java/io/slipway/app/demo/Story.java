package io.slipway.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.app.demo.Traffic.Flight;
import io.slipway.app.server.Installation;
import io.slipway.app.server.SlipwayServer;
import io.slipway.cli.ApplyCommand;
import io.slipway.cli.Server;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.EventLog;
import io.slipway.storage.embedded.EventLogFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The steps of the demo, in order. Each one uses the server as anyone would: over HTTP or by a command. */
final class Story {
    private static final String MODEL = "flights-late";
    private static final String API = "/api/slipway/v1/";
    private static final long PIPELINE_MILLIS = 180_000;
    private static final long SWAP_MILLIS = 15_000;
    private static final String REPLAYED = "4,5,6,7,8,9,10,11,12";

    private final SlipwayServer server;
    private final Installation installation;
    private final Path home;
    private final Display display;
    private final int every;
    private final Server control;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Ledger ledger;
    private final AtomicBoolean retraining = new AtomicBoolean();

    Story(SlipwayServer server, Installation installation, Path home, Display display, int every) {
        this.server = server;
        this.installation = installation;
        this.home = home;
        this.display = display;
        this.every = every;
        this.control = new Server(URI.create(server.controlUrl()), null);
        this.ledger = new Ledger(control, MODEL);
    }

    /** True if everything that had to happen did. */
    boolean tell() throws IOException, InterruptedException {
        DemoProject project = project();
        Future<Path> rows = Executors.newVirtualThreadPerTaskExecutor().submit(() -> project.replayRows(REPLAYED));
        firstModel();
        serve();
        NavigableMap<Integer, List<Flight>> months = flights(rows);
        try (var traffic = new Traffic(MODEL, server.inferenceUrl(), control, retraining::get)) {
            replay(months, traffic);
            shortWindow();
            rollBack(months.lastEntry().getValue().getLast());
            boolean proven = prove();
            display.text(ledger.report(traffic, display.seconds(), every));
            display.text(ending());
            return proven && traffic.failed() == 0;
        }
    }

    private DemoProject project() throws IOException, InterruptedException {
        display.step("A project with versioned data");
        DemoProject project = DemoProject.copy(installation, home);
        display.now("dvc init, commit");
        project.initialise();
        display.fact(project.folder() + ": dvc.yaml, params.yaml, 12 months of flights and the weather under DVC");
        ApplyCommand.apply(control, project.folder().resolve("slipway.yaml"), line -> display.fact(line));
        return project;
    }

    private void firstModel() throws InterruptedException {
        display.step("The pipeline prepares, trains and evaluates on January to March");
        JsonNode run = runPipeline(Json.object(), "first model");
        for (JsonNode stage : run.path("stages")) {
            display.fact(stage(stage));
        }
        display.now("the same again");
        JsonNode again = runPipeline(Json.object(), "nothing changed");
        display.fact("run again unchanged: " + states(again) + " in " + seconds(again));
        int version = newestVersion();
        control.post(
                API + "models/" + MODEL + "/aliases/champion",
                Json.object().put("version", version).put("reason", "the first model"));
        display.turn("models/" + MODEL + "@champion is version " + version
                + " (run, params, metrics by round and model are in" + " MLflow's API)");
    }

    private static String stage(JsonNode stage) {
        double took = (stage.path("finished").asLong() - stage.path("started").asLong()) / 1000.0;
        return String.format(
                Locale.ROOT,
                "%-9s %-9s %5.1f s",
                stage.path("name").asText(),
                stage.path("state").asText(),
                took);
    }

    private static String states(JsonNode run) {
        List<String> states = new ArrayList<>();
        run.path("stages")
                .forEach(s -> states.add(
                        s.path("name").asText() + " " + s.path("state").asText().toLowerCase(Locale.ROOT)));
        return String.join(", ", states);
    }

    private static String seconds(JsonNode run) {
        return String.format(
                Locale.ROOT,
                "%.1f s",
                (run.path("finished").asLong() - run.path("started").asLong()) / 1000.0);
    }

    private JsonNode runPipeline(JsonNode params, String reason) throws InterruptedException {
        var body = Json.object().put("reason", reason);
        body.set("params", params);
        String id = control.post(API + "pipelines/" + MODEL + "/runs", body)
                .path("id")
                .asText();
        return awaitRun(id);
    }

    private JsonNode awaitRun(String id) throws InterruptedException {
        long until = System.currentTimeMillis() + PIPELINE_MILLIS;
        while (System.currentTimeMillis() < until) {
            JsonNode run = control.get(API + "pipeline-runs/" + id);
            switch (run.path("state").asText()) {
                case "SUCCEEDED", "CACHED" -> {
                    return run;
                }
                case "FAILED", "CANCELLED" ->
                    throw new SlipwayException(
                            ErrorCode.INTERNAL,
                            "pipeline run " + id + " failed: "
                                    + run.path("problem").asText(states(run)));
                default -> {
                    display.now(states(run));
                    Thread.sleep(100);
                }
            }
        }
        throw new SlipwayException(ErrorCode.DEADLINE_EXCEEDED, "pipeline run " + id + " did not end");
    }

    private int newestVersion() {
        JsonNode versions = control.get(
                        "/api/2.0/mlflow/model-versions/search?filter=" + Server.escape("name='" + MODEL + "'"))
                .path("model_versions");
        int newest = 0;
        for (JsonNode version : versions) {
            newest = Math.max(newest, version.path("version").asInt());
        }
        return newest;
    }

    private void serve() throws IOException, InterruptedException {
        display.step("Serving follows the alias");
        String url = server.inferenceUrl() + "/v2/models/" + MODEL;
        long began = System.currentTimeMillis();
        while (status(url + "/ready") != 200) {
            if (System.currentTimeMillis() - began > SWAP_MILLIS) {
                throw new SlipwayException(ErrorCode.DEADLINE_EXCEEDED, "the model was not served in time: " + url);
            }
            Thread.sleep(20);
        }
        display.fact("POST " + url + "/infer answers");
        HttpResponse<String> refused = post(
                url + "/infer",
                "{\"inputs\":[{\"name\":\"carrier\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"UA\"]}]}");
        String why = Json.parse(refused.body()).path("error").asText();
        display.fact("a request without the other columns: " + refused.statusCode() + " "
                + (why.length() > 90 ? why.substring(0, 90) + "…" : why));
    }

    private int status(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpResponse<String> post(String url, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private NavigableMap<Integer, List<Flight>> flights(Future<Path> prepared)
            throws IOException, InterruptedException {
        display.step("The following months as live traffic, labels when the flights have landed");
        display.now("preparing the flights of April to December");
        NavigableMap<Integer, List<Flight>> months = Flights.read(await(prepared), every, datatypes());
        long rows = months.values().stream().mapToLong(List::size).sum();
        display.fact(String.format(Locale.ROOT, "%,d flights, one in %d, in order of departure", rows, every));
        return months;
    }

    private static Path await(Future<Path> prepared) throws InterruptedException {
        try {
            return prepared.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SlipwayException problem
                    ? problem
                    : new SlipwayException(ErrorCode.INTERNAL, "the flights to replay could not be prepared", e);
        }
    }

    /** Column → datatype, as the endpoint's metadata says. */
    private Map<String, String> datatypes() throws IOException, InterruptedException {
        HttpResponse<String> metadata = http.send(
                HttpRequest.newBuilder(URI.create(server.inferenceUrl() + "/v2/models/" + MODEL))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Map<String, String> datatypes = new HashMap<>();
        Json.parse(metadata.body())
                .path("inputs")
                .forEach(input -> datatypes.put(
                        input.path("name").asText(), input.path("datatype").asText()));
        return datatypes;
    }

    private void replay(NavigableMap<Integer, List<Flight>> months, Traffic traffic) throws InterruptedException {
        ledger.readToHere();
        var watcher = Thread.ofVirtual().name("watcher").start(this::watchPipeline);
        for (var month : months.entrySet()) {
            display.now(name(month.getKey()) + ": " + month.getValue().size() + " flights");
            traffic.replay(month.getValue());
            ledger.tellNews(display);
        }
        traffic.remainingLabels();
        settle();
        watcher.interrupt();
        ledger.tellNews(display);
    }

    /** Keeps the replay unhurried while a pipeline runs, so that its end falls into live traffic. */
    private void watchPipeline() {
        try {
            while (true) {
                retraining.set(pipelineRuns());
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            retraining.set(false);
        }
    }

    /** A server too busy to answer in time is asked again at the next look. */
    private boolean pipelineRuns() {
        try {
            return ledger.pipelineRuns();
        } catch (SlipwayException e) {
            return retraining.get();
        }
    }

    /** Waits until labels are judged and pipelines that this started have ended. */
    private void settle() throws InterruptedException {
        long until = System.currentTimeMillis() + PIPELINE_MILLIS;
        int quiet = 0;
        while (quiet < 8 && System.currentTimeMillis() < until) {
            quiet = ledger.pipelineRuns() ? 0 : quiet + 1;
            display.now("waiting for what the last month started");
            Thread.sleep(100);
        }
    }

    /** If the replay brought none, a model of three months only, against the champion: it must win on evidence or stay a challenger. */
    private void shortWindow() throws InterruptedException {
        display.step("A challenger that is not better is not promoted");
        Optional<JsonNode> refused = ledger.refusal();
        if (refused.isPresent()) {
            display.turn(Ledger.verdict(refused.get()));
            display.fact("it stays a challenger; champion is still version " + ledger.champion());
            return;
        }
        var params = Json.object();
        params.putArray("prepare.months").add(4).add(5).add(6);
        JsonNode window = ledger.newestLabelledWindow();
        display.now("training on April to June");
        var body = Json.object().put("reason", "only April to June");
        body.set("params", params);
        for (String field : new String[] {"labelled_blob", "window_start", "window_end"}) {
            body.set(field, window.path(field));
        }
        String id = control.post(API + "pipelines/" + MODEL + "/retrain", body)
                .path("id")
                .asText();
        awaitRun(id);
        display.turn(Ledger.verdict(ledger.comparisonOf(id)));
        display.fact("trained on April to June only, compared on the newest labelled window; champion is still version "
                + ledger.champion());
    }

    private void rollBack(Flight flight) throws IOException, InterruptedException {
        display.step("Rollback by one command");
        int before = ledger.champion();
        if (ledger.championMoves() < 2) {
            // No challenger was better in this replay: give the rollback something to go back from.
            before = newestVersion();
            control.post(
                    API + "models/" + MODEL + "/aliases/champion",
                    Json.object().put("version", before).put("reason", "by hand, to show the rollback"));
            display.fact("no challenger was promoted, so version " + before + " is put in place by hand first");
        }
        long began = System.nanoTime();
        JsonNode answer = control.post(
                API + "models/" + MODEL + "/aliases/champion/rollback",
                Json.object().put("reason", "shown by the demo"));
        int back = answer.path("version").asInt();
        while (!liveVersion(flight).equals(Integer.toString(back))) {
            if (System.nanoTime() - began > SWAP_MILLIS * 1_000_000) {
                throw new SlipwayException(ErrorCode.DEADLINE_EXCEEDED, "serving did not follow the rollback");
            }
            Thread.sleep(5);
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        display.turn("slipway models rollback " + MODEL + ": version " + before + " → " + back + ", answering after "
                + millis + " ms");
        control.post(
                API + "models/" + MODEL + "/aliases/champion",
                Json.object().put("version", before).put("reason", "and forward again"));
    }

    /** The version that answers just now. */
    private String liveVersion(Flight flight) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                server.inferenceUrl() + "/v2/models/" + MODEL + "/infer",
                "{\"parameters\":{\"event_time\":" + flight.eventTime() + "},\"inputs\":" + flight.inputs() + "}");
        return Json.parse(answer.body()).path("model_version").asText();
    }

    /** True if the chain holds and a flipped byte is found. */
    private boolean prove() throws IOException {
        display.step("The events can be proved");
        JsonNode state = control.get(API + "events/verify");
        display.fact("slipway audit verify: " + (state.path("intact").asBoolean() ? "intact, " : "BROKEN, ")
                + state.path("events").asLong() + " events, chain head "
                + state.path("head").asText().substring(0, 12) + "…");
        Path copy = home.resolve("tampered-events");
        copy(server.home().resolve("events"), copy);
        flipByte(copy);
        EventLog.Verification found = EventLogFiles.verify(copy);
        display.turn("one byte of a copy flipped: " + (found.intact() ? "NOT FOUND" : "found, " + found.problem()));
        return state.path("intact").asBoolean() && !found.intact();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void flipByte(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path segment = files.filter(f -> f.toString().endsWith(".jsonl"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            bytes[bytes.length / 2] ^= 1;
            Files.write(segment, bytes);
        }
    }

    private String ending() {
        return """

                Web UI                 %s
                MLflow API             %s
                Inference              %s/v2/models/%s/infer
                Metrics                %s/metrics

                Try next:
                  MLFLOW_TRACKING_URI=%s mlflow experiments search
                  curl -s %s/v2/models/%s
                  cd %s && dvc status && dvc dag
                """.formatted(
                        server.controlUrl(),
                        server.controlUrl(),
                        server.inferenceUrl(),
                        MODEL,
                        server.inferenceUrl(),
                        server.controlUrl(),
                        server.inferenceUrl(),
                        MODEL,
                        home.resolve("flights"));
    }

    static String name(int month) {
        return Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
