package io.slipway.inference.trees;

/**
 * {@code expf} as the GNU C library computes it since 2.27, so that sigmoid and softmax give XGBoost's bits: the
 * argument is split into k/32 and a remainder r with |r| ≤ 1/64, then exp(x) = 2^(k/32) · p(r) in double, rounded once.
 * The result is not always the nearest float, so {@code (float) Math.exp(x)} would differ in about one of 500 values.
 */
final class FloatExp {
    private static final int N = 32;
    private static final double SHIFT = 0x1.8p+52;
    private static final double N_OVER_LN2 = 0x1.71547652b82fep+0 * N;
    /** Minimax polynomial of 2^r in r/32. */
    private static final double C0 = 0x1.c6af84b912394p-5 / N / N / N;

    private static final double C1 = 0x1.ebfce50fac4f3p-3 / N / N;
    private static final double C2 = 0x1.62e42ff0c52d6p-1 / N;

    /** Bits of 2^(i/32), less i in the place of the exponent's fraction, so that adding k there gives 2^(k/32). */
    private static final long[] POWERS = {
        0x3ff0000000000000L, 0x3fefd9b0d3158574L, 0x3fefb5586cf9890fL, 0x3fef9301d0125b51L,
        0x3fef72b83c7d517bL, 0x3fef54873168b9aaL, 0x3fef387a6e756238L, 0x3fef1e9df51fdee1L,
        0x3fef06fe0a31b715L, 0x3feef1a7373aa9cbL, 0x3feedea64c123422L, 0x3feece086061892dL,
        0x3feebfdad5362a27L, 0x3feeb42b569d4f82L, 0x3feeab07dd485429L, 0x3feea47eb03a5585L,
        0x3feea09e667f3bcdL, 0x3fee9f75e8ec5f74L, 0x3feea11473eb0187L, 0x3feea589994cce13L,
        0x3feeace5422aa0dbL, 0x3feeb737b0cdc5e5L, 0x3feec49182a3f090L, 0x3feed503b23e255dL,
        0x3feee89f995ad3adL, 0x3feeff76f2fb5e47L, 0x3fef199bdd85529cL, 0x3fef3720dcef9069L,
        0x3fef5818dcfba487L, 0x3fef7c97337b9b5fL, 0x3fefa4afa2a490daL, 0x3fefd0765b6e4540L,
    };

    private FloatExp() {}

    static float exp(float x) {
        if (!(Math.abs(x) < 88f)) {
            if (x > 0x1.62e42ep6f) {
                return Float.POSITIVE_INFINITY;
            }
            if (x < -0x1.9fe368p6f) {
                return 0;
            }
            if (Float.isNaN(x)) {
                return x;
            }
        }
        double z = N_OVER_LN2 * x;
        double shifted = z + SHIFT;
        long k = Double.doubleToRawLongBits(shifted);
        double r = z - (shifted - SHIFT);
        double s = Double.longBitsToDouble(POWERS[(int) k & (N - 1)] + (k << 47));
        double y = (C0 * r + C1) * (r * r) + (C2 * r + 1);
        return (float) (y * s);
    }

    /** XGBoost's {@code Sigmoid(float)}. */
    static float sigmoid(float x) {
        float negated = -x;
        float bounded = 88.7f < negated ? 88.7f : negated;
        return 1.0f / (exp(bounded) + 1.0f + 1e-16f);
    }
}
