package io.slipway.serving.openinference;

import io.slipway.http.InlineExchange;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.live.InferenceCall;
import io.slipway.serving.live.LiveVersion;
import io.slipway.serving.live.Protocol;
import io.slipway.serving.wire.JsonBuffer;
import java.util.List;

/** The infer request and its answer. */
final class OpenInferenceProtocol implements Protocol {
    @Override
    public String name() {
        return "openinference";
    }

    @Override
    public InferenceCall read(InlineExchange exchange, byte[] body, LiveVersion version) {
        try {
            InferenceCall call = InferReader.read(body);
            if (call.outputs() != null) {
                for (String output : call.outputs()) {
                    if (version.model().signature().outputs().stream()
                            .noneMatch(f -> f.name().equals(output))) {
                        throw SlipwayException.invalid("unknown output '" + output + "'; the model gives "
                                + version.model().signature().outputs().stream()
                                        .map(f -> "'" + f.name() + "'")
                                        .toList());
                    }
                }
            }
            return call;
        } catch (SlipwayException e) {
            throw betterReason(exchange, e);
        }
    }

    /** A body that is not plain JSON is explained by its header, which is looked at only now. */
    private static SlipwayException betterReason(InlineExchange exchange, SlipwayException e) {
        return exchange.header("Inference-Header-Content-Length") == null ? e : OpenInferenceErrors.noBinary();
    }

    @Override
    public void write(InferenceCall call, String id, List<Tensor> outputs, LiveVersion version, JsonBuffer to) {
        to.raw(version.answerStart()).string(id).raw(",\"outputs\":[");
        boolean first = true;
        for (Tensor output : outputs) {
            if (call.outputs() == null || call.outputs().contains(output.name())) {
                if (!first) {
                    to.raw(',');
                }
                first = false;
                to.tensor(output);
            }
        }
        to.raw("]}");
    }
}
