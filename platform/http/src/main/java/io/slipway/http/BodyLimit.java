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
    private long read;

    private BodyLimit(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    /** The body, inflated if it is compressed; the limit holds for both forms. */
    static InputStream of(InputStream raw, HttpFields headers, long limit) throws IOException {
        InputStream limited = new BodyLimit(raw, limit);
        return compressed(headers) ? new BodyLimit(new GZIPInputStream(limited, 8 << 10), limit) : limited;
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
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        int n = super.read(b, off, len);
        count(Math.max(0, n));
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = super.skip(n);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long n) {
        read += n;
        if (read > limit) {
            throw exceeded(limit);
        }
    }
}
