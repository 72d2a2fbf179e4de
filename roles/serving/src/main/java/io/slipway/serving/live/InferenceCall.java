package io.slipway.serving.live;

import io.slipway.inference.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request, decoded.
 *
 * @param id the caller's, or null
 * @param eventTime UTC milliseconds that the caller says the row is of, or -1
 * @param inputs as sent, not yet held against the signature
 * @param outputs names of the outputs that the caller wants; null = all
 */
public record InferenceCall(
        @Nullable String id,
        long eventTime,
        List<Tensor> inputs,
        @Nullable List<String> outputs) {}
