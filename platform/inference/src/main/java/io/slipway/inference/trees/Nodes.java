package io.slipway.inference.trees;

/**
 * A node as one number: {@code key << 32 | place}. Numeric: its threshold as {@link RowKeys#of} and the place of its
 * feature's key in a row. Categorical: the place of its bits in {@link Categories#sets} and, with the sign bit, the place
 * of its feature's code.
 */
final class Nodes {
    private static final int CATEGORICAL = 1 << 31;
    /** Sends every row to the right. */
    static final long LEAF = (long) RowKeys.SMALLEST << 32;

    private Nodes() {}

    static long of(XgboostTree tree, int node, Categories categories) {
        int feature = tree.feature[node];
        boolean missingGoesLeft = tree.defaultLeft[node] == 1;
        if (tree.categorical(node)) {
            return pack(categories.add(tree, node), categories.place(feature, missingGoesLeft) | CATEGORICAL);
        }
        return pack(RowKeys.of(tree.condition[node]), RowKeys.place(feature, missingGoesLeft));
    }

    private static long pack(int key, int place) {
        return (long) key << 32 | place & 0xffffffffL;
    }

    /** 1 if the row goes to the left, else 0; for nodes of numeric splits only. */
    static int numeric(long node, int[] keys, int at) {
        return (int) ((keys[at + (int) node] - (node >> 32)) >>> 63);
    }

    /** 1 if the row goes to the left, else 0; without a branch, since which kind comes next cannot be foreseen. */
    static int any(long node, int[] keys, int at, int[] sets) {
        int place = (int) node;
        int categorical = place >> 31;
        int key = (int) (node >> 32);
        int value = keys[at + (place & ~CATEGORICAL)];
        int byCategory = sets[(key + (value >> 5)) & categorical] >>> value & 1;
        int byOrder = (int) (((long) value - key) >>> 63);
        return byCategory & categorical | byOrder & ~categorical;
    }
}
