package io.slipway.serving.invocations;

import io.slipway.http.ErrorFormat;
import io.slipway.kernel.ErrorCode;
import io.slipway.serving.wire.JsonBuffer;
import java.nio.charset.StandardCharsets;

/** The scoring server's error answer: {@code {"error_code", "message"}}; 415 is plain text. */
public final class MlflowScoringErrors {
    public static final ErrorFormat FORMAT = MlflowScoringErrors::body;

    private MlflowScoringErrors() {}

    private static ErrorFormat.Body body(ErrorCode code, String message) {
        if (code == ErrorCode.UNSUPPORTED_MEDIA_TYPE) {
            return new ErrorFormat.Body(
                    code.httpStatus(), "text/plain; charset=utf-8", message.getBytes(StandardCharsets.UTF_8));
        }
        String name = switch (code) {
            case INVALID_ARGUMENT, UNPROCESSABLE -> "BAD_REQUEST";
            case NOT_FOUND -> "RESOURCE_DOES_NOT_EXIST";
            case UNAVAILABLE -> "TEMPORARILY_UNAVAILABLE";
            case INTERNAL, DATA_CORRUPT -> "INTERNAL_ERROR";
            case NOT_SUPPORTED -> "NOT_IMPLEMENTED";
            case RATE_LIMITED -> "REQUEST_LIMIT_EXCEEDED";
            default -> code.name();
        };
        byte[] bytes = new JsonBuffer()
                .raw("{\"error_code\":\"")
                .raw(name)
                .raw("\",\"message\":")
                .string(message)
                .raw('}')
                .toBytes();
        return new ErrorFormat.Body(code.httpStatus(), "application/json", bytes);
    }
}
