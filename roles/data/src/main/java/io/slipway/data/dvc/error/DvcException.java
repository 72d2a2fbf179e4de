package io.slipway.data.dvc.error;

import org.jspecify.annotations.Nullable;

/** A DVC operation that could not be done; the message says what, where and, if it can, what to do next. */
public final class DvcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Sorts failures by DVC's exit codes. */
    public enum Kind {
        /** Anything that fails for a reason of its own: exit code 1 or 255, by command. */
        FAILED(255),
        CONFIG(251),
        NOT_A_PROJECT(253),
        ARGUMENTS(254);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;

    public DvcException(String message) {
        this(Kind.FAILED, message, null);
    }

    public DvcException(String message, @Nullable Throwable cause) {
        this(Kind.FAILED, message, cause);
    }

    public DvcException(Kind kind, String message) {
        this(kind, message, null);
    }

    public DvcException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
