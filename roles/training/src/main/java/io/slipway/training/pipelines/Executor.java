package io.slipway.training.pipelines;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.pipeline.ReproOptions;
import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.api.Aliases;
import io.slipway.training.api.TrainingSettings;
import java.io.File;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queued runs of pipelines: one at a time per pipeline, in their order, different pipelines beside each other. The
 * stages' commands are processes in the project's folder.
 */
public final class Executor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);
    private static final Actor ACTOR = Actor.system("training");
    private static final String INTERRUPTED = "interrupted: the server stopped while it ran; start it again";
    private static final long CLOSE_SECONDS = 10;

    private final Pipelines pipelines;
    private final Aliases aliases;
    private final TrainingSettings settings;
    private final RunLogs logs;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final Set<String> busy = new HashSet<>();
    private volatile boolean closing;

    public Executor(Pipelines pipelines, Aliases aliases, TrainingSettings settings, InstantSource clock) {
        this.pipelines = pipelines;
        this.aliases = aliases;
        this.settings = settings;
        this.logs = new RunLogs(settings.home().resolve("runs"));
        this.clock = clock;
    }

    /** A run under way. */
    private static final class Running {
        private io.slipway.data.dvc.@Nullable Pipeline engine;
        private @Nullable Actor cancelledBy;

        synchronized void attach(io.slipway.data.dvc.Pipeline pipeline) {
            engine = pipeline;
            if (cancelledBy != null) {
                pipeline.cancel();
            }
        }

        synchronized void cancel(Actor actor) {
            if (cancelledBy == null) {
                cancelledBy = actor;
                if (engine != null) {
                    engine.cancel();
                }
            }
        }

        synchronized @Nullable Actor cancelledBy() {
            return cancelledBy;
        }
    }

    /** Ends what a killed server left half done, then goes on with what is queued. */
    public void start() {
        for (PipelineRun left : pipelines.inState(State.RUNNING)) {
            pipelines.markEnded(left, State.FAILED, null, INTERRUPTED, ACTOR);
        }
        pipelines.inState(State.QUEUED).forEach(run -> wake(run.workspace(), run.pipeline()));
    }

    RunLogs logs() {
        return logs;
    }

    /** Sees to it that the pipeline's queue is worked off. */
    public void wake(String workspace, String pipeline) {
        synchronized (busy) {
            if (closing || !busy.add(workspace + "/" + pipeline)) {
                return;
            }
        }
        threads.execute(() -> workOff(workspace, pipeline));
    }

    private void workOff(String workspace, String pipeline) {
        while (true) {
            Optional<PipelineRun> next;
            synchronized (busy) {
                next = closing ? Optional.empty() : pipelines.nextQueued(workspace, pipeline);
                if (next.isEmpty()) {
                    busy.remove(workspace + "/" + pipeline);
                    return;
                }
            }
            try {
                run(next.get());
            } catch (RuntimeException e) {
                LOG.error("pipeline run {} broke off", next.get().id(), e);
                pipelines.markEnded(next.get(), State.FAILED, null, "broke off: see the server's log", ACTOR);
            }
        }
    }

    private void run(PipelineRun run) {
        var under = new Running();
        running.put(run.id(), under);
        try {
            Pipeline pipeline = pipelines.get(run.workspace(), run.pipeline());
            if (!pipelines.markStarted(run)) {
                return;
            }
            String challenger = pipeline.definition().promotionOrDefault().challenger();
            Optional<Integer> before = aliases.get(run.model(), challenger);
            String problem = stages(run, pipeline, under);
            Actor cancelledBy = under.cancelledBy();
            Optional<Integer> after = aliases.get(run.model(), challenger);
            Integer version = after.isPresent() && !after.equals(before) ? after.get() : null;
            if (problem == null) {
                pipelines.markEnded(run, State.SUCCEEDED, version, null, ACTOR);
            } else if (closing) {
                pipelines.markEnded(run, State.FAILED, version, INTERRUPTED, ACTOR);
            } else if (cancelledBy != null) {
                pipelines.markEnded(run, State.CANCELLED, version, "cancelled by " + cancelledBy, cancelledBy);
            } else {
                pipelines.markEnded(run, State.FAILED, version, problem, ACTOR);
            }
        } finally {
            running.remove(run.id());
        }
    }

    /** Runs the stages; answers why they failed, or null. */
    private @Nullable String stages(PipelineRun run, Pipeline pipeline, Running under) {
        try (RunLogs.Writer log = logs.writer(run.id());
                var engine =
                        io.slipway.data.dvc.Pipeline.load(pipeline.definition().folder())) {
            under.attach(engine);
            Map<String, String> params = new LinkedHashMap<>();
            run.params().properties().forEach(e -> params.put(e.getKey(), yaml(e.getValue())));
            var follower = new RunFollower(run.id(), pipelines, log, clock, () -> under.cancelledBy() != null);
            engine.run(ReproOptions.DEFAULT.withEnvironment(environment(run)), params, follower);
            return null;
        } catch (DvcException e) {
            return e.text();
        } catch (IOException e) {
            LOG.warn("pipeline run {} failed", run.id(), e);
            return "cannot read or write in the project's folder: " + e.getMessage();
        }
    }

    /** JSON is YAML; text goes as it is, so that {@code [1,2]} given as text is a list, as on DVC's command line. */
    private static String yaml(com.fasterxml.jackson.databind.JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private Map<String, String> environment(PipelineRun run) {
        Map<String, String> environment = new HashMap<>();
        environment.put("MLFLOW_TRACKING_URI", settings.trackingUri().get());
        environment.put("SLIPWAY_URL", settings.trackingUri().get());
        environment.put("SLIPWAY_JAVA", settings.java().toString());
        environment.put("SLIPWAY_LIB", settings.lib().toString());
        environment.put("SLIPWAY_PIPELINE_RUN", run.id());
        // XGBoost's threads must not spin while they wait: beside a serving process that costs more than it gains.
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        String path = System.getenv("PATH");
        environment.put("PATH", settings.bin() + (path == null ? "" : File.pathSeparator + path));
        return environment;
    }

    /**
     * Stops a run and its processes; returns at once, the state follows.
     *
     * @throws SlipwayException NOT_FOUND, or CONFLICT if it has ended
     */
    void cancel(String runId, Actor actor) {
        PipelineRun run = pipelines.run(runId);
        Running under = running.get(runId);
        if (under != null) {
            under.cancel(actor);
        } else if (!pipelines.markEnded(run, State.CANCELLED, null, "cancelled by " + actor, actor)) {
            throw new SlipwayException(
                    ErrorCode.CONFLICT,
                    "pipeline run '" + runId + "' has ended: "
                            + pipelines.run(runId).state());
        }
    }

    /** Stops all runs; they end as interrupted. */
    @Override
    public void close() {
        synchronized (busy) {
            closing = true;
        }
        running.values().forEach(under -> under.cancel(ACTOR));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a pipeline's processes did not end in {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
