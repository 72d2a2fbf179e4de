package io.slipway.kernel;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes identifiers. Safe for use by several threads. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** 32 lower-case hexadecimal digits, 128 random bits: the form of MLflow's run ids. */
    public static String hex32() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * A time-ordered UUID, version 7 (RFC 9562 §5.7): sorts by the millisecond it was made in.
     *
     * @param epochMillis UTC milliseconds, at least 0
     */
    public static String uuid7(long epochMillis) {
        byte[] b = new byte[16];
        RANDOM.nextBytes(b);
        for (int i = 0; i < 6; i++) {
            b[i] = (byte) (epochMillis >>> (40 - 8 * i));
        }
        b[6] = (byte) ((b[6] & 0x0f) | 0x70);
        b[8] = (byte) ((b[8] & 0x3f) | 0x80);
        String hex = HexFormat.of().formatHex(b);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }
}
