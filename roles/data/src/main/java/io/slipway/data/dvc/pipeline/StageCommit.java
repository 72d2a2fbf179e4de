package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.project.DvcProject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records a stage as the workspace has it, without running it. */
public final class StageCommit {
    private final DvcProject project;
    private final StageIndex index;

    public StageCommit(DvcProject project, StageIndex index) {
        this.project = project;
        this.index = index;
    }

    /** @param changedFiles receives the files that were written */
    public void commit(Stage stage, Set<Path> changedFiles) throws IOException {
        Set<Path> changed = new LinkedHashSet<>();
        StageRun run = new StageRun(
                project, stage, index, ReproOptions.DEFAULT, ReproListener.SILENT, Repro.noLock(project), changed);
        Map<String, Recorded> outputs = run.outputs();
        if (stage.isData()) {
            if (index.data(stage).save(outputs)) {
                changed.add(stage.file());
            }
        } else {
            StageRecord inputs = run.inputs();
            run.write(inputs, outputs);
            run.saveRun(inputs.withOutputs(outputs));
        }
        changedFiles.addAll(List.copyOf(changed));
    }
}
