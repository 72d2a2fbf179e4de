package io.slipway.app.security;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends exactly what it is told: any method, any spelling of a path, any Host, any announced length. Keeps
 * its connection while the server does. For one thread.
 */
final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int MOST_BYTES = 4 << 20;

    private final String address;
    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    RawHttp(String url) {
        URI uri = URI.create(url);
        this.address = uri.getHost();
        this.port = uri.getPort();
    }

    /** What came back. Names of headers are in lower case. */
    record Answer(String asked, int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        JsonNode json() {
            return Json.parse(body);
        }

        @Override
        public String toString() {
            return asked + " → " + status + " " + headers + " " + (body.length() > 500 ? body.substring(0, 500) : body);
        }
    }

    /** A request that is being written. Without another word it has the right Host and nothing else. */
    final class Call {
        private final String method;
        private final String target;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private byte[] body = new byte[0];
        private @Nullable String announced;

        private Call(String method, String target) {
            this.method = method;
            this.target = target;
            headers.put("Host", address + ":" + port);
        }

        Call with(String header, String value) {
            headers.put(header, value);
            return this;
        }

        Call json(String json) {
            return body("application/json", json.getBytes(StandardCharsets.UTF_8));
        }

        Call body(String contentType, byte[] bytes) {
            body = bytes;
            return with("Content-Type", contentType);
        }

        /** Announces a length and sends nothing. */
        Call announces(long length) {
            announced = Long.toString(length);
            return this;
        }

        Answer send() {
            try {
                boolean fresh = socket == null;
                try {
                    return exchange();
                } catch (IOException e) {
                    close();
                    if (fresh) {
                        throw e;
                    }
                    return exchange();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(method + " " + target, e);
            }
        }

        private Answer exchange() throws IOException {
            InputStream from = connected();
            var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            String length = announced == null ? Integer.toString(body.length) : announced;
            if (!length.equals("0")) {
                head.append("Content-Length: ").append(length).append("\r\n");
            }
            byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
            byte[] whole = new byte[first.length + body.length];
            System.arraycopy(first, 0, whole, 0, first.length);
            System.arraycopy(body, 0, whole, first.length, body.length);
            Socket open = java.util.Objects.requireNonNull(socket);
            Writing writing = new Writing(open, whole);
            Thread writer = Thread.startVirtualThread(writing);
            Answer answer = read(method + " " + target, method.equals("HEAD"), from);
            if (announced != null || answer.header("Connection").contains("close") || writer.isAlive()) {
                close();
            }
            return answer;
        }
    }

    /** Sends while the answer is already awaited: a server may refuse a body before its end. */
    private record Writing(Socket socket, byte[] bytes) implements Runnable {
        @Override
        public void run() {
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // the server refused before the end; its answer tells why
            }
        }
    }

    Call call(String method, String target) {
        return new Call(method, target);
    }

    private InputStream connected() throws IOException {
        InputStream open = in;
        if (open == null) {
            var fresh = new Socket(address, port);
            fresh.setSoTimeout(PATIENCE_MILLIS);
            fresh.setTcpNoDelay(true);
            open = new BufferedInputStream(fresh.getInputStream());
            socket = fresh;
            in = open;
        }
        return open;
    }

    private Answer read(String asked, boolean headOnly, InputStream from) throws IOException {
        String[] status = line(from).split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(from); !line.isEmpty(); line = line(from)) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        int code = Integer.parseInt(status[1]);
        boolean none = headOnly || code == 204 || code == 304;
        byte[] body;
        if (none) {
            body = new byte[0];
        } else if (headers.getOrDefault("content-type", "").startsWith("text/event-stream")) {
            close();
            body = new byte[0];
        } else if (headers.containsKey("content-length")) {
            int length = Math.toIntExact(Math.min(MOST_BYTES, Long.parseLong(headers.get("content-length"))));
            body = from.readNBytes(length);
        } else {
            body = chunks(from);
        }
        return new Answer(asked, code, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunks(InputStream from) throws IOException {
        var all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(from).split(";", 2)[0].strip(), 16);
            all.write(from.readNBytes(size));
            line(from);
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }

    private static String line(InputStream from) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = from.read(); c != '\n'; c = from.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
