package io.slipway.training.pipelines;

/** State of a run or of a stage. */
public enum State {
    QUEUED,
    RUNNING,
    /** Only a stage: nothing it depends on has changed, or its outputs came from the cache. */
    CACHED,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }
}
