package io.slipway.training.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a pipeline.
 *
 * @param params dotted parameter → value, as they were set for this run
 * @param created with {@code started} and {@code finished}: UTC milliseconds
 * @param modelVersion version of {@code model} that the run registered; null if none
 * @param problem why it failed; null unless it did
 */
public record PipelineRun(
        String id,
        String workspace,
        String pipeline,
        State state,
        String reason,
        String actor,
        JsonNode params,
        long created,
        @Nullable Long started,
        @Nullable Long finished,
        String model,
        @Nullable Integer modelVersion,
        @Nullable String problem,
        List<StageRun> stages) {
    public PipelineRun {
        stages = List.copyOf(stages);
    }

    /**
     * One stage of the run.
     *
     * @param position from 0, in the order in which the stages run
     * @param deps files and folders with the hash and size that dvc.lock has of them
     */
    public record StageRun(
            int position,
            String name,
            State state,
            @Nullable Long started,
            @Nullable Long finished,
            List<FilePart> deps,
            List<FilePart> outs,
            @Nullable String problem) {
        public StageRun {
            deps = List.copyOf(deps);
            outs = List.copyOf(outs);
        }
    }

    /** @param md5 hash in DVC's form, null while unknown */
    public record FilePart(
            String path, @Nullable String md5, @Nullable Long size) {}
}
