package io.slipway.tracking.otlp;

/** The body is not what its type says; the message names the part and the fault. */
public final class MalformedOtlpException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedOtlpException(String message) {
        super(message);
    }

    MalformedOtlpException(String message, Throwable cause) {
        super(message, cause);
    }
}
