package io.slipway.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Named byte sequences of any size, streamed. A key is a relative path of segments joined by {@code /}; no segment is
 * empty, {@code .} or {@code ..}, none holds a NUL or a backslash; at most 1024 bytes of UTF-8. A key that breaks
 * this is INVALID_ARGUMENT and touches nothing.
 */
public interface Blobs {
    /**
     * Stores {@code content} to its end; the blob appears under {@code key} at once and whole, or, if the stream or
     * the store fails, not at all (an older blob then stays). Durable on return. The last of concurrent puts wins.
     *
     * @param maxBytes PAYLOAD_TOO_LARGE beyond it
     */
    Stat put(String key, InputStream content, long maxBytes) throws IOException;

    /**
     * Opens a blob or a part of it; the stream stays readable if the blob is replaced meanwhile.
     *
     * @param offset first byte, at least 0
     * @param length number of bytes, or -1 for the rest
     * @return empty if there is no such blob
     */
    Optional<InputStream> open(String key, long offset, long length) throws IOException;

    Optional<Stat> stat(String key) throws IOException;

    /**
     * Blobs whose key begins with {@code prefix}, ordered by key.
     *
     * @param prefix empty for all
     * @param after answers only keys greater than this; null for the start
     * @param limit at most this many
     */
    List<Stat> list(String prefix, @Nullable String after, int limit) throws IOException;

    /** Direct children of a folder: blobs and folders (size -1, key without trailing slash), ordered by key. */
    List<Stat> children(String folder) throws IOException;

    /** Deletes a blob; false if there was none. */
    boolean delete(String key) throws IOException;

    /** Deletes all blobs below {@code folder/}; answers how many. */
    int deleteTree(String folder) throws IOException;

    /** How others may send and fetch blobs past this process; empty if this store cannot do that. */
    default Optional<DirectBlobs> direct() {
        return Optional.empty();
    }

    /**
     * What is known of a blob without reading it.
     *
     * @param size bytes; -1 for a folder in {@link #children}
     * @param modified UTC milliseconds
     */
    record Stat(String key, long size, long modified) {
        public boolean folder() {
            return size < 0;
        }
    }
}
