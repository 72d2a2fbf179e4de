package io.slipway.http;

import io.slipway.kernel.ErrorCode;

/** Translates a failure to the words of one wire format. */
@FunctionalInterface
public interface ErrorFormat {
    /** @param message safe to show; the server adds Retry-After to 429 and 503 */
    Body body(ErrorCode code, String message);

    /** What the client gets. */
    record Body(int status, String contentType, byte[] bytes) {}

    /** Slipway's own: problem details of RFC 9457 with the code's name in {@code code}. */
    ErrorFormat PROBLEM = ProblemDetails::body;
}
