package io.slipway.inference.trees;

/**
 * Rows as integers whose order is the order of the floats, two for each feature: one for splits that send a missing value
 * to the left and one for those that send it to the right. A missing value is smaller than every threshold in the first
 * and larger in the second, so that a walk needs no test for it.
 */
final class RowKeys {
    /** Less than the key of any float. */
    static final int SMALLEST = Integer.MIN_VALUE;
    /** More than the key of any float. */
    static final int LARGEST = Integer.MAX_VALUE;

    private RowKeys() {}

    /** Key of a number; both zeros have one key, as they are equal. */
    static int of(float value) {
        int bits = Float.floatToRawIntBits(value + 0.0f);
        return bits ^ ((bits >> 31) & 0x7fffffff);
    }

    /** Place of a feature's key in a row of keys. */
    static int place(int feature, boolean missingGoesLeft) {
        return 2 * feature + (missingGoesLeft ? 0 : 1);
    }

    /**
     * Writes the keys of one row.
     *
     * @return the number of the first infinite feature, or -1 if there is none; its keys are then undefined
     */
    static int fill(float[] row, int from, int features, int[] keys, int at) {
        int infinite = -1;
        for (int f = 0; f < features; f++) {
            float value = row[from + f];
            int left;
            int right;
            if (Float.isNaN(value)) {
                left = SMALLEST;
                right = LARGEST;
            } else {
                left = of(value);
                right = left;
                if (Float.isInfinite(value)) {
                    infinite = infinite < 0 ? f : infinite;
                }
            }
            keys[at + 2 * f] = left;
            keys[at + 2 * f + 1] = right;
        }
        return infinite;
    }
}
