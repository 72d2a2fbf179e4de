package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** A body that ends with PAYLOAD_TOO_LARGE where it passes a limit. */
final class BodyLimit extends FilterInputStream {
    private final long limit;
    private final boolean inflates;
    private long read;

    private BodyLimit(InputStream in, long limit, boolean inflates) {
        super(in);
        this.limit = limit;
        this.inflates = inflates;
    }

    /** The body could not be read to its end: the client went away, stalled, or framed it wrongly. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost(IOException cause) {
            super(cause);
        }
    }

    /** The body, inflated if it is compressed; the limit holds for both forms. */
    static InputStream of(InputStream raw, HttpFields headers, long limit) {
        InputStream limited = new BodyLimit(raw, limit, false);
        if (!compressed(headers)) {
            return limited;
        }
        try {
            return new BodyLimit(new GZIPInputStream(limited, 8 << 10), limit, true);
        } catch (IOException e) {
            throw notGzip(e);
        }
    }

    static byte[] inflated(byte[] raw, HttpFields headers, long limit) {
        if (!compressed(headers)) {
            return raw;
        }
        try (var in = of(new ByteArrayInputStream(raw), headers, limit)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw notGzip(e);
        }
    }

    static SlipwayException notGzip(IOException e) {
        return new SlipwayException(
                ErrorCode.INVALID_ARGUMENT, "the body is not what its Content-Encoding 'gzip' says", e);
    }

    /** @throws SlipwayException UNSUPPORTED_MEDIA_TYPE for another coding than gzip */
    static boolean compressed(HttpFields headers) {
        String coding = headers.get(HttpHeader.CONTENT_ENCODING);
        if (coding == null) {
            return false;
        }
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                throw new SlipwayException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Encoding '" + coding + "' is not supported; send gzip or none");
        };
    }

    static SlipwayException exceeded(long limit) {
        return new SlipwayException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                limit == 0
                        ? "this endpoint takes no body"
                        : "the body is longer than the " + limit + " bytes that this endpoint takes");
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) {
        try {
            int n = super.read(b, off, len);
            read += Math.max(0, n);
            if (read > limit) {
                throw exceeded(limit);
            }
            return n;
        } catch (IOException e) {
            if (inflates) {
                throw notGzip(e);
            }
            throw new Lost(e);
        }
    }

    @Override
    public long skip(long n) {
        byte[] skipped = new byte[(int) Math.min(8192, Math.max(0, n))];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
