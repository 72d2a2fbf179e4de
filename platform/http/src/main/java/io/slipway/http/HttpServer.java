package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Serves an endpoint table on one port.
 *
 * <pre>{@code
 * try (var server = HttpServer.builder().host("127.0.0.1").port(0).endpoints(role.endpoints()).start()) {
 *     URI.create("http://127.0.0.1:" + server.port());
 * }
 * }</pre>
 */
public final class HttpServer implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;
    private final List<Endpoint> endpoints;

    private HttpServer(Server server, ServerConnector connector, List<Endpoint> endpoints) {
        this.server = server;
        this.connector = connector;
        this.endpoints = List.copyOf(endpoints);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The port that is really used. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Everything that the port answers. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Takes no more connections, lets the requests under way end within the drain limit, then cuts the rest. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new SlipwayException(ErrorCode.INTERNAL, "the HTTP server did not stop in order", e);
        }
    }

    /** What a server needs to start. Used once, by one thread. */
    public static final class Builder {
        private static final int HEADER_BYTES = 16 << 10;

        /** Of one read of a connection. An upload wakes its thread for each, so small ones cost more than copying. */
        private static final int READ_BYTES = 64 << 10;

        private final List<Endpoint> endpoints = new ArrayList<>();
        private final Map<String, ErrorFormat> unknownRoutes = new LinkedHashMap<>();
        private final Set<String> hosts = new HashSet<>();
        private String host = "127.0.0.1";
        private int port;
        private Authorizer authorizer = Authorizer.OPEN;
        private RequestMeter meter = RequestMeter.NONE;
        private @Nullable Tls tls;
        private Duration drain = Duration.ofSeconds(20);
        private Duration idle = Duration.ofSeconds(30);

        private Builder() {
            unknownRoutes.put("/api/", ErrorFormat.PROBLEM);
        }

        /** Address to listen on; {@code 0.0.0.0} for all. */
        public Builder host(String address) {
            this.host = address;
            return this;
        }

        /** 0 takes a free one. */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /** Adds rows; may be called for each role. */
        public Builder endpoints(List<Endpoint> rows) {
            endpoints.addAll(rows);
            return this;
        }

        /**
         * How 404 and 405 look below a path prefix where no row fits; elsewhere {@link ErrorFormat#PROBLEM}. Below such a
         * prefix (and {@code /api/}) a row {@code /{path...}} is not asked: no page answers for an API.
         */
        public Builder unknownRoutes(String prefix, ErrorFormat format) {
            unknownRoutes.put(prefix, format);
            return this;
        }

        public Builder authorizer(Authorizer decides) {
            this.authorizer = decides;
            return this;
        }

        /**
         * Answers only to loopback names and these, and takes changing calls only from pages of them; for a server
         * without login. Port numbers do not matter.
         */
        public Builder onlyForHosts(Set<String> names) {
            hosts.addAll(OriginGuard.LOOPBACK);
            names.forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
            return this;
        }

        public Builder tls(Tls keys) {
            this.tls = keys;
            return this;
        }

        /** Told about every request, e.g. {@link HttpMetrics}. */
        public Builder meter(RequestMeter told) {
            this.meter = told;
            return this;
        }

        /**
         * How long {@link HttpServer#close} waits for requests under way; 20 s if not said. Connections without one are
         * closed after a twentieth of it.
         */
        public Builder drainLimit(Duration limit) {
            this.drain = limit;
            return this;
        }

        /** After this long without a byte a connection is closed; 30 s if not said. */
        public Builder idleTimeout(Duration limit) {
            this.idle = limit;
            return this;
        }

        /**
         * @throws IllegalStateException if two rows collide or a path template is malformed
         * @throws SlipwayException UNAVAILABLE if the port is taken, INVALID_ARGUMENT if the address is not ours
         */
        public HttpServer start() {
            var router = new Router(endpoints);
            var threads = new QueuedThreadPool(32, 4);
            threads.setName("http-" + (port == 0 ? "any" : port));
            var server = new Server(threads);
            server.setStopTimeout(drain.toMillis());
            server.setErrorHandler(new MalformedRequests());
            server.setHandler(
                    new Dispatcher(router, new OriginGuard(hosts), authorizer, meter, Map.copyOf(unknownRoutes)));
            var connector = connector(server, new ConnectionExecutor(threads));
            server.addConnector(connector);
            try {
                server.start();
            } catch (Exception e) {
                stopQuietly(server);
                throw startFailed(e);
            }
            return new HttpServer(server, connector, endpoints);
        }

        private ServerConnector connector(Server server, ConnectionExecutor executor) {
            var http = new HttpConfiguration();
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setUriCompliance(PATHS);
            var plain = new HttpConnectionFactory(http);
            plain.setInputBufferSize(READ_BYTES);
            Tls keys = tls;
            ConnectionFactory[] protocols = keys == null
                    ? new ConnectionFactory[] {plain}
                    : new ConnectionFactory[] {new SslConnectionFactory(keys.context(), plain.getProtocol()), plain};
            var connector = new ServerConnector(server, executor, null, null, -1, -1, protocols);
            connector.setHost(host);
            connector.setPort(port);
            connector.setIdleTimeout(idle.toMillis());
            connector.setShutdownIdleTimeout(drain.toMillis() / 20);
            connector.setAcceptQueueSize(1024);
            return connector;
        }

        private SlipwayException startFailed(Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    String reason = String.valueOf(cause.getMessage());
                    return reason.contains("assign")
                            ? new SlipwayException(
                                    ErrorCode.INVALID_ARGUMENT, "'" + host + "' is no address of this machine", e)
                            : new SlipwayException(
                                    ErrorCode.UNAVAILABLE,
                                    "port " + port + " on " + host
                                            + " is in use by another program; stop it or choose another port (0 takes a free one)",
                                    e);
                }
            }
            return new SlipwayException(
                    e instanceof IOException ? ErrorCode.INVALID_ARGUMENT : ErrorCode.INTERNAL,
                    "cannot listen on " + host + ":" + port + ": " + e.getMessage(),
                    e);
        }

        private static void stopQuietly(Server server) {
            try {
                server.stop();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(HttpServer.class).debug("after a failed start", e);
            }
        }
    }

    /** Lets through what {@link PathSyntax} then judges: encoded slashes and percent signs in names are wanted. */
    private static final UriCompliance PATHS = UriCompliance.from("DEFAULT,AMBIGUOUS_PATH_SEPARATOR,"
            + "AMBIGUOUS_PATH_ENCODING,AMBIGUOUS_EMPTY_SEGMENT,AMBIGUOUS_PATH_PARAMETER,SUSPICIOUS_PATH_CHARACTERS");
}
