package io.slipway.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a store can do whose blobs others may send and fetch by themselves, past this process, at addresses that hold for
 * a while and for one blob. Keys are those of {@link Blobs}, checked alike.
 */
public interface DirectBlobs {
    /** The most parts of an upload. */
    int MOST_PARTS = 10_000;

    /**
     * Begins an upload in parts; nothing of it is visible until {@link #complete}.
     *
     * @param parts how many addresses to make, 1 to {@link #MOST_PARTS}
     * @param valid how long the addresses hold
     */
    Upload begin(String key, int parts, Duration valid) throws IOException;

    /**
     * Makes one blob of the parts.
     *
     * @param maxBytes PAYLOAD_TOO_LARGE beyond it; then nothing is kept
     * @throws io.slipway.kernel.SlipwayException NOT_FOUND if there is no such upload of this key, INVALID_ARGUMENT if the
     *     parts are not those that were sent
     */
    Blobs.Stat complete(String key, String upload, List<Part> parts, long maxBytes) throws IOException;

    /** Forgets an upload and its parts; nothing happens if there is none. */
    void abort(String key, String upload) throws IOException;

    /** An address to fetch a blob from, whether there is one or not; it takes ranges. */
    String address(String key, Duration valid);

    /**
     * An upload that was begun.
     *
     * @param addresses where to put the parts, the first part first
     */
    record Upload(String id, List<String> addresses) {}

    /**
     * A part that was sent.
     *
     * @param number from 1
     * @param etag what the store answered to it
     */
    record Part(int number, String etag) {}
}
