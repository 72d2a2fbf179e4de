package io.slipway.http;

import org.jspecify.annotations.Nullable;

/** A request whose answer is owed exactly once, by {@link #reply} or {@link #fail}. */
public interface InlineExchange {
    /** Value of the path parameter, decoded. */
    String path(String name);

    @Nullable
    String header(String name);

    @Nullable
    String query(String name);

    /**
     * Answers. The bytes are copied before this returns, so that the buffer may be used again.
     *
     * @param buffer copied before this returns, so it may be used again
     * @param headers names and values in turn
     */
    void reply(int status, String contentType, byte[] buffer, int offset, int length, String... headers);

    /** Answers with the endpoint's error format. */
    void fail(Throwable failure);

    /** {@link System#nanoTime} when the request's last byte had come. */
    long receivedNanos();
}
