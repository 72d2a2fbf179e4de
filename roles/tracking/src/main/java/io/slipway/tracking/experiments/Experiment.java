package io.slipway.tracking.experiments;

import io.slipway.tracking.wire.KeyValue;
import java.util.List;

/**
 * A named collection of runs, in the shape in which MLflow's clients get it. Times are epoch milliseconds.
 *
 * @param lifecycleStage {@code active} or {@code deleted}
 */
public record Experiment(
        String experimentId,
        String name,
        String artifactLocation,
        String lifecycleStage,
        long lastUpdateTime,
        long creationTime,
        List<KeyValue> tags,
        String workspace) {
    @com.fasterxml.jackson.annotation.JsonIgnore
    public boolean active() {
        return lifecycleStage.equals("active");
    }
}
