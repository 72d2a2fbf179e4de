package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A request that is read by call-backs and answered on the selecting thread, or later from any other. */
final class InlineCall extends Exchange implements InlineExchange, Runnable {
    private static final int FIRST_ALLOCATION = 16 << 10;

    private final Router.Match found;
    private final InlineHandler handler;
    private byte[] body = new byte[0];
    private int size;
    private long receivedNanos;
    private @Nullable QueryString query;

    InlineCall(
            Dispatcher dispatcher, Request in, Response out, Callback done, Router.Match found, InlineHandler handler) {
        super(dispatcher, in, out, done);
        this.match = found;
        this.found = found;
        this.handler = handler;
    }

    private Limits limits() {
        return found.endpoint().limits();
    }

    /** Reads what is there and comes back when more has come. */
    @Override
    public void run() {
        try {
            while (!isAnswered()) {
                Content.Chunk chunk = in.read();
                if (chunk == null) {
                    checkDeadline();
                    in.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    fail(chunk.getFailure());
                    return;
                }
                boolean last = chunk.isLast();
                append(chunk.getByteBuffer(), last);
                chunk.release();
                if (last) {
                    handle();
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void checkDeadline() {
        if (System.nanoTime() - in.getBeginNanoTime() > limits().deadline().toNanos()) {
            throw new SlipwayException(ErrorCode.DEADLINE_EXCEEDED, "the body did not arrive in time");
        }
    }

    private void append(ByteBuffer part, boolean last) {
        int more = part.remaining();
        if (more == 0) {
            return;
        }
        if (size + (long) more > limits().maxBodyBytes()) {
            throw BodyLimit.exceeded(limits().maxBodyBytes());
        }
        if (size + more > body.length) {
            int wanted = last ? size + more : Math.max(size + more, Math.max(FIRST_ALLOCATION, expected()));
            body = Arrays.copyOf(body, Math.max(wanted, last ? 0 : Math.min(2 * body.length, Integer.MAX_VALUE - 8)));
        }
        part.get(body, size, more);
        size += more;
    }

    /** The announced length, believed up to a megabyte. */
    private int expected() {
        return (int) Math.min(1 << 20, Math.max(0, in.getLength()));
    }

    private void handle() {
        receivedNanos = System.nanoTime();
        byte[] whole = size == body.length ? body : Arrays.copyOf(body, size);
        handler.handle(this, BodyLimit.inflated(whole, in.getHeaders(), limits().maxBodyBytes()));
    }

    @Override
    public String path(String name) {
        return found.parameter(name);
    }

    @Override
    public @Nullable String header(String name) {
        return in.getHeaders().get(name);
    }

    @Override
    public @Nullable String query(String name) {
        QueryString parsed = query;
        if (parsed == null) {
            parsed = QueryString.parse(in.getHttpURI().getQuery());
            query = parsed;
        }
        return parsed.first(name);
    }

    @Override
    public void reply(int status, String contentType, byte[] buffer, int offset, int length, String... headers) {
        if (!claim()) {
            throw new IllegalStateException("answered twice: " + doing());
        }
        List<Map.Entry<String, String>> more = List.of();
        if (headers.length > 0) {
            more = new ArrayList<>(headers.length / 2);
            for (int i = 0; i + 1 < headers.length; i += 2) {
                more.add(Map.entry(headers[i], headers[i + 1]));
            }
        }
        write(status, contentType, more, ByteBuffer.wrap(Arrays.copyOfRange(buffer, offset, offset + length)));
    }

    @Override
    public void fail(Throwable failure) {
        fail(found.endpoint().errors(), failure);
    }

    @Override
    public long receivedNanos() {
        return receivedNanos;
    }
}
