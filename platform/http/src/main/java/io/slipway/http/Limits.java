package io.slipway.http;

import java.time.Duration;

/**
 * What a request may cost.
 *
 * @param maxBodyBytes a longer body is refused with PAYLOAD_TOO_LARGE before it is kept in memory; 0 = none allowed
 * @param deadline after it the caller gets DEADLINE_EXCEEDED
 * @param waits its handler waits for news; it is interrupted when the server stops, which else waits for its answer
 */
public record Limits(long maxBodyBytes, Duration deadline, boolean waits) {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** For requests without a body. */
    public static final Limits NO_BODY = new Limits(0, DEADLINE, false);

    /** For small JSON documents. */
    public static final Limits SMALL = body(1 << 20);

    public static Limits body(long maxBytes) {
        return new Limits(maxBytes, DEADLINE, false);
    }

    /** For transfers of files: as long as bytes keep coming. */
    public static Limits transfer(long maxBytes) {
        return new Limits(maxBytes, Duration.ofHours(12), false);
    }

    public Limits within(Duration newDeadline) {
        return new Limits(maxBodyBytes, newDeadline, waits);
    }

    public Limits waiting() {
        return new Limits(maxBodyBytes, deadline, true);
    }
}
