package io.slipway.http;

import io.slipway.kernel.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers what cannot be parsed as HTTP at all, and so has no endpoint, with problem details. */
final class MalformedRequests extends ErrorHandler {
    /** Whatever was asked, the reason is told. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        var body = Json.object()
                .put("title", HttpStatus.getMessage(status))
                .put("status", status)
                .put("code", status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT")
                .put("detail", message == null ? HttpStatus.getMessage(status) : message);
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        response.getHeaders()
                .put(HttpHeader.CONNECTION, "close")
                .put(HttpHeader.CONTENT_TYPE, "application/problem+json")
                .put("X-Content-Type-Options", "nosniff")
                .put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
