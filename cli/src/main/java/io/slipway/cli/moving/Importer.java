package io.slipway.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.Server;
import io.slipway.cli.moving.Records.Experiment;
import io.slipway.cli.moving.Records.LoggedModel;
import io.slipway.cli.moving.Records.Model;
import io.slipway.cli.moving.Records.Run;
import io.slipway.cli.moving.Records.SourceFile;
import io.slipway.cli.moving.Records.Version;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Brings everything of a source into Slipway: records in batches, then files. Every step may be repeated: what is there
 * is known by its original id, so an import that was cut off is resumed by starting it again, and the import of a folder
 * that grew takes what is new.
 */
final class Importer {
    private static final int RUNS_AT_ONCE = 100;
    private static final int POINTS_A_LINE = 1000;

    private final Source source;
    private final Report report;
    private final Progress progress;
    private final Outbox outbox;
    private final Uploads uploads;
    private final Locations locations = new Locations();

    Importer(Source source, Server server, Report report, Progress progress) {
        this.source = source;
        this.report = report;
        this.progress = progress;
        this.outbox = new Outbox(server, report);
        this.uploads = new Uploads(server, report, progress);
    }

    /** A record that was answered for, and whose files may follow. */
    private record Taken<T>(T record, String state, String artifactUri) {}

    /** A place in a list of answers that comes later. */
    private static final class Answered {
        private @Nullable JsonNode result;

        String text(String field) {
            JsonNode known = result;
            return known == null ? "" : known.path(field).asText("");
        }
    }

    void everything() throws IOException {
        List<Experiment> experiments = source.experiments();
        var targets = new ArrayList<Answered>();
        for (Experiment experiment : experiments) {
            var answer = new Answered();
            targets.add(answer);
            outbox.send("experiments", object("experiment", experiment), r -> answer.result = r);
        }
        outbox.flush();
        for (int i = 0; i < experiments.size(); i++) {
            progress.say("experiment " + (i + 1) + " of " + experiments.size());
            String target = targets.get(i).text("experiment_id");
            if (!target.isEmpty()) {
                experiment(experiments.get(i), target);
            }
        }
        source.models(this::model);
        outbox.flush();
        source.reportRest();
        progress.end();
    }

    private static ObjectNode object(String type, Object record) {
        ObjectNode object = Json.object().put("type", type);
        object.setAll((ObjectNode) Json.tree(record));
        return object;
    }

    private void experiment(Experiment experiment, String target) throws IOException {
        var models = new ArrayList<LoggedModel>();
        source.loggedModels(experiment, models::add);
        for (Taken<LoggedModel> model : loggedModels(models, target)) {
            locations.model(model.record.modelId(), model.record.artifactUri(), model.artifactUri);
            upload("logged model", model.record.modelId(), source.files(model.record), model.artifactUri, model.state);
        }
        var some = new ArrayList<Run>();
        var failed = new IOException[1];
        source.runs(experiment, run -> {
            some.add(run);
            if (some.size() == RUNS_AT_ONCE && failed[0] == null) {
                try {
                    runs(some, target);
                } catch (IOException e) {
                    failed[0] = e;
                }
                some.clear();
            }
        });
        if (failed[0] != null) {
            throw failed[0];
        }
        runs(some, target);
    }

    private List<Taken<LoggedModel>> loggedModels(List<LoggedModel> models, String target) {
        var taken = new ArrayList<Taken<LoggedModel>>();
        for (LoggedModel model : models) {
            ObjectNode object = object("logged_model", model).put("experiment_id", target);
            object.remove("artifact_uri");
            outbox.send("logged models", object, r -> {
                if (!r.path("artifact_uri").asText("").isEmpty()) {
                    taken.add(new Taken<>(
                            model,
                            r.path("state").asText(),
                            r.path("artifact_uri").asText()));
                }
            });
        }
        outbox.flush();
        return taken;
    }

    private void runs(List<Run> runs, String target) throws IOException {
        var taken = new ArrayList<Taken<Run>>();
        for (Run run : runs) {
            ObjectNode object = object("run", run).put("experiment_id", target);
            object.remove("artifact_uri");
            outbox.send("runs", object, r -> {
                String state = r.path("state").asText();
                if (!r.path("artifact_uri").asText("").isEmpty()) {
                    locations.run(
                            run.runId(),
                            run.artifactUri(),
                            r.path("artifact_uri").asText());
                }
                if (!state.equals("refused") && !state.equals("kept")) {
                    taken.add(new Taken<>(run, state, r.path("artifact_uri").asText()));
                }
            });
        }
        outbox.flush();
        histories(taken);
        for (Taken<Run> run : taken) {
            upload("run", run.record.runId(), source.files(run.record), run.artifactUri, run.state);
            progress.runs(1);
        }
    }

