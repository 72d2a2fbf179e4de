package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** A body that ends with PAYLOAD_TOO_LARGE where it passes a limit. */
final class BodyLimit extends FilterInputStream {
    private static final String GZIP = "gzip";
    private static final int BUFFER = 8 << 10;

    private final long limit;
    private final String coding;
    private long read;

    /** @param coding what {@code in} takes away; empty for nothing */
    private BodyLimit(InputStream in, long limit, String coding) {
        super(in);
        this.limit = limit;
        this.coding = coding;
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
        InputStream limited = new BodyLimit(raw, limit, "");
        String coding = coding(headers);
        if (coding.isEmpty()) {
            return limited;
        }
        try {
            InputStream plain = coding.equals(GZIP) ? new GZIPInputStream(limited, BUFFER) : inflating(limited);
            return new BodyLimit(plain, limit, coding);
        } catch (IOException e) {
            throw misnamed(coding, e);
        }
    }

    /** The coding "deflate" is zlib's format (RFC 9110 §8.4.1.2); some clients send what is in it without its frame. */
    private static InputStream inflating(InputStream limited) throws IOException {
        var ahead = new PushbackInputStream(limited, 2);
        byte[] first = ahead.readNBytes(2);
        ahead.unread(first);
        boolean framed = first.length == 2
                && (first[0] & 0x0f) == Deflater.DEFLATED
                && ((first[0] & 0xff) << 8 | first[1] & 0xff) % 31 == 0;
        return new InflaterInputStream(ahead, new Inflater(!framed), BUFFER);
    }

    static byte[] inflated(byte[] raw, HttpFields headers, long limit) {
        String coding = coding(headers);
        if (coding.isEmpty()) {
            return raw;
        }
        try (var in = of(new ByteArrayInputStream(raw), headers, limit)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw misnamed(coding, e);
        }
    }

    private static SlipwayException misnamed(String coding, IOException e) {
        return new SlipwayException(
                ErrorCode.INVALID_ARGUMENT, "the body is not what its Content-Encoding '" + coding + "' says", e);
    }

    /**
     * Empty for a body as it is.
     *
     * @throws SlipwayException UNSUPPORTED_MEDIA_TYPE for another coding than gzip and deflate
     */
    private static String coding(HttpFields headers) {
        String coding = headers.get(HttpHeader.CONTENT_ENCODING);
        if (coding == null) {
            return "";
        }
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> "";
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> "deflate";
            default ->
                throw new SlipwayException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Encoding '" + coding + "' is not supported; send gzip, deflate or none");
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
            if (!coding.isEmpty()) {
                throw misnamed(coding, e);
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
