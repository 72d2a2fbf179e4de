package io.slipway.data.dvc;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.pipeline.DataFile;
import io.slipway.data.dvc.pipeline.Output;
import io.slipway.data.dvc.pipeline.Recorded;
import io.slipway.data.dvc.pipeline.Repro;
import io.slipway.data.dvc.pipeline.ReproListener;
import io.slipway.data.dvc.pipeline.ReproOptions;
import io.slipway.data.dvc.pipeline.Stage;
import io.slipway.data.dvc.pipeline.StageCommit;
import io.slipway.data.dvc.pipeline.StageIndex;
import io.slipway.data.dvc.pipeline.StageRecord;
import io.slipway.data.dvc.pipeline.StageStatus;
import io.slipway.data.dvc.pipeline.Workspace;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.project.ProjectLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The commands of DVC on one project. Each takes the project's lock, leaves metadata whole if it is killed, and may be
 * mixed with the real {@code dvc} on the same files.
 */
public final class Dvc implements AutoCloseable {
    private final DvcProject project;
    private final Set<Path> changedFiles = new LinkedHashSet<>();

    private Dvc(DvcProject project) {
        this.project = project;
    }

    /** Opens the project that {@code folder} lies in; targets are relative to {@code folder}. */
    public static Dvc open(Path folder) throws IOException {
        return new Dvc(DvcProject.find(folder));
    }

    public DvcProject project() {
        return project;
    }

    /** Files that a user of Git should commit after what was done, relative to the current folder. */
    public List<String> changedFiles() {
        return changedFiles.stream().map(project::show).toList();
    }

    /** Stages the changed files if {@code core.autostage} is on; answers whether it did. */
    public boolean autostage() throws IOException {
        if (project.git().isEmpty() || !project.config().flag("core", "autostage", false) || changedFiles.isEmpty()) {
            return false;
        }
        project.git().get().stage(List.copyOf(changedFiles));
        return true;
    }

    /**
     * Starts to track files and folders, or takes over their new content.
     *
     * @param commit whether to keep their bytes in the cache now
     * @throws DvcException for paths that do not exist, lie outside, overlap with other outputs, belong to a stage or
     *     to Git, or change while they are read
     */
    public void add(List<String> targets, boolean commit) throws IOException {
        try (ProjectLock lock = project.lock()) {
            StageIndex index = StageIndex.load(project);
            Map<Path, DataFile> files = new LinkedHashMap<>();
            for (String target : targets) {
                DataFile file = dataFile(index, target);
                if (!index.stages().contains(file.stage())
                        && files.putIfAbsent(file.stage().file(), file) == null) {
                    index = index.with(file);
                } else {
                    files.putIfAbsent(file.stage().file(), file);
                }
            }
            checkOverlaps(index, files);
            Workspace workspace = new Workspace(project);
            for (DataFile file : files.values()) {
                Map<String, Recorded> hashes = new LinkedHashMap<>();
                List<Path> ignored = new ArrayList<>();
                for (Output output : file.stage().outputs()) {
                    hashes.put(output.written(), commit ? workspace.commit(output, ignored) : measured(output));
                }
                if (file.save(hashes) || !ignored.isEmpty()) {
                    changedFiles.add(file.stage().file());
                }
                changedFiles.addAll(ignored);
            }
        }
    }

    private Recorded measured(Output output) throws IOException {
        return Recorded.of(project.hasher()
                .hash(output.path())
                .orElseThrow(() -> new DvcException("output '" + output.written() + "' does not exist"))
                .fingerprint());
    }

    private DataFile dataFile(StageIndex index, String target) throws IOException {
        Path path = project.current().resolve(target).normalize();
        if (!Files.exists(path)) {
            throw new DvcException(
                    "output '" + target + "' does not exist: [Errno 2] No such file or directory: '" + path + "'");
        }
        if (path.getFileName() == null || !path.startsWith(project.root()) || path.equals(project.root())) {
            throw new DvcException("Cached output(s) outside of DVC project: " + target
                    + ". Copy the data into the project to track it.");
        }
        Path parent = path.resolveSibling(".").normalize();
        if (!parent.toRealPath().equals(parent)) {
            throw new DvcException("Cannot add files inside symlinked directories to DVC: '" + target + "'");
        }
        if (target.endsWith(".dvc") && Files.isRegularFile(path)) {
            throw new DvcException("'" + target + "' is a DVC file itself and cannot be tracked");
        }
        Stage holder = index.holderOf(path).orElse(null);
        if (holder == null) {
            return DataFile.fresh(project, path);
        }
        if (!holder.isData()) {
            throw new DvcException("cannot update '" + target + "': overlaps with an output of " + holder + " in '"
                    + project.show(holder.file())
                    + "'.\nRun the pipeline or use 'dvc commit' to force update it.");
        }
        return index.dataFile(holder);
    }

