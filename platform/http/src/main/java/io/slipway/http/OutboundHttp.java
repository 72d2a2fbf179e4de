package io.slipway.http;

import io.slipway.kernel.SlipwayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Posts to addresses that callers gave, and to nothing inside: the name is resolved once, every address of it must be
 * public, the connection goes to the very address that was checked (a name that resolves differently the next moment
 * changes nothing), redirects and proxies are not followed, and of the answer only the beginning is read.
 */
public final class OutboundHttp {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MAX_ANSWER_BYTES = 64 << 10;

    private final Policy policy;

    public OutboundHttp(Policy policy) {
        this.policy = policy;
    }

    /**
     * Where to may be posted.
     *
     * @param schemes of {@code https} and {@code http}
     * @param privateAddresses whether loopback, link-local, private and other addresses inside are allowed
     * @param origins scheme, host and port that are allowed whatever the rest says, as {@code https://host:8443}
     */
    public record Policy(Set<String> schemes, boolean privateAddresses, Set<String> origins) {
        public static final Policy PUBLIC_HTTPS = new Policy(Set.of("https"), false);

        public Policy {
            schemes = Set.copyOf(schemes);
            origins = Set.copyOf(origins);
        }

        public Policy(Set<String> schemes, boolean privateAddresses) {
            this(schemes, privateAddresses, Set.of());
        }

        /**
         * The same with more origins.
         *
         * @param key names where they come from
         * @throws SlipwayException INVALID_ARGUMENT if one is no origin
         */
        public Policy andOrigins(String key, List<String> more) {
            var all = new TreeSet<>(origins);
            for (String each : more) {
                all.add(origin(key, each));
            }
            return new Policy(schemes, privateAddresses, all);
        }

        private static String origin(String key, String text) {
            try {
                var uri = new URI(text.strip());
                boolean bare = (uri.getRawPath() == null || uri.getRawPath().matches("/?"))
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null
                        && uri.getRawUserInfo() == null;
                String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                if (bare && uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                    return origin(uri);
                }
            } catch (URISyntaxException e) {
                // told below
            }
            throw SlipwayException.invalid(
                    key + ": '" + shown(text) + "' is no origin; write it as https://host or http://host:port");
        }

        /** Lower case, with the port. */
        private static String origin(URI uri) {
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
        }

        private boolean names(URI uri) {
            return !origins.isEmpty()
                    && uri.getScheme() != null
                    && uri.getHost() != null
                    && origins.contains(origin(uri));
        }
    }

    /** @param body at most the first 64 KiB, as UTF-8 */
    public record Answer(int status, String body) {}

    /** A URL that passed the rules, with the address that it is reached at. */
    private record Target(URI uri, String host, InetAddress address, int port, boolean tls) {}

    /** @throws SlipwayException INVALID_ARGUMENT with the reason if the policy does not allow {@code url} */
    public void check(String url) {
        target(url);
    }

    /**
     * @throws SlipwayException INVALID_ARGUMENT if the policy does not allow {@code url}
     * @throws IOException if there was no connection or no answer in time
     */
    public Answer post(String url, Map<String, String> headers, byte[] body) throws IOException {
        Target target = target(url);
        try (Socket socket = connect(target)) {
            OutputStream out = socket.getOutputStream();
            out.write(head(target, headers, body.length).getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return answer(socket.getInputStream());
        }
    }

    private Target target(String url) {
        URI uri = parsed(url);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean named = policy.names(uri);
        if (!named && !policy.schemes.contains(scheme)) {
            throw SlipwayException.invalid("Invalid webhook URL scheme: '" + scheme + "'. Allowed schemes are: "
                    + String.join(", ", policy.schemes.stream().sorted().toList()) + ".");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw SlipwayException.invalid("Webhook URL must include a hostname: '" + shown(url) + "'");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : IDN.toASCII(host);
        boolean tls = scheme.equals("https");
        int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
        return new Target(uri, bare, resolve(bare, named || policy.privateAddresses), port, tls);
    }

    private static URI parsed(String url) {
        if (url.isBlank()) {
            throw SlipwayException.invalid("Webhook URL cannot be empty or just whitespace: '" + shown(url) + "'");
        }
        if (url.strip().equals("https://") || url.strip().equals("http://")) {
            throw SlipwayException.invalid("Webhook URL must include a hostname: '" + shown(url) + "'");
        }
        try {
            return new URI(url.strip());
        } catch (URISyntaxException e) {
            int colon = url.indexOf("://");
            if (colon < 0) {
                throw SlipwayException.invalid("Invalid webhook URL scheme: ''. Allowed schemes are: https.");
            }
            throw SlipwayException.invalid("Invalid webhook URL '" + shown(url) + "': " + e.getReason());
        }
    }

    private static String shown(String url) {
        return url.length() > 200 ? url.substring(0, 200) + "…" : url;
    }

    private static InetAddress resolve(String host, boolean anywhere) {
        InetAddress[] all;
        try {
            all = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw SlipwayException.invalid("Webhook URL: the host '" + host + "' has no address.");
        }
        for (InetAddress address : all) {
            if (!anywhere && !PublicAddress.is(address)) {
                throw SlipwayException.invalid("Webhook URL must not resolve to a non-public IP address. '" + host
                        + "' resolves to " + PublicAddress.text(address) + ".");
            }
        }
        return all[0];
    }

    private static Socket connect(Target target) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(target.address, target.port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return target.tls ? secured(socket, target) : socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, Target target) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var socket = (SSLSocket) factory.createSocket(plain, target.host, target.port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** HTTP/1.0, so that the answer ends where the connection does. */
    private static String head(Target target, Map<String, String> headers, int length) {
        String path = target.uri.getRawPath();
        String query = target.uri.getRawQuery();
        String host = target.host.indexOf(':') >= 0 ? "[" + target.host + "]" : target.host;
        var lines = new ArrayList<String>();
        lines.add("POST " + (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query)
                + " HTTP/1.0");
        lines.add("Host: " + host + (target.uri.getPort() < 0 ? "" : ":" + target.port));
        headers.forEach((name, value) -> lines.add(name + ": " + value.replaceAll("[\\r\\n]", " ")));
        lines.add("Content-Length: " + length);
        lines.add("Connection: close");
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static Answer answer(InputStream in) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 3_000_000L;
        var read = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 << 10];
        int n;
        while (read.size() < MAX_ANSWER_BYTES && System.nanoTime() < deadline && (n = in.read(buffer)) >= 0) {
            read.write(buffer, 0, n);
        }
        String text = read.toString(StandardCharsets.UTF_8);
        List<String> first = List.of(text.split("\r?\n", 2)[0].split(" "));
        if (first.size() < 2
                || !first.getFirst().startsWith("HTTP/")
                || !first.get(1).matches("[1-5][0-9]{2}")) {
            throw new IOException("the answer is not HTTP");
        }
        int body = text.indexOf("\r\n\r\n");
        return new Answer(Integer.parseInt(first.get(1)), body < 0 ? "" : text.substring(body + 4));
    }
}
