package io.slipway.http;

import io.slipway.kernel.Actor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Ids;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A request that is answered on a virtual thread of its own. The deadline holds until the answer begins. */
final class BlockingCall extends Exchange implements Runnable {
    private final Router.Match found;
    private final Handler handler;
    private final Actor actor;
    private final boolean authenticated;
    private final Deque<Runnable> atEnd = new ArrayDeque<>(2);
    private boolean finishing;
    private @Nullable String id;
    private volatile @Nullable Thread worker;
    private volatile long expires;

    /** @param actor null if the authorizer must be asked first */
    BlockingCall(
            Dispatcher dispatcher,
            Request in,
            org.eclipse.jetty.server.Response out,
            Callback done,
            Router.Match found,
            Handler handler,
            @Nullable Actor actor) {
        super(dispatcher, in, out, done);
        this.match = found;
        this.found = found;
        this.handler = handler;
        this.actor = actor == null ? Actor.ANONYMOUS : actor;
        this.authenticated = actor != null;
    }

    void start() {
        in.addIdleTimeoutListener(timeout -> false);
        Thread.startVirtualThread(this);
    }

    @Override
    @Nullable
    String requestId() {
        String known = id;
        if (known == null) {
            String given = super.requestId();
            known = given == null ? Ids.hex32() : given;
            id = known;
        }
        return known;
    }

    @Override
    public void run() {
        ScopedValue.where(ConnectionExecutor.ANSWERING, this).run(this::answer);
        for (Runnable task = atEnd.poll(); task != null; task = atEnd.poll()) {
            task.run();
        }
    }

    /**
     * Takes a task of this request's connection, if nothing waits for it any more on this thread: the answer is complete,
     * or its last bytes are being written.
     */
    boolean runsAtEnd(Runnable task) {
        return finishing && atEnd.add(task);
    }

    private void answer() {
        Endpoint endpoint = found.endpoint();
        expires = System.nanoTime() + endpoint.limits().deadline().toNanos();
        worker = Thread.currentThread();
        dispatcher.deadlines().add(this);
        if (endpoint.limits().waits()) {
            dispatcher.waits();
        }
        try {
            Actor who = authenticated ? actor : dispatcher.authenticate(this, endpoint);
            var request = new HttpRequest(this, found, who);
            Response response = handler.handle(request);
            dispatcher.deadlines().remove(this);
            if (claim()) {
                send(response);
            }
        } catch (Throwable e) {
            finishing = true;
            fail(endpoint.errors(), e);
        } finally {
            dispatcher.deadlines().remove(this);
            if (endpoint.limits().waits()) {
                dispatcher.waitsNoMore();
            }
        }
    }

    /** @param now as {@link System#nanoTime} says it */
    void expireIfLate(long now) {
        Thread late = worker;
        if (now - expires < 0 || late == null || !claim()) {
            return;
        }
        writeFailure(
                found.endpoint().errors(),
                new SlipwayException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "no answer within "
                                + found.endpoint().limits().deadline().toMillis()
                                + " ms; what was asked may still be done"));
        late.interrupt();
    }

    private void send(Response response) {
        switch (response.content()) {
            case Response.Bytes bytes -> sendBytes(response, bytes.bytes());
            case Response.Streamed streamed -> sendStream(response, streamed);
        }
    }

    private void sendBytes(Response response, byte[] bytes) {
        finishing = true;
        if (bytes.length > 1024 && Compression.wanted(in.getHeaders(), response)) {
            byte[] compressed = Compression.gzip(bytes);
            compressionHeaders();
            write(response.status(), response.contentType(), response.headers(), ByteBuffer.wrap(compressed));
        } else {
            write(response.status(), response.contentType(), response.headers(), ByteBuffer.wrap(bytes));
        }
    }

    private void compressionHeaders() {
        out.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip").put(HttpHeader.VARY, "Accept-Encoding");
    }

    private void sendStream(Response response, Response.Streamed streamed) {
        head(response.status(), response.contentType(), response.headers());
        boolean headOnly = in.getMethod().equals("HEAD");
        boolean compress = streamed.length() < 0 && Compression.wanted(in.getHeaders(), response);
        if (compress) {
            compressionHeaders();
        } else if (streamed.length() >= 0) {
            out.getHeaders().put(HttpHeader.CONTENT_LENGTH, streamed.length());
        }
        OutputStream sink = new CountedOutput(headOnly);
        try (OutputStream body = compress ? new GZIPOutputStream(sink, 8 << 10, true) : sink) {
            streamed.writer().to(body);
        } catch (NoBody e) {
            finishing = true;
            out.write(true, ByteBuffer.allocate(0), this);
            return;
        } catch (Exception e) {
            finishing = true;
            streamFailed(e);
            return;
        }
        finishing = true;
        succeeded();
    }

    /** Before the first byte is out the caller can still be told; after it, only cutting the connection tells. */
    private void streamFailed(Exception e) {
        if (!out.isCommitted() && !(e instanceof IOException)) {
            writeFailure(found.endpoint().errors(), Failures.translate(e, doing()));
            return;
        }
        if (!(e instanceof IOException)) {
            Failures.translate(e, doing());
        }
        failed(e);
    }

    /** Ends the writer of an answer to HEAD, so that it closes what it holds. */
    private static final class NoBody extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final class CountedOutput extends OutputStream {
        private final OutputStream to = org.eclipse.jetty.server.Response.asBufferedOutputStream(in, out);
        private final boolean headOnly;

        CountedOutput(boolean headOnly) {
            this.headOnly = headOnly;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            if (headOnly) {
                throw new NoBody();
            }
            to.write(b, off, len);
            bytesOut += len;
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }

        @Override
        public void close() throws IOException {
            if (!headOnly) {
                to.close();
            }
        }
    }
}
