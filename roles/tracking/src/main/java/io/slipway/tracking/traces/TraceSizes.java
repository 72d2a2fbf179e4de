package io.slipway.tracking.traces;

import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.util.Map;

/** What a client says about how large its trace is. */
final class TraceSizes {
    private TraceSizes() {}

    /** Number of spans; 0 if the client did not say or said nonsense. */
    static int spans(Map<String, String> metadata) {
        String sizes = metadata.get(TraceInfo.SIZES);
        if (sizes == null) {
            return 0;
        }
        try {
            return Json.parse(sizes).path("num_spans").asInt(0);
        } catch (SlipwayException e) {
            return 0;
        }
    }
}
