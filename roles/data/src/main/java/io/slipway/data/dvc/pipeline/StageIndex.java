package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.project.DvcProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All stages of a project, found by walking it, and who makes what. */
public final class StageIndex {
    private final DvcProject project;
    private final List<Stage> stages;
    private final Map<Path, DataFile> dataFiles;

    private StageIndex(DvcProject project, List<Stage> stages, Map<Path, DataFile> dataFiles) {
        this.project = project;
        this.stages = stages;
        this.dataFiles = dataFiles;
    }

    /** @throws DvcException with file, line and column at the first file that has an error */
    public static StageIndex load(DvcProject project) throws IOException {
        List<Stage> stages = new ArrayList<>();
        Map<Path, DataFile> dataFiles = new LinkedHashMap<>();
        Set<Path> outputs = new HashSet<>();
        project.metadataFiles(new DvcProject.MetadataVisitor() {
            @Override
            public void found(Path file) throws IOException {
                int before = stages.size();
                if (file.getFileName().toString().equals("dvc.yaml")) {
                    stages.addAll(PipelineFile.load(project, file));
                } else {
                    DataFile data = DataFile.load(project, file);
                    dataFiles.put(file, data);
                    stages.add(data.stage());
                }
                stages.subList(before, stages.size()).forEach(s -> s.outputs().forEach(o -> outputs.add(o.path())));
            }

            @Override
            public boolean isOutput(Path folder) {
                return outputs.contains(folder);
            }
        });
        return new StageIndex(project, stages, dataFiles);
    }

    public List<Stage> stages() {
        return List.copyOf(stages);
    }

    /** The same with a stage that is not written yet. */
    public StageIndex with(DataFile more) {
        List<Stage> all = new ArrayList<>(stages);
        all.add(more.stage());
        Map<Path, DataFile> data = new LinkedHashMap<>(dataFiles);
        data.put(more.stage().file(), more);
        return new StageIndex(project, all, data);
    }

    /** What the stage's files say it was. */
    public StageRecord record(Stage stage) throws IOException {
        if (stage.name() == null) {
            return data(stage).record();
        }
        return LockFile.of(stage.file(), project.show(stage.file())).find(stage.name());
    }

    DataFile data(Stage stage) {
        DataFile data = dataFiles.get(stage.file());
        if (data == null) {
            throw new DvcException("'" + stage.address() + "' is not loaded");
        }
        return data;
    }

    public DataFile dataFile(Stage stage) {
        return data(stage);
    }

    /** The stage whose output is {@code path} itself. */
    public Optional<Stage> makerOf(Path path) {
        return stages.stream()
                .filter(s -> s.outputs().stream().anyMatch(o -> o.path().equals(path)))
                .findFirst();
    }

    /** The data file whose folder holds {@code path}. */
    public Optional<Stage> holderOf(Path path) {
        return stages.stream()
                .filter(s -> s.outputs().stream().anyMatch(o -> path.startsWith(o.path())))
                .findFirst();
    }

    /**
     * The stages that a command's target names: a {@code .dvc} or {@code dvc.yaml} file, {@code file:stage}, the name
     * of a stage or of a group in the current folder's {@code dvc.yaml}, or an output.
     */
    public List<Stage> target(String target) {
        Path path = project.current().resolve(target).normalize();
        List<Stage> found = stages.stream()
                .filter(s -> s.file().equals(path)
                        || s.address().equals(target)
                        || s.address().startsWith(target + "@")
                        || s.outputs().stream().anyMatch(o -> o.path().equals(path)))
                .toList();
        if (found.isEmpty()) {
            if (target.endsWith(".dvc") || target.endsWith("dvc.yaml")) {
                throw new DvcException("'" + path + "' does not exist");
            }
            String hint =
                    Files.exists(project.current().resolve("dvc.yaml")) ? "dvc.yaml" : "any dvc.yaml or .dvc file";
            throw new DvcException("'" + target + "' does not exist as an output or a stage name in '" + hint + "'");
        }
        return found;
    }

    /** All stages for no targets, else those that they name, each once. */
    public List<Stage> targets(List<String> targets) {
        if (targets.isEmpty()) {
            return stages();
        }
        LinkedHashSet<Stage> found = new LinkedHashSet<>();
        targets.forEach(t -> found.addAll(target(t)));
        return List.copyOf(found);
    }

    /**
     * Who needs whom.
     *
     * @throws DvcException for outputs that are the same or inside one another, outputs that should be cached but lie
     *     outside the project, and stages that need each other
     */
    public StageGraph graph() {
        Map<Path, Stage> makers = new HashMap<>();
        for (Stage stage : stages) {
            for (Output output : stage.outputs()) {
                if (project.root().startsWith(output.path())) {
                    throw new DvcException("Output " + output.written()
                            + " is or holds the DVC project itself, which running the stage would remove;"
                            + " it must lie inside, not outside.");
                }
                if (output.cached() && !output.path().startsWith(project.root())) {
                    throw new DvcException("Cached output(s) outside of DVC project: " + output.written()
                            + ". Only outputs with 'cache: false' may lie outside.");
                }
                Stage other = makers.putIfAbsent(output.path(), stage);
                if (other != null) {
                    throw duplicate(output, other, stage);
                }
            }
        }
        List<Path> sorted =
                makers.keySet().stream().sorted(Comparator.naturalOrder()).toList();
        for (int i = 1; i < sorted.size(); i++) {
            for (Path above = sorted.get(i).getParent(); above != null; above = above.getParent()) {
                Stage parent = makers.get(above);
                Stage child = makers.get(sorted.get(i));
                if (parent != null && child != null) {
                    throw new DvcException("The output paths:\n'" + project.show(above) + "'('" + parent.address()
                            + "')\n'" + project.show(sorted.get(i)) + "'('" + child.address()
                            + "')\noverlap and are thus in the same tracked directory.\nTo keep reproducibility, "
                            + "outputs should be in separate tracked directories or tracked individually.");
                }
            }
        }
        return StageGraph.of(stages, makers);
    }

    private static DvcException duplicate(Output output, Stage first, Stage second) {
        return new DvcException("output '" + output.written() + "' is specified in:\n\t- " + first.address() + "\n\t- "
                + second.address()
                + "\nUse `dvc remove` with any of the above targets to stop tracking the overlapping output.");
    }
}
