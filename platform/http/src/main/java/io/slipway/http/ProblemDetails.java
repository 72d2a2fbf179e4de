package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import java.nio.charset.StandardCharsets;

/** RFC 9457. */
final class ProblemDetails {
    private ProblemDetails() {}

    static ErrorFormat.Body body(ErrorCode code, String message) {
        var json = Json.object()
                .put("title", code.name())
                .put("status", code.httpStatus())
                .put("code", code.name())
                .put("detail", message);
        return new ErrorFormat.Body(
                code.httpStatus(), "application/problem+json", json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
