package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcProject;
import io.slipway.data.dvc.project.PathLocks;
import io.slipway.data.dvc.store.ContentHasher.Content;
import io.slipway.data.dvc.yaml.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One stage's turn in a reproduction: decides whether it must run, restores or runs it, records what came out. */
final class StageRun {
    private final DvcProject project;
    private final Stage stage;
    private final StageIndex index;
    private final ReproOptions options;
    private final ReproListener listener;
    private final Repro.LockHolder lock;
    private final Set<Path> changedFiles;
    private final Workspace workspace;
    private volatile @Nullable StageProcess process;
    private volatile boolean cancelled;

    StageRun(
            DvcProject project,
            Stage stage,
            StageIndex index,
            ReproOptions options,
            ReproListener listener,
            Repro.LockHolder lock,
            Set<Path> changedFiles) {
        this.project = project;
        this.stage = stage;
        this.index = index;
        this.options = options;
        this.listener = listener;
        this.lock = lock;
        this.changedFiles = changedFiles;
        this.workspace = new Workspace(project);
    }

    void cancel() {
        cancelled = true;
        StageProcess running = process;
        if (running != null) {
            running.cancel();
        }
    }

    /** False if nothing had changed. */
    boolean go() throws IOException {
        StageRecord record = index.record(stage);
        if (!options.force() && StageStatus.of(project, stage, record).isClean()) {
            listener.message((stage.isData() ? "'" : "Stage '") + stage.address() + "' didn't change, skipping");
            listener.stageCached(stage, false);
            return false;
        }
        if (stage.isData()) {
            verifyData(record);
        } else if (stage.frozen()) {
            listener.message("Verifying outputs in frozen " + stage);
            requireOutputs();
            if (!options.dry()) {
                write(inputs(), outputs());
            }
            listener.stageFinished(stage);
        } else {
            reproduce(record);
        }
        return true;
    }

    private void verifyData(StageRecord record) throws IOException {
        listener.message("Verifying " + (stage.frozen() ? "outputs in frozen " : "data sources in ") + stage);
        requireOutputs();
        if (!options.dry()) {
            Map<String, Recorded> hashes = new LinkedHashMap<>(record.outputs());
            hashes.putAll(outputs());
            if (index.data(stage).save(hashes)) {
                changedFiles.add(stage.file());
            }
        }
        listener.stageFinished(stage);
    }

    private void requireOutputs() {
        List<String> missing = stage.outputs().stream()
                .filter(o -> !Files.exists(o.path()))
                .map(o -> project.show(o.path()))
                .toList();
        if (!missing.isEmpty()) {
            throw new DvcException(
                    "missing data 'source" + (missing.size() > 1 ? "s" : "") + "': " + String.join(", ", missing));
        }
    }

    private void reproduce(StageRecord record) throws IOException {
        if (options.dry()) {
            listener.message("Running stage '" + stage.address() + "':");
            stage.commands().forEach(c -> listener.message("> " + c));
            return;
        }
        StageRecord inputs = inputs();
        if (!options.force() && restore(record, inputs)) {
            return;
        }
        for (Output output : stage.outputs()) {
            if (!output.persist()) {
                workspace.remove(output);
            } else if (Files.exists(output.path())) {
                unprotect(output);
            }
            Files.createDirectories(output.path().resolveSibling(".").normalize());
        }
        runCommands();
        Map<String, Recorded> outputs = outputs();
        StageRecord after = inputs();
        write(after, outputs);
        if (!options.noCommit()) {
            saveRun(after.withOutputs(outputs));
        }
        listener.stageFinished(stage);
    }

    private void unprotect(Output output) throws IOException {
        Optional<Content> content = project.hasher().hash(output.path());
        if (content.isPresent() && !Files.isDirectory(output.path()) && !Files.isWritable(output.path())) {
            byte[] bytes = Files.readAllBytes(output.path());
            Files.delete(output.path());
            Files.write(output.path(), bytes);
        }
    }

    private void runCommands() throws IOException {
        listener.message("Running stage '" + stage.address() + "':");
        listener.stageStarted(stage);
        if (!Files.isDirectory(stage.workdir())) {
            throw new DvcException("stage working dir '" + project.show(stage.workdir()) + "' does not exist");
        }
        StageProcess running = new StageProcess(
                stage,
                project.root(),
                options.environment(),
                options.inherit() ? null : line -> listener.line(stage, line));
        process = running;
        if (cancelled) {
            running.cancel();
        }
        List<Path> read = new ArrayList<>();
        stage.dependencies().forEach(d -> read.add(d.path()));
        stage.parameters().forEach(p -> read.add(p.path()));
        List<Path> written = stage.outputs().stream().map(Output::path).toList();
        try (PathLocks.Held held = project.pathLocks().hold("repro", read, written)) {
            lock.release();
            try {
                for (String command : stage.commands()) {
                    listener.message("> " + command);
                    running.run(command);
                }
            } finally {
                lock.take();
                process = null;
            }
        }
    }

