package io.slipway.serving.live;

import io.slipway.http.InlineExchange;
import io.slipway.inference.Tensor;
import io.slipway.serving.wire.JsonBuffer;
import java.util.List;

/** How a wire format says a request and its answer. Without state, safe for use by several threads. */
public interface Protocol {
    /** Label of the metrics. */
    String name();

    /** @throws io.slipway.kernel.SlipwayException INVALID_ARGUMENT saying where the body is wrong */
    InferenceCall read(InlineExchange exchange, byte[] body, LiveVersion version);

    /** @param id the caller's or the one that was made for it */
    void write(InferenceCall call, String id, List<Tensor> outputs, LiveVersion version, JsonBuffer to);
}
