package io.slipway.kernel;

/**
 * Every kind of failure that Slipway tells a caller about. Each wire format has one place that translates these to
 * its own names (see {@code ErrorFormat} in the HTTP module); no other code chooses a status.
 *
 * <p>gRPC numbers: https://grpc.io/docs/guides/status-codes/.
 */
public enum ErrorCode {
    INVALID_ARGUMENT(400, 3, Fault.CALLER),
    UNAUTHENTICATED(401, 16, Fault.CALLER),
    PERMISSION_DENIED(403, 7, Fault.CALLER),
    NOT_FOUND(404, 5, Fault.CALLER),
    METHOD_NOT_ALLOWED(405, 12, Fault.CALLER),
    ALREADY_EXISTS(409, 6, Fault.CALLER),
    CONFLICT(409, 10, Fault.CALLER),
    PAYLOAD_TOO_LARGE(413, 8, Fault.CALLER),
    UNSUPPORTED_MEDIA_TYPE(415, 3, Fault.CALLER),
    RANGE_NOT_SATISFIABLE(416, 11, Fault.CALLER),
    UNPROCESSABLE(422, 3, Fault.CALLER),
    RATE_LIMITED(429, 8, Fault.CALLER),
    CANCELLED(499, 1, Fault.CALLER),
    INTERNAL(500, 13, Fault.SERVER),
    DATA_CORRUPT(500, 15, Fault.SERVER),
    NOT_SUPPORTED(501, 12, Fault.CALLER),
    UNAVAILABLE(503, 14, Fault.SERVER),
    STORAGE_FULL(507, 8, Fault.SERVER),
    DEADLINE_EXCEEDED(504, 4, Fault.SERVER);

    /** Whose mistake it is: decides the log level and whether an alert may count it. */
    public enum Fault {
        CALLER,
        SERVER
    }

    private final int httpStatus;
    private final int grpcStatus;
    private final Fault fault;

    ErrorCode(int httpStatus, int grpcStatus, Fault fault) {
        this.httpStatus = httpStatus;
        this.grpcStatus = grpcStatus;
        this.fault = fault;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public int grpcStatus() {
        return grpcStatus;
    }

    public Fault fault() {
        return fault;
    }
}
