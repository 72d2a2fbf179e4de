package io.slipway.training.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Actor;
import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import io.slipway.training.pipelines.Executor;
import io.slipway.training.pipelines.Pipeline;
import io.slipway.training.pipelines.PipelineDefinition.Retrain;
import io.slipway.training.pipelines.PipelineRun;
import io.slipway.training.pipelines.Pipelines;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines when a monitor fires: on the months before the window that fired, so that the window itself is left
 * for the comparison. One run per window and pipeline, however many rules fire and however often an alert is delivered.
 */
public final class Retrainings {
    static final Actor ACTOR = Actor.system("training");

    private final Database database;
    private final Pipelines pipelines;
    private final Executor executor;
    private final InstantSource clock;

    public Retrainings(Database database, Pipelines pipelines, Executor executor, InstantSource clock) {
        this.database = database;
        this.pipelines = pipelines;
        this.executor = executor;
        this.clock = clock;
    }

    /** Handles {@code monitor.alert_fired}; the same event again does nothing. */
    public void alertFired(Event alert) {
        String model = alert.data().path("model").asText();
        for (Pipeline pipeline : pipelines.all(alert.workspace())) {
            Retrain policy = pipeline.definition().retrain();
            boolean meant = policy != null
                    && pipeline.definition().model().equals(model)
                    && (policy.monitor() == null
                            || policy.monitor()
                                    .equals(alert.data().path("monitor").asText()));
            if (meant && policy != null) {
                database.write(tx -> {
                    answer(tx, alert, pipeline, policy);
                    return true;
                });
                executor.wake(pipeline.workspace(), pipeline.name());
            }
        }
    }

    /** A labelled window to compare on; times in UTC milliseconds, end not included. */
    record Window(String labelledBlob, long start, long end) {}

    /** The same without an alert: the model of the run is compared with the champion on the window. */
    PipelineRun byHand(String workspace, String name, JsonNode params, String reason, Window window, Actor actor) {
        Pipeline pipeline = pipelines.get(workspace, name);
        if (!window.labelledBlob().startsWith("monitors/")) {
            throw SlipwayException.invalid("labelled_blob is '" + window.labelledBlob()
                    + "'; take it from an event monitor.window_judged, where it begins with monitors/");
        }
        PipelineRun run = database.write(tx -> {
            PipelineRun queued = pipelines.enqueue(tx, pipeline, params, reason, actor);
            new Retraining(
                            "by-hand-" + queued.id(),
                            workspace,
                            name,
                            pipeline.definition().model(),
                            queued.id(),
                            window.start(),
                            window.end(),
                            window.labelledBlob(),
                            Retraining.State.RUNNING,
                            null,
                            clock.millis())
                    .insert(tx);
            return queued;
        });
        executor.wake(workspace, name);
        return run;
    }

    private void answer(Tx tx, Event alert, Pipeline pipeline, Retrain policy) {
        if (Retraining.of(tx, alert.id(), pipeline.name()).isPresent()) {
            return;
        }
        JsonNode data = alert.data();
        long start = data.path("window_start").asLong();
        LocalDate window = Instant.ofEpochMilli(start).atZone(ZoneOffset.UTC).toLocalDate();
        String refusal = refusal(tx, pipeline, policy, start, window);
        String runId = null;
        if (refusal == null) {
            String reason = "monitor '" + data.path("monitor").asText() + "' fired for the window from " + window + ": "
                    + data.path("condition").asText(data.path("rule").asText());
            PipelineRun run = pipelines.enqueue(tx, pipeline, params(policy, start, window), reason, ACTOR);
            runId = run.id();
        } else {
            ObjectNode told = Json.object()
                    .put("pipeline", pipeline.name())
                    .put("model", pipeline.definition().model())
                    .put("alert", alert.id())
                    .put("window_start", start)
                    .put("reason", refusal);
            tx.emit(new NewEvent(
                    "pipeline.retraining_skipped", "pipelines/" + pipeline.name(), ACTOR, pipeline.workspace(), told));
        }
        String blob = data.path("labelled_blob").asText("");
        new Retraining(
                        alert.id(),
                        pipeline.workspace(),
                        pipeline.name(),
                        pipeline.definition().model(),
                        runId,
                        start,
                        data.path("window_end").asLong(),
                        blob.isEmpty() ? null : blob,
                        runId == null ? Retraining.State.SKIPPED : Retraining.State.RUNNING,
                        refusal,
                        clock.millis())
                .insert(tx);
    }

    /** Why no run is started, or null. */
    private @Nullable String refusal(Tx tx, Pipeline pipeline, Retrain policy, long start, LocalDate window) {
        Optional<Retraining> last = Retraining.newest(tx, pipeline.workspace(), pipeline.name());
        if (last.isPresent()) {
            if (last.get().state() == Retraining.State.RUNNING) {
                return "a retraining is under way: " + last.get().runId();
            }
            if (start <= last.get().windowStart()) {
                return "a retraining for this window or a later one has been done: "
                        + last.get().runId();
            }
            long next = last.get().created() + policy.pause().toMillis();
            if (clock.millis() < next) {
                return "cool-down until " + Instant.ofEpochMilli(next) + " after "
                        + last.get().runId();
            }
        }
        return window.getMonthValue() <= policy.first()
                ? "there is no month of data before the window that starts on " + window
                : null;
    }

    private static ObjectNode params(Retrain policy, long start, LocalDate window) {
        int last = window.getMonthValue() - 1;
        int first = policy.trailing() == 0 ? policy.first() : Math.max(policy.first(), last - policy.trailing() + 1);
        ObjectNode params = Json.object();
        ArrayNode months = params.putArray(policy.monthsParam());
        for (int month = first; month <= last; month++) {
            months.add(month);
        }
        if (policy.untilParam() != null) {
            params.put(policy.untilParam(), "'" + Instant.ofEpochMilli(start) + "'");
        }
        return params;
    }
}
