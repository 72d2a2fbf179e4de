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
final class ArtifactLocation {
    private static final int MAX_LENGTH = 2048;

    private ArtifactLocation() {}

    static String checked(String location) {
        Names.longest("artifact_location", location, MAX_LENGTH);
        String plain = decoded(location);
        boolean climbs = (plain.replace('\\', '/').replace('?', '/').replace('#', '/') + "/").contains("/../");
        if (climbs
                || plain.indexOf('#') >= 0
                || plain.indexOf(';') >= 0
                || plain.chars().anyMatch(c -> c < 32)) {
            throw SlipwayException.invalid("Invalid artifact_location: '" + Names.shown(location)
                    + "'. It must not hold '..', a fragment, ';' or control characters.");
        }
        if (plain.toLowerCase(Locale.ROOT).startsWith("runs:")) {
            throw SlipwayException.invalid("Artifact location cannot be a runs:/ URI. Given: '" + Names.shown(location)
                    + "'. Leave it out to use the server's own artifact store.");
        }
        String trimmed = location;
        while (trimmed.endsWith("/") && !trimmed.endsWith(":/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed;
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
