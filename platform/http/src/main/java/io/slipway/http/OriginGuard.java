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
 * Keeps web pages of others away. From a server that asks for no login: a page whose name was rebound to this
 * address sends a foreign Host, and a page elsewhere sends its Origin with a changing call. From a server with a login,
 * which a browser gives with each call once it knows it: a changing call of a page elsewhere is refused by what the
 * browser says of it, {@code Sec-Fetch-Site} (W3C Fetch Metadata), or by an Origin that is not where the call went.
 *
 * @param hosts lower-case names without port that are ours; empty = every host, as there is a login
 */
record OriginGuard(Set<String> hosts) {
    static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    OriginGuard {
        hosts = Set.copyOf(hosts);
    }

    void check(Request in, boolean health) {
        if (health) {
            return;
        }
        if (hosts.isEmpty()) {
            checkSite(in);
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

    private static void checkSite(Request in) {
        String method = in.getMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            return;
        }
        String site = in.getHeaders().get("Sec-Fetch-Site");
        String origin = in.getHeaders().get(HttpHeader.ORIGIN);
        boolean foreign = site != null
                ? !site.equals("same-origin") && !site.equals("none")
                : origin != null && !sentTo(in, origin);
        if (foreign) {
            throw new SlipwayException(
                    ErrorCode.PERMISSION_DENIED,
                    "pages of " + (origin == null ? "another site" : origin) + " may not change anything here");
        }
    }

    /** A proxy may have sent the call on to another name; a page cannot set the header that tells the first one. */
    private static boolean sentTo(Request in, String origin) {
        String asked = in.getHeaders().get("X-Forwarded-Host");
        String host = asked == null ? in.getHeaders().get(HttpHeader.HOST) : asked;
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
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
