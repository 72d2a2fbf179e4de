package io.slipway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An answer.
 *
 * @param headers beside Content-Type and Content-Length
 */
public record Response(int status, String contentType, List<Map.Entry<String, String>> headers, Content content) {
    public Response {
        headers = List.copyOf(headers);
    }

    /** What is in the body. */
    public sealed interface Content {}

    /** A body in memory. */
    public record Bytes(byte[] bytes) implements Content {}

    /**
     * A body that is written while it is made; the writer may wait.
     *
     * @param length -1 if not known beforehand
     */
    public record Streamed(long length, Writer writer) implements Content {}

    /** Writes a body; each flush reaches the client. */
    @FunctionalInterface
    public interface Writer {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    public static Response json(Object value) {
        return json(200, value);
    }

    public static Response json(int status, Object value) {
        try {
            return bytes(status, "application/json", Json.strict().writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new SlipwayException(ErrorCode.INTERNAL, "cannot write the answer", e);
        }
    }

    public static Response bytes(int status, String contentType, byte[] body) {
        return new Response(status, contentType, List.of(), new Bytes(body));
    }

    public static Response text(int status, String body) {
        return bytes(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    public static Response empty(int status) {
        return bytes(status, "", new byte[0]);
    }

    /** Copies {@code in} to the client and closes it. */
    public static Response stream(String contentType, long length, InputStream in) {
        return streamed(contentType, length, out -> {
            try (in) {
                in.transferTo(out);
            }
        });
    }

    public static Response streamed(String contentType, long length, Writer writer) {
        return new Response(200, contentType, List.of(), new Streamed(length, writer));
    }

    public Response with(String header, String value) {
        var more = new ArrayList<>(headers);
        more.add(Map.entry(header, value));
        return new Response(status, contentType, more, content);
    }

    public Response withStatus(int newStatus) {
        return new Response(newStatus, contentType, headers, content);
    }
}