    private void checkOverlaps(StageIndex index, Map<Path, DataFile> added) {
        for (DataFile file : added.values()) {
            for (Output output : file.stage().outputs()) {
                for (Stage other : index.stages()) {
                    other.outputs().stream()
                            .filter(o ->
                                    !o.path().equals(output.path()) && o.path().startsWith(output.path()))
                            .findFirst()
                            .ifPresent(o -> {
                                throw new DvcException("Cannot add '" + project.show(output.path())
                                        + "', because it is overlapping with other DVC tracked output: '"
                                        + project.show(o.path()) + "'.\nTo include '" + project.show(o.path())
                                        + "' in '" + project.show(output.path()) + "', run 'dvc remove "
                                        + other.address() + "' and then 'dvc add " + project.show(output.path()) + "'");
                            });
                }
            }
        }
        index.graph();
    }

    /** Stages that differ from their record, by address; empty if all is as recorded. */
    public Map<String, StageStatus> status(List<String> targets) throws IOException {
        try (ProjectLock lock = project.lock()) {
            StageIndex index = StageIndex.load(project);
            Map<String, StageStatus> changed = new LinkedHashMap<>();
            for (Stage stage : index.targets(targets)) {
                StageStatus status = StageStatus.of(project, stage, index.record(stage));
                if (!status.isClean()) {
                    changed.put(stage.address(), status);
                }
            }
            return changed;
        }
    }

    public boolean isEmpty() throws IOException {
        return StageIndex.load(project).stages().isEmpty();
    }

    /**
     * What a checkout did, and what it could not do.
     *
     * @param changes path → change; folders end in a slash
     * @param files how many single files changed, those within folders included
     * @param failed paths whose content the cache lacks
     */
    public record CheckedOut(
            Map<String, Workspace.Change> changes, Map<Workspace.Change, Integer> files, List<String> failed) {}

    /**
     * Makes outputs in the workspace what their records say.
     *
     * @param force whether content that is not in the cache may be lost
     * @param relink whether to make links anew where the content is right already
     */
    public CheckedOut checkout(List<String> targets, boolean force, boolean relink) throws IOException {
        try (ProjectLock lock = project.lock()) {
            return checkout(StageIndex.load(project), targets, force, relink);
        }
    }

    CheckedOut checkout(StageIndex index, List<String> targets, boolean force, boolean relink) throws IOException {
        Workspace workspace = new Workspace(project);
        Map<String, Workspace.Change> changes = new TreeMap<>();
        Map<Workspace.Change, Integer> files = new EnumMap<>(Workspace.Change.class);
        List<String> failed = new ArrayList<>();
        for (Stage stage : index.targets(targets)) {
            StageRecord record = index.record(stage);
            for (Output output : stage.outputs()) {
                Recorded recorded = record.outputs().getOrDefault(output.written(), Recorded.NOTHING);
                if (!output.cached()) {
                    continue;
                }
                if (recorded.md5() != null && !project.cache().hasAll(recorded.md5())) {
                    if (!matchesWorkspace(output, recorded)) {
                        failed.add(project.show(output.path()));
                    }
                    continue;
                }
                Workspace.Change change = workspace.checkout(output, recorded, force, files);
                if (relink) {
                    workspace.relink(output, recorded);
                }
                if (change != Workspace.Change.NONE) {
                    String slash = Files.isDirectory(output.path()) ? "/" : "";
                    changes.put(project.show(output.path()) + slash, change);
                }
            }
        }
        return new CheckedOut(changes, files, failed);
    }

    private boolean matchesWorkspace(Output output, Recorded recorded) throws IOException {
        return project.hasher()
                .hash(output.path())
                .filter(c -> c.fingerprint().md5().equals(recorded.md5()))
                .isPresent();
    }

    /**
     * Accepts the workspace as it is: records the hashes of outputs, and of inputs of stages, and keeps the outputs.
     *
     * @param force whether to do so without asking where something changed; without it, such a change fails
     */
    public void commit(List<String> targets, boolean force) throws IOException {
        try (ProjectLock lock = project.lock()) {
            StageIndex index = StageIndex.load(project);
            for (Stage stage : index.targets(targets)) {
                StageStatus status = StageStatus.of(project, stage, index.record(stage));
                boolean changed = !status.dependencies().isEmpty()
                        || !status.parameters().isEmpty()
                        || status.commandChanged()
                        || status.outputs().values().stream().anyMatch(s -> !s.equals("not in cache"));
                if (changed && !force) {
                    throw new DvcException("unable to commit changed " + stage + ". Use `-f|--force` to force.");
                }
                new StageCommit(project, index).commit(stage, changedFiles);
            }
        }
    }

    /** Runs the stages that changed; see {@link Repro#run}. */
    public List<Stage> reproduce(ReproOptions options, ReproListener listener) throws IOException {
        Repro repro = new Repro(project, options, listener);
        try {
            return repro.run();
        } finally {
            changedFiles.addAll(repro.changedFiles());
        }
    }

    @Override
    public void close() {
        project.close();
    }
}
