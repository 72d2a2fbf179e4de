package io.slipway.data.dvc;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.pipeline.ParameterOverride;
import io.slipway.data.dvc.pipeline.Repro;
import io.slipway.data.dvc.pipeline.ReproListener;
import io.slipway.data.dvc.pipeline.ReproOptions;
import io.slipway.data.dvc.pipeline.Stage;
import io.slipway.data.dvc.pipeline.StageIndex;
import io.slipway.data.dvc.project.DvcProject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline of one project: what its stages are, and running them.
 *
 * <pre>{@code
 * try (Pipeline pipeline = Pipeline.load(folder)) {
 *     pipeline.run(ReproOptions.DEFAULT, Map.of("train.rounds", "300"), listener);
 * }
 * }</pre>
 *
 * <p>One run at a time; {@link #cancel} may be called from any thread.
 */
public final class Pipeline implements AutoCloseable {
    private final DvcProject project;
    private final AtomicReference<@Nullable Repro> running = new AtomicReference<>();
    private volatile boolean cancelled;

    private Pipeline(DvcProject project) {
        this.project = project;
    }

    /**
     * @param folder the project's root or a folder inside it; the {@code dvc.yaml} in it is what runs by default
     * @throws DvcException if there is no project, or a pipeline has an error: with file, line and column for YAML, or
     *     naming the stages that need each other or share an output
     */
    public static Pipeline load(Path folder) throws IOException {
        DvcProject project = DvcProject.find(folder);
        StageIndex.load(project).graph();
        return new Pipeline(project);
    }

    public Path root() {
        return project.root();
    }

    /** All stages of the project as its files are now. */
    public List<Stage> stages() throws IOException {
        return StageIndex.load(project).stages();
    }

    /** The stages that a run would look at, in order. */
    public List<Stage> plan(ReproOptions options) throws IOException {
        return new Repro(project, options, ReproListener.SILENT).plan();
    }

    /**
     * Writes the parameters into their files and reproduces; returns when all is done.
     *
     * @param parameters by dotted key of {@code params.yaml}, or {@code file:key}; values are YAML
     * @return the stages that ran or were restored from the cache
     * @throws DvcException if a stage failed or the run was cancelled
     */
    public List<Stage> run(ReproOptions options, Map<String, String> parameters, ReproListener listener)
            throws IOException {
        Repro repro = new Repro(project, options, listener);
        if (!running.compareAndSet(null, repro)) {
            throw new DvcException("the pipeline of '" + project.root() + "' is running already");
        }
        try {
            if (cancelled) {
                repro.cancel();
            }
            ParameterOverride.apply(
                    project.current(),
                    parameters.entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .toList());
            return repro.run();
        } finally {
            running.set(null);
        }
    }

    /** Ends the run with all its processes; it fails as cancelled. Later runs of this object are cancelled too. */
    public void cancel() {
        cancelled = true;
        Repro repro = running.get();
        if (repro != null) {
            repro.cancel();
        }
    }

    @Override
    public void close() {
        project.close();
    }
}
