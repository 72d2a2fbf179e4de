package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.InputStream;
import java.util.Optional;

/**
 * One part of a file, from the Range header (RFC 9110 §14). Requests for several parts get the whole, which the RFC
 * allows.
 *
 * @param first offset of the first byte
 * @param length at least 1
 */
public record ByteRange(long first, long length) {
    /** Opens a part of what is served. */
    @FunctionalInterface
    public interface Source {
        InputStream open(long first, long length) throws Exception;
    }

    /**
     * The part that the request asks for; empty for all of it, also where the header is malformed or If-Range is
     * sent with another tag.
     *
     * @throws SlipwayException RANGE_NOT_SATISFIABLE if it starts after the end
     */
    public static Optional<ByteRange> of(Request request, long size, String etag) {
        String header = request.header("Range").orElse("").strip();
        if (!header.startsWith("bytes=") || header.indexOf(',') >= 0) {
            return Optional.empty();
        }
        if (!request.header("If-Range").map(tag -> tag.equals(etag)).orElse(true)) {
            return Optional.empty();
        }
        int dash = header.indexOf('-', 6);
        if (dash < 0) {
            return Optional.empty();
        }
        long from = number(header.substring(6, dash));
        long to = number(header.substring(dash + 1));
        if (from == MALFORMED || to == MALFORMED || (from == ABSENT && to == ABSENT)) {
            return Optional.empty();
        }
        long first = from == ABSENT ? Math.max(0, size - to) : from;
        long last = from == ABSENT || to == ABSENT ? size - 1 : Math.min(to, size - 1);
        if (from != ABSENT && to != ABSENT && to < from) {
            return Optional.empty();
        }
        if (first >= size || last < first) {
            throw new SlipwayException(
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    "the file has " + size + " bytes; nothing lies in '" + header + "'");
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    /** Answers 200 with all or 206 with the part that was asked for. */
    public static Response respond(Request request, String contentType, long size, String etag, Source source)
            throws Exception {
        Optional<ByteRange> part = of(request, size, etag);
        long first = part.map(ByteRange::first).orElse(0L);
        long length = part.map(ByteRange::length).orElse(size);
        Response whole = Response.stream(contentType, length, source.open(first, length))
                .with("Accept-Ranges", "bytes")
                .with("ETag", etag);
        return part.isEmpty()
                ? whole
                : whole.withStatus(206)
                        .with("Content-Range", "bytes " + first + "-" + (first + length - 1) + "/" + size);
    }

    private static final long ABSENT = -1;
    private static final long MALFORMED = -2;

    private static long number(String digits) {
        if (digits.isEmpty()) {
            return ABSENT;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return MALFORMED;
            }
        }
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
