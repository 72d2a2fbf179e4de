package io.slipway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Which answers are sent compressed: text that the caller takes as gzip and that is not already encoded, tagged or partial. */
final class Compression {
    private Compression() {}

    static boolean wanted(HttpFields request, Response response) {
        return compressible(response.contentType())
                && response.status() == 200
                && response.headers().stream()
                        .noneMatch(h -> h.getKey().equalsIgnoreCase("Content-Encoding")
                                || h.getKey().equalsIgnoreCase("ETag")
                                || h.getKey().equalsIgnoreCase("Content-Range"))
                && accepted(request);
    }

    static boolean accepted(HttpFields request) {
        return request.contains(HttpHeader.ACCEPT_ENCODING)
                && request.getQualityCSV(HttpHeader.ACCEPT_ENCODING).stream()
                        .anyMatch(coding -> coding.equals("gzip") || coding.equals("*"));
    }

    private static boolean compressible(String type) {
        return (type.startsWith("application/json")
                        || type.startsWith("text/")
                        || type.startsWith("application/problem"))
                && !type.startsWith("text/event-stream");
    }

    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
