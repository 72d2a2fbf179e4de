package io.slipway.http;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others away from a server that asks for no login: a page whose name was rebound to this
 * address sends a foreign Host, and a page elsewhere sends its Origin with a changing call.
 *
 * @param hosts lower-case names without port that are ours; empty = every host, nothing is checked
 */
record OriginGuard(Set<String> hosts) {
    static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    OriginGuard {
        hosts = Set.copyOf(hosts);
    }

    void check(Request in, boolean health) {
        if (hosts.isEmpty() || health) {
            return;
        }
        String host = in.getHttpURI().getHost();
        if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
            throw new SlipwayException(
                    ErrorCode.PERMISSION_DENIED,
                    "this server does not answer to the host name '" + host + "'; it answers to "
                            + String.join(", ", hosts.stream().sorted().toList()));
        }
        String method = in.getMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            return;
        }
        String origin = in.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null && !ours(origin)) {
            throw new SlipwayException(
                    ErrorCode.PERMISSION_DENIED, "pages of " + origin + " may not change anything here");
        }
    }

    private boolean ours(String origin) {
        try {
            @Nullable String host = URI.create(origin).getHost();
            return host != null && hosts.contains(host.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
