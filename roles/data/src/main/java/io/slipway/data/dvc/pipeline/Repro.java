package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.project.ProjectLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the stages of a project whose commands or inputs changed, in the order in which they need each other. After
 * each stage its outputs are in the cache and its entry is in {@code dvc.lock}; a failure leaves the entries and
 * outputs of all other stages as they are. The project's lock is held but for while commands run.
 */
public final class Repro {
    private final DvcProject project;
    private final ReproOptions options;
    private final ReproListener listener;
    private final Set<Path> changedFiles = new LinkedHashSet<>();
    private volatile boolean cancelled;
    private volatile @Nullable StageRun current;

    public Repro(DvcProject project, ReproOptions options, ReproListener listener) {
        this.project = project;
        this.options = options;
        this.listener = listener;
    }

    /** The stages that {@link #run} would look at, in order. */
    public List<Stage> plan() throws IOException {
        StageIndex index = StageIndex.load(project);
        return plan(index, index.graph());
    }

    private List<Stage> plan(StageIndex index, StageGraph graph) {
        List<Stage> wanted;
        if (options.whole()) {
            wanted = index.stages();
        } else if (options.targets().isEmpty()) {
            Path file = project.current().resolve("dvc.yaml");
            if (!Files.exists(file)) {
                throw new DvcException("'" + file + "' does not exist");
            }
            wanted = index.stages().stream().filter(s -> s.file().equals(file)).toList();
        } else {
            wanted = index.targets(options.targets());
        }
        if (options.single()) {
            return wanted;
        }
        return options.downstream() ? graph.downstream(wanted) : graph.plan(wanted);
    }

    /**
     * @return the stages that ran or were restored, in order
     * @throws DvcException if a stage failed; it names the stage and what its command last printed
     */
    public List<Stage> run() throws IOException {
        List<Stage> done = new ArrayList<>();
        List<Stage> failed = new ArrayList<>();
        DvcException first = null;
        ProjectLock lock = project.lock();
        LockHolder holder = new LockHolder(project, lock);
        try {
            StageIndex index = StageIndex.load(project);
            StageGraph graph = index.graph();
            List<Stage> plan = plan(index, graph);
            listener.planned(plan);
            Set<Stage> skipped = new HashSet<>();
            boolean ran = false;
            for (Stage stage : plan) {
                if (skipped.contains(stage)) {
                    continue;
                }
                if (ran) {
                    listener.message("");
                }
                try {
                    ran = one(stage, index, holder);
                    if (ran) {
                        done.add(stage);
                    }
                } catch (DvcException e) {
                    listener.stageFailed(stage, e);
                    failed.add(stage);
                    first = first == null ? e : first;
                    if (!options.keepGoing() || cancelled) {
                        break;
                    }
                    listener.message("WARNING: " + e.text());
                    skipped.addAll(graph.downstream(List.of(stage)));
                }
            }
        } finally {
            holder.close();
        }
        if (first != null) {
            String names = String.join(
                    ", ", failed.stream().map(s -> "'" + s.address() + "'").toList());
            throw new DvcException(
                    "failed to reproduce " + (failed.size() > 1 ? "stages: " : "") + names + ": " + first.text(),
                    first);
        }
        return done;
    }

    /** For work on a stage that runs no command. */
    static LockHolder noLock(DvcProject project) {
        return new LockHolder(project, null);
    }

    /** The project's lock, given back while a command runs. */
    static final class LockHolder implements AutoCloseable {
        private final DvcProject project;
        private @Nullable ProjectLock lock;

        LockHolder(DvcProject project, @Nullable ProjectLock lock) {
            this.project = project;
            this.lock = lock;
        }

        void release() {
            if (lock != null) {
                lock.close();
                lock = null;
            }
        }

        void take() throws IOException {
            lock = project.lock();
        }

        @Override
        public void close() {
            release();
        }
    }

    private boolean one(Stage stage, StageIndex index, LockHolder holder) throws IOException {
        if (cancelled) {
            throw new DvcException("stage '" + stage.address() + "' was cancelled");
        }
        if (stage.frozen() && !stage.imported()) {
            listener.message("WARNING: " + stage + " is frozen. Its dependencies are not going to be reproduced.");
        }
        StageRun run = new StageRun(project, stage, index, options, listener, holder, changedFiles);
        current = run;
        if (cancelled) {
            run.cancel();
        }
        try {
            return run.go();
        } finally {
            current = null;
        }
    }

    /** Files that Git should be told of: lock files, {@code .dvc} and {@code .gitignore} files that were written. */
    public Set<Path> changedFiles() {
        return changedFiles;
    }

    /** Ends the running command with all its processes and starts no other; returns at once. Any thread may call it. */
    public void cancel() {
        cancelled = true;
        StageRun run = current;
        if (run != null) {
            run.cancel();
        }
    }
}
