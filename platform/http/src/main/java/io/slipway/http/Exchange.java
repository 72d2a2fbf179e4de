package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and the answer it is owed exactly once. */
class Exchange implements Callback, Authorizer.Headers {
    private static final Logger ACCESS = LoggerFactory.getLogger("io.slipway.http.access");
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final HttpField NOSNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");

    final Dispatcher dispatcher;
    final Request in;
    final Response out;
    private final Callback done;
    private final AtomicBoolean answered = new AtomicBoolean();
    Router.@Nullable Match match;

    @Nullable
    String allow;

    long bytesOut;

    Exchange(Dispatcher dispatcher, Request in, Response out, Callback done) {
        this.dispatcher = dispatcher;
        this.in = in;
        this.out = out;
        this.done = done;
        dispatcher.meter.started();
    }

    @Override
    public final @Nullable String get(String name) {
        return in.getHeaders().get(name);
    }

    final String doing() {
        return in.getMethod() + " " + in.getHttpURI().getPath();
    }

    /** Takes the right to answer; only who gets true may write. */
    final boolean claim() {
        return answered.compareAndSet(false, true);
    }

    final boolean isAnswered() {
        return answered.get();
    }

    final void fail(ErrorFormat format, Throwable thrown) {
        if (!claim()) {
            return;
        }
        SlipwayException failure = Failures.translate(thrown, doing());
        if (failure.code() == ErrorCode.CANCELLED) {
            failed(failure);
            return;
        }
        writeFailure(format, failure);
    }

    /** The answer must have been claimed. */
    final void writeFailure(ErrorFormat format, SlipwayException failure) {
        if (out.isCommitted()) {
            failed(failure);
            return;
        }
        out.reset();
        ErrorFormat.Body body = format.body(failure.code(), failure.text());
        HttpFields.Mutable headers = out.getHeaders();
        switch (failure.code()) {
            case RATE_LIMITED, UNAVAILABLE -> headers.put(HttpHeader.RETRY_AFTER, "1");
            case PAYLOAD_TOO_LARGE -> headers.put(CLOSE);
            case METHOD_NOT_ALLOWED -> putAllow(headers);
            case UNAUTHENTICATED -> {
                String challenge = dispatcher.authorizer.challenge();
                if (challenge != null) {
                    headers.put(HttpHeader.WWW_AUTHENTICATE, challenge);
                }
            }
            default -> {}
        }
        if (in.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2 && !in.consumeAvailable()) {
            headers.put(CLOSE);
        }
        write(body.status(), body.contentType(), List.of(), ByteBuffer.wrap(body.bytes()));
    }

    private void putAllow(HttpFields.Mutable headers) {
        if (allow != null) {
            headers.put(HttpHeader.ALLOW, allow);
        }
    }

    /** The answer must have been claimed. */
    final void write(int status, String contentType, List<Map.Entry<String, String>> more, ByteBuffer body) {
        head(status, contentType, more);
        if (status != 204 && status != 304) {
            out.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
        }
        bytesOut = body.remaining();
        out.write(true, body, this);
    }

    final void head(int status, String contentType, List<Map.Entry<String, String>> more) {
        out.setStatus(status);
        HttpFields.Mutable headers = out.getHeaders();
        if (contentType.equals("application/json")) {
            headers.put(JSON);
        } else if (!contentType.isEmpty()) {
            headers.put(HttpHeader.CONTENT_TYPE, contentType);
        }
        headers.put(NOSNIFF);
        for (int i = 0; i < more.size(); i++) {
            var header = more.get(i);
            headers.add(header.getKey(), header.getValue());
        }
        String id = requestId();
        if (id != null) {
            headers.put("X-Request-Id", id);
        }
        if (dispatcher.isShutdown() && in.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            headers.put(CLOSE);
        }
    }

    /** The caller's own id of the request, if it is one that may be repeated; null for none. */
    @Nullable
    String requestId() {
        String given = in.getHeaders().get("X-Request-Id");
        if (given == null || given.isEmpty() || given.length() > 128) {
            return null;
        }
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return null;
            }
        }
        return given;
    }

    @Override
    public final void succeeded() {
        completed(out.getStatus());
        done.succeeded();
    }

    @Override
    public final void failed(Throwable failure) {
        completed(ErrorCode.CANCELLED.httpStatus());
        done.failed(failure instanceof QuietException ? failure : new QuietException.Exception(failure));
    }

    private void completed(int status) {
        long nanos = System.nanoTime() - in.getBeginNanoTime();
        Router.Match found = match;
        String operation = found == null ? "" : found.endpoint().operation();
        dispatcher.finished(operation, in.getMethod(), status, nanos, Math.max(0, in.getLength()), bytesOut);
        if (ACCESS.isDebugEnabled()) {
            ACCESS.debug(
                    "{} {} {} {} {} us {} bytes id={}",
                    Request.getRemoteAddr(in),
                    in.getMethod(),
                    in.getHttpURI().getPath(),
                    status,
                    nanos / 1000,
                    bytesOut,
                    requestId());
        }
    }

    @Override
    public Invocable.InvocationType getInvocationType() {
        return Invocable.InvocationType.NON_BLOCKING;
    }
}
