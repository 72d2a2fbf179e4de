package io.slipway.storage;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;

/** The rules of the keys of {@link Blobs}. */
public final class BlobKeys {
    private static final int MOST_KEY_BYTES = 1024;
    private static final int MOST_SEGMENT_BYTES = 255;

    private BlobKeys() {}

    /** @throws SlipwayException INVALID_ARGUMENT if the key breaks the rules, or has a segment of more than 255 bytes */
    public static void check(String key) {
        if (key.isEmpty()) {
            throw invalid(key, "is empty");
        }
        if (key.length() > MOST_KEY_BYTES || bytes(key) > MOST_KEY_BYTES) {
            throw invalid(key.substring(0, 64) + "…", "is longer than " + MOST_KEY_BYTES + " bytes");
        }
        if (key.indexOf('\0') >= 0 || key.indexOf('\\') >= 0) {
            throw invalid(key.replace('\0', '?'), "holds a NUL or a backslash");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw invalid("", "is not valid Unicode");
        }
        for (String segment : key.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw invalid(key, "has an empty, . or .. segment");
            }
            if (bytes(segment) > MOST_SEGMENT_BYTES) {
                throw invalid(key, "has a segment longer than " + MOST_SEGMENT_BYTES + " bytes");
            }
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static SlipwayException invalid(String key, String why) {
        return new SlipwayException(ErrorCode.INVALID_ARGUMENT, "the path '" + key + "' " + why);
    }
}