    /** The record with everything but the outputs' hashes, as of now. */
    StageRecord inputs() throws IOException {
        Map<String, Recorded> dependencies = new LinkedHashMap<>();
        for (Stage.Dependency dependency : stage.dependencies()) {
            Content content = project.hasher()
                    .hash(dependency.path())
                    .orElseThrow(() ->
                            new DvcException("dependency '" + project.show(dependency.path()) + "' does not exist"));
            dependencies.put(dependency.written(), Recorded.of(content.fingerprint()));
        }
        Map<String, Value.Entries> parameters = new LinkedHashMap<>();
        for (Stage.Parameters each : stage.parameters()) {
            if (!Files.isRegularFile(each.path())) {
                throw new DvcException("dependency '" + project.show(each.path()) + "' does not exist");
            }
            Value.Entries values = ParameterFile.values(each);
            List<String> missing = each.keys().stream()
                    .filter(k -> !values.map().containsKey(k))
                    .toList();
            if (!missing.isEmpty()) {
                throw new DvcException("Parameters '" + String.join(", ", missing) + "' are missing from '"
                        + project.show(each.path()) + "'.");
            }
            parameters.put(each.written(), values);
        }
        Map<String, Recorded> outputs = new LinkedHashMap<>();
        stage.outputs().forEach(o -> outputs.put(o.written(), Recorded.NOTHING));
        return new StageRecord(stage.command(), dependencies, parameters, outputs);
    }

    Map<String, Recorded> outputs() throws IOException {
        Map<String, Recorded> outputs = new LinkedHashMap<>();
        List<Path> ignored = new ArrayList<>();
        for (Output output : stage.outputs()) {
            Output kept = options.noCommit() ? asUncached(output) : output;
            outputs.put(output.written(), workspace.commit(kept, ignored));
        }
        changedFiles.addAll(ignored);
        return outputs;
    }

    private static Output asUncached(Output output) {
        return new Output(
                output.written(),
                output.path(),
                output.kind(),
                false,
                output.persist(),
                output.push(),
                output.remote());
    }

    private static Output asCached(Output output) {
        return new Output(
                output.written(), output.path(), output.kind(), true, output.persist(), output.push(), output.remote());
    }

    void write(StageRecord inputs, Map<String, Recorded> outputs) throws IOException {
        LockFile file = LockFile.of(stage.file(), project.show(stage.file()));
        LockFile.Change change = file.put(String.valueOf(stage.name()), inputs.withOutputs(outputs));
        if (change == LockFile.Change.GENERATED) {
            listener.message("Generating lock file '" + file.shown() + "'");
        }
        if (change != LockFile.Change.NONE) {
            listener.message("Updating lock file '" + file.shown() + "'");
            changedFiles.add(file.path());
        }
    }

    /** Puts outputs in place without running, if what they would be is known and in the cache. */
    private boolean restore(StageRecord record, StageRecord inputs) throws IOException {
        if (!RunCache.covers(stage, project.root())) {
            return false;
        }
        boolean sameInputs = RunCache.key(inputs).equals(RunCache.key(record)) && recordsAllOutputs(record);
        Optional<StageRecord> known = sameInputs
                ? Optional.of(record)
                : options.runCache() ? new RunCache(project.cacheFolder()).find(inputs) : Optional.empty();
        if (known.isEmpty() || !recordsAllOutputs(known.get())) {
            return false;
        }
        for (Output output : stage.outputs()) {
            String md5 = known.get().output(output).md5();
            if (md5 == null || !project.cache().hasAll(md5)) {
                return false;
            }
        }
        listener.message("Stage '" + stage.address() + "' is cached - skipping run, checking out outputs");
        for (Output output : stage.outputs()) {
            workspace.checkout(asCached(output), known.get().output(output), true);
        }
        write(inputs, outputs());
        listener.stageCached(stage, true);
        return true;
    }

    private boolean recordsAllOutputs(StageRecord record) {
        return stage.outputs().stream().allMatch(o -> record.output(o).md5() != null);
    }

    void saveRun(StageRecord record) throws IOException {
        boolean plainUncached = stage.outputs().stream().anyMatch(o -> !o.cached() && o.kind() == Output.Kind.OUTPUT);
        if (plainUncached || !RunCache.covers(stage, project.root())) {
            return;
        }
        for (Output output : stage.outputs()) {
            if (!output.cached()) {
                project.hasher().keep(output.path(), project.cache());
            }
        }
        new RunCache(project.cacheFolder()).save(record);
    }
}