    /** Points of those runs whose points were not all taken before. */
    private void histories(List<Taken<Run>> runs) throws IOException {
        var wanted = new ArrayList<Run>();
        var marks = new ArrayList<@Nullable String>();
        for (Taken<Run> run : runs) {
            String mark = source.mark(run.record);
            if (mark == null) {
                wanted.add(run.record);
                marks.add(null);
            } else {
                outbox.ask(history(run.record, mark, false), r -> {
                    if (r.path("state").asText().equals("wanted")) {
                        wanted.add(run.record);
                        marks.add(mark);
                    }
                });
            }
        }
        outbox.flush();
        for (int i = 0; i < wanted.size(); i++) {
            points(wanted.get(i));
            String mark = marks.get(i);
            if (mark != null) {
                outbox.ask(history(wanted.get(i), mark, true), r -> {});
            }
        }
        outbox.flush();
    }

    private static ObjectNode history(Run run, String mark, boolean taken) {
        return Json.object()
                .put("type", "history")
                .put("run_id", run.runId())
                .put("mark", mark)
                .put("taken", taken);
    }

    private void points(Run run) throws IOException {
        var count = new AtomicLong();
        var line = new Object() {
            String key = "";
            ArrayNode points = Json.object().arrayNode();

            void send() {
                if (!points.isEmpty()) {
                    ObjectNode object = Json.object().put("type", "metrics");
                    outbox.ask(object.put("run_id", run.runId()).put("key", key).set("points", points), r -> {
                        if (r.path("state").asText().equals("refused")) {
                            report.left(
                                    "metric",
                                    r.path("id").asText(run.runId()),
                                    r.path("reason").asText());
                        }
                    });
                    progress.points(points.size());
                }
                points = Json.object().arrayNode();
            }
        };
        source.points(run, point -> {
            if (!point.key().equals(line.key) || line.points.size() == POINTS_A_LINE) {
                line.send();
                line.key = point.key();
            }
            line.points.addArray().add(point.time()).add(point.step()).add(point.value());
            count.incrementAndGet();
        });
        line.send();
        report.added("points", count.get());
    }

    private void upload(String what, String id, List<SourceFile> files, String artifactUri, String state) {
        if (files.isEmpty() || state.equals("kept")) {
            return;
        }
        if (!artifactUri.startsWith("mlflow-artifacts:/")) {
            report.left(what, id, "the experiment keeps its files at " + artifactUri + ", where this server has none");
            return;
        }
        uploads.upload(id, files, artifactUri, state.equals("added"));
    }

    private void model(Model model) {
        ObjectNode object = object("model", model);
        object.remove(List.of("aliases", "versions"));
        outbox.send("models", object, r -> {});
        for (Version version : model.versions()) {
            outbox.send("versions", version(model, version), r -> {});
        }
        model.aliases()
                .forEach((alias, number) -> model.versions().stream()
                        .filter(version -> version.version() == number)
                        .forEach(version -> outbox.send("aliases", alias(model, alias, version), r -> {})));
    }

    private static ObjectNode alias(Model model, String alias, Version version) {
        return Json.object()
                .put("type", "alias")
                .put("model", model.name())
                .put("alias", alias)
                .put("version", version.version())
                .put("created", version.created());
    }

    private ObjectNode version(Model model, Version version) {
        ObjectNode object = object("version", version).put("model", model.name());
        if (version.deleted()) {
            object.remove(List.of("source", "location", "run_id", "run_link", "model_id", "description"));
            return object;
        }
        Locations.Place place = locations.place(version);
        object.put("source", place.source());
        object.remove("location");
        if (place.location() != null) {
            object.put("location", place.location());
        } else if (!place.elsewhere()) {
            report.left(
                    "files of version",
                    model.name() + "/" + version.version(),
                    "they were not found among the files of" + " runs and logged models: "
                            + MlflowValues.shown(String.valueOf(version.source())));
        }
        return object;
    }

    /** @throws SlipwayException if the server does not know the call */
    static void check(Server server) {
        try {
            server.send("POST", "/api/slipway/v1/imports", "application/x-ndjson", HttpRequest.BodyPublishers.noBody());
        } catch (SlipwayException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                throw SlipwayException.invalid(
                        server.base() + " is no Slipway, or one that is too old: it takes no imports.");
            }
            throw e;
        }
    }
}
