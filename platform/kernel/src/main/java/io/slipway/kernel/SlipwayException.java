package io.slipway.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A failure with a code and a message that may be shown to the caller: it says what, where and what to do next, and
 * never holds SQL, a path of the server or a stack trace. The cause is for the log alone.
 */
public final class SlipwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public SlipwayException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public SlipwayException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The message, never null: every constructor takes one. */
    public String text() {
        return String.valueOf(getMessage());
    }

    public static SlipwayException invalid(String message) {
        return new SlipwayException(ErrorCode.INVALID_ARGUMENT, message);
    }

    public static SlipwayException notFound(String message) {
        return new SlipwayException(ErrorCode.NOT_FOUND, message);
    }
}
