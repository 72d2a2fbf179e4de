package io.slipway.tracking.experiments;

import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Names;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Checks where a client wants the artifacts of an experiment to be. Slipway never opens such a location: only those
 * that begin with {@code mlflow-artifacts:} are in its own store, the others are for the client alone.
 */
public final class ArtifactLocation {
    private static final int MAX_LENGTH = 2048;

    private ArtifactLocation() {}

    static String checked(String location) {
        if (location.length() > MAX_LENGTH) {
            throw SlipwayException.invalid("Invalid artifact path length. The length of the artifact path cannot be"
                    + " greater than " + MAX_LENGTH + " characters.");
        }
        if (location.indexOf('#') >= 0 || location.indexOf(';') >= 0) {
            throw SlipwayException.invalid("'artifact_location' URL can't include fragments or params.");
        }
        String plain = decoded(location);
        if (plain.indexOf('?') >= 0 && plain.substring(plain.indexOf('?')).contains("..")) {
            throw SlipwayException.invalid("Invalid query string");
        }
        boolean climbs = (plain.replace('\\', '/').replace('?', '/').replace('#', '/') + "/").contains("/../");
        if (climbs
                || plain.indexOf('#') >= 0
                || plain.indexOf(';') >= 0
                || plain.chars().anyMatch(c -> c < 32)) {
            throw SlipwayException.invalid("Invalid artifact_location: '" + Names.shown(location)
                    + "'. It must not hold '..', a fragment, ';' or control characters.");
        }
        if (plain.toLowerCase(Locale.ROOT).startsWith("runs:")) {
            throw SlipwayException.invalid(
                    "Artifact location cannot be a runs:/ URI. Given: '" + Names.shown(location) + "'");
        }
        String trimmed = location;
        while (trimmed.endsWith("/") && !trimmed.endsWith(":/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed;
    }

    /** A folder beneath a location, before the query that the location may have. */
    public static String below(String location, String folder) {
        int query = location.indexOf('?');
        String path = query < 0 ? location : location.substring(0, query);
        return path + (path.endsWith("/") ? "" : "/") + folder + (query < 0 ? "" : location.substring(query));
    }

    /** Percent-decoded until nothing changes. */
    private static String decoded(String text) {
        String before = text;
        for (int i = 0; i < 10; i++) {
            String after;
            try {
                after = URLDecoder.decode(before.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw SlipwayException.invalid("Invalid artifact_location: it holds a broken percent escape.");
            }
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        throw SlipwayException.invalid("Invalid artifact_location: it is percent-encoded too often.");
    }
}
