package io.slipway.serving.openinference;

import io.slipway.http.ErrorFormat;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.wire.JsonBuffer;

/** The protocol's error answer: {@code {"error": "..."}}. */
public final class OpenInferenceErrors {
    public static final ErrorFormat FORMAT = (code, message) -> new ErrorFormat.Body(
            code.httpStatus(),
            "application/json",
            new JsonBuffer().raw("{\"error\":").string(message).raw('}').toBytes());

    private OpenInferenceErrors() {}

    static SlipwayException noBinary() {
        return new SlipwayException(
                ErrorCode.NOT_SUPPORTED,
                "binary tensors are not supported; send JSON (in tritonclient: binary_data=False for inputs and outputs)");
    }
}
