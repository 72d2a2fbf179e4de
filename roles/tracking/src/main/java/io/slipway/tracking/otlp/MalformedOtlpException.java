package io.slipway.tracking.otlp;

/** The body is not what its type says; the message names the part and the fault. */
public final class MalformedOtlpException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the body is well written and yet holds a span that is none, having no id. */
    private final boolean unusable;

    MalformedOtlpException(String message) {
        this(message, false);
    }

    private MalformedOtlpException(String message, boolean unusable) {
        super(message);
        this.unusable = unusable;
    }

    MalformedOtlpException(String message, Throwable cause) {
        super(message, cause);
        unusable = false;
    }

    static MalformedOtlpException unusable(String why) {
        return new MalformedOtlpException(why, true);
    }

    public boolean unusable() {
        return unusable;
    }
}
