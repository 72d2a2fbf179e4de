package io.slipway.tracking.artifacts;

import io.slipway.kernel.SlipwayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Checks paths of artifacts that callers send. */
public final class ArtifactPath {
    private static final int MAX_DECODINGS = 8;

    private ArtifactPath() {}

    /**
     * A relative path of plain segments: not absolute, no {@code ..}, backslash, {@code #} or control character, also
     * not after percent-decoding it any number of times.
     *
     * @return the path without empty and {@code .} segments; empty for the root
     */
    public static String checked(String path) {
        String decoded = decoded(path);
        boolean drive = decoded.length() >= 2 && decoded.charAt(1) == ':' && Character.isLetter(decoded.charAt(0));
        boolean climbs = ("/" + decoded.replace(';', '/') + "/").contains("/../");
        boolean odd = decoded.chars().anyMatch(c -> c < 32 || c == 127 || c == '\\' || c == '#');
        if (decoded.startsWith("/") || decoded.startsWith("file:") || drive || climbs || odd) {
            throw invalid();
        }
        var clean = new StringBuilder();
        for (String segment : path.split("/")) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                clean.append(clean.isEmpty() ? "" : "/").append(segment);
            }
        }
        return clean.toString();
    }

    /** As {@link #checked}, but the root itself is refused too. */
    static String checkedFile(String path) {
        String clean = checked(path);
        if (clean.isEmpty()) {
            throw invalid();
        }
        return clean;
    }

    /** Percent-decoded until nothing changes. */
    public static String decoded(String text) {
        String before = text;
        for (int i = 0; i < MAX_DECODINGS; i++) {
            String after = once(before);
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        throw invalid();
    }

    /** A percent sign that is no escape stands for itself: file names may hold one. */
    private static String once(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        String escaped = text.replaceAll("%(?![0-9a-fA-F]{2})", "%25").replace("+", "%2B");
        return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
    }

    private static SlipwayException invalid() {
        return SlipwayException.invalid("Invalid path");
    }
}
