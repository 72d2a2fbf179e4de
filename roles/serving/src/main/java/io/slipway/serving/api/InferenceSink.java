package io.slipway.serving.api;

import io.slipway.inference.Tensor;
import java.util.List;

/** Takes note of predictions, off the request's path. */
public interface InferenceSink {
    /** Never waits and costs at most a few microseconds; false if the record was dropped (and counted). */
    boolean offer(InferenceRecord prediction);

    /**
     * One answered request.
     *
     * @param requestId the caller's id or one that serving made; labels refer to it, as {@code id} for one row and
     *     {@code id/<row>} for the rows of a batch
     * @param time UTC milliseconds: the request parameter {@code event_time} if it was given, else when it was answered
     */
    record InferenceRecord(
            String requestId, String model, int version, long time, List<Tensor> inputs, List<Tensor> outputs) {}
}
