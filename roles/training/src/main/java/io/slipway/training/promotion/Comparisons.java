package io.slipway.training.promotion;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Response;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.kernel.NewEvent;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import io.slipway.tracking.api.Aliases;
import io.slipway.training.api.DeLong;
import io.slipway.training.pipelines.Pipeline;
import io.slipway.training.pipelines.PipelineDefinition.Promotion;
import io.slipway.training.pipelines.PipelineRun;
import io.slipway.training.pipelines.Pipelines;
import io.slipway.training.pipelines.State;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the challenger that a retraining made with the champion, on the labelled window that neither was trained on,
 * and lets it become champion if it is better for certain: if the 95 % interval of the difference lies above 0.
 */
public final class Comparisons {
    private static final int LISTED = 200;

    private final Database database;
    private final Pipelines pipelines;
    private final Aliases aliases;
    private final WindowScores scores;
    private final InstantSource clock;

    public Comparisons(
            Database database, Pipelines pipelines, Aliases aliases, WindowScores scores, InstantSource clock) {
        this.database = database;
        this.pipelines = pipelines;
        this.aliases = aliases;
        this.scores = scores;
        this.clock = clock;
    }

    record ComparisonList(List<Comparison> comparisons) {}

    public void addTo(EndpointTable table) {
        table.get("/api/slipway/v1/models/{model}/comparisons", "listComparisons", "Challengers against champions")
                .needs(Permission.MODEL_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(ComparisonList.class)
                .by(r -> Response.json(new ComparisonList(list(r.workspace(), r.path("model")))));
    }

    /** Newest first. */
    List<Comparison> list(String workspace, String model) {
        return database.read(q -> q.list(
                "SELECT comparison FROM comparisons WHERE workspace = ? AND model = ? ORDER BY time DESC, run_id DESC LIMIT "
                        + LISTED,
                row -> Json.read(row.text(1), Comparison.class),
                workspace,
                model));
    }

    /** Handles {@code pipeline.run_finished}; the same event again changes nothing. */
    public void runFinished(Event finished) throws IOException {
        String runId = finished.data().path("pipeline_run").asText();
        Optional<Retraining> retraining = database.read(q -> Retraining.ofRun(q, runId));
        if (retraining.isEmpty() || retraining.get().state() != Retraining.State.RUNNING) {
            return;
        }
        PipelineRun run = pipelines.run(runId);
        Pipeline pipeline = pipelines.get(run.workspace(), run.pipeline());
        Integer challenger = run.modelVersion();
        if (run.state() != State.SUCCEEDED || challenger == null) {
            end(
                    retraining.get(),
                    run.state() == State.SUCCEEDED
                            ? "the pipeline made no new version: nothing it depends on has changed"
                            : "the pipeline's run ended " + run.state());
            return;
        }
        Comparison comparison =
                stored(runId).orElseGet(() -> keep(run, compare(retraining.get(), run, pipeline, challenger)));
        if (comparison.promoted()) {
            aliases.move(
                    run.model(),
                    pipeline.definition().promotionOrDefault().champion(),
                    challenger,
                    Retrainings.ACTOR,
                    comparison.reason());
        }
        database.write(tx -> {
            Retraining.done(tx, runId, comparison.reason());
            return true;
        });
    }

    private void end(Retraining retraining, String why) {
        database.write(tx -> {
            tx.emit(new NewEvent(
                    "pipeline.retraining_skipped",
                    "pipelines/" + retraining.pipeline(),
                    Retrainings.ACTOR,
                    retraining.workspace(),
                    Json.object()
                            .put("pipeline", retraining.pipeline())
                            .put("pipeline_run", retraining.runId())
                            .put("model", retraining.model())
                            .put("window_start", retraining.windowStart())
                            .put("reason", why)));
            Retraining.done(tx, String.valueOf(retraining.runId()), why);
            return true;
        });
    }

    private Optional<Comparison> stored(String runId) {
        return database.read(q -> q.one(
                "SELECT comparison FROM comparisons WHERE run_id = ?",
                row -> Json.read(row.text(1), Comparison.class),
                runId));
    }

    private Comparison keep(PipelineRun run, Comparison comparison) {
        return database.write(tx -> {
            insert(tx, run, comparison);
            tx.emit(new NewEvent(
                    "model.challenger_compared",
                    "models/" + run.model(),
                    Retrainings.ACTOR,
                    run.workspace(),
                    Json.tree(comparison)));
            return comparison;
        });
    }

    private static void insert(Tx tx, PipelineRun run, Comparison comparison) {
        tx.update(
                "INSERT INTO comparisons (run_id, workspace, model, time, promoted, window_start, comparison)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                run.id(),
                run.workspace(),
                run.model(),
                comparison.time(),
                comparison.promoted() ? 1 : 0,
                comparison.windowStart(),
                Json.write(comparison));
    }

    private Comparison compare(Retraining retraining, PipelineRun run, Pipeline pipeline, int challenger) {
        Promotion policy = pipeline.definition().promotionOrDefault();
        Optional<Integer> champion = aliases.get(run.model(), policy.champion());
        var draft = new Draft(retraining, run, champion.orElse(null), challenger, clock.millis());
        if (champion.isEmpty()) {
            return draft.undecided(0, "no version is " + policy.champion() + ": there is nothing to compare with");
        }
        if (champion.get() == challenger) {
            return draft.undecided(0, "version " + challenger + " is " + policy.champion() + " already");
        }
        if (retraining.labelledBlob() == null) {
            return draft.undecided(0, "the alert came without labelled rows");
        }
        WindowScores.Scored scored;
        try {
            scored = scores.of(run.model(), champion.get(), challenger, retraining.labelledBlob());
        } catch (SlipwayException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            return draft.undecided(0, "the two could not be compared: " + e.text());
        }
        int rows = scored.labels().length;
        if (rows < policy.rows()) {
            return draft.undecided(rows, "only " + rows + " labelled rows; the policy asks for " + policy.rows());
        }
        if (scored.smallerClass() < 2) {
            return draft.undecided(rows, "all labelled rows of the window are of one class");
        }
        DeLong.Difference d = DeLong.compare(scored.champion(), scored.challenger(), scored.labels());
        boolean better = d.low() > 0;
        return draft.decided(rows, d, better && policy.moves(), reason(d, better, policy));
    }

    private static String reason(DeLong.Difference d, boolean better, Promotion policy) {
        String figures = String.format(
                Locale.ROOT,
                "AUC %.3f against %.3f, difference %+.3f, 95 %% interval %+.3f to %+.3f",
                d.second(),
                d.first(),
                d.difference(),
                d.low(),
                d.high());
        if (!better) {
            return "not better for certain: " + figures;
        }
        return policy.moves() ? "better: " + figures : "better, but promotion is not automatic: " + figures;
    }

    /** What is known before anything is measured. */
    private record Draft(
            Retraining retraining,
            PipelineRun run,
            @Nullable Integer champion,
            int challenger,
            long time) {
        Comparison undecided(int rows, String reason) {
            return comparison(null, rows, false, reason);
        }

        Comparison decided(int rows, DeLong.Difference d, boolean promoted, String reason) {
            return comparison(d, rows, promoted, reason);
        }

        private Comparison comparison(DeLong.@Nullable Difference d, int rows, boolean promoted, String reason) {
            return new Comparison(
                    time,
                    run.model(),
                    run.pipeline(),
                    run.id(),
                    champion,
                    challenger,
                    d == null ? null : d.first(),
                    d == null ? null : d.second(),
                    d == null ? null : d.difference(),
                    d == null ? null : d.low(),
                    d == null ? null : d.high(),
                    rows,
                    date(retraining.windowStart()) + "/" + date(retraining.windowEnd()),
                    retraining.windowStart(),
                    retraining.windowEnd(),
                    promoted,
                    reason);
        }

        private static String date(long millis) {
            return Instant.ofEpochMilli(millis)
                    .atZone(ZoneOffset.UTC)
                    .toLocalDate()
                    .toString();
        }
    }
}
