package io.slipway.inference.trees;

import java.util.List;

/**
 * Trees of any shape as nodes that name their children. The two children of a node are neighbours, the right one first; a
 * leaf is its own child. Categorical splits hold a set of categories that go to the right.
 */
final class LinkedTrees implements TreeRun {
    /** In {@link #place}: the split is categorical, and the node's key is the place of its set in {@link #sets}. */
    private static final int CATEGORICAL = 1 << 31;

    private static final float FIRST_INVALID_CATEGORY = 1 << 24;

    private final int[] roots;
    private final int[] outputOf;
    private final int[] key;
    private final int[] place;
    private final int[] child;
    private final float[] value;
    /** Each set: the number of its words, then its words; bit c of the words is category c. */
    private final int[] sets;

    /**
     * @param trees checked
     * @param outputOf for each tree the sum it adds to
     * @param weight for each tree the factor of its leaves
     */
    LinkedTrees(List<XgboostTree> trees, int[] outputOf, float[] weight) {
        int nodes = 0;
        for (var tree : trees) {
            nodes = Math.addExact(nodes, tree.reachable);
        }
        this.roots = new int[trees.size()];
        this.outputOf = outputOf;
        this.key = new int[nodes];
        this.place = new int[nodes];
        this.child = new int[nodes];
        this.value = new float[nodes];
        var categories = new CategorySets();
        int next = 0;
        for (int t = 0; t < trees.size(); t++) {
            roots[t] = next;
            next = lay(trees.get(t), next, weight[t], categories);
        }
        this.sets = categories.words();
    }

    /** Lays the tree out in breadth-first order from {@code start}; returns the first free place. */
    private int lay(XgboostTree tree, int start, float weight, CategorySets categories) {
        int[] queue = new int[tree.reachable];
        int filled = 1;
        for (int i = 0; i < filled; i++) {
            int node = queue[i];
            int at = start + i;
            if (tree.leaf(node)) {
                key[at] = RowKeys.SMALLEST;
                child[at] = at;
                value[at] = tree.condition[node] * weight;
                continue;
            }
            place[at] = RowKeys.place(tree.feature[node], tree.defaultLeft[node] == 1);
            if (tree.categorical(node)) {
                place[at] |= CATEGORICAL;
                key[at] = categories.add(tree, node);
            } else {
                key[at] = RowKeys.of(tree.condition[node]);
            }
            child[at] = start + filled;
            queue[filled++] = tree.right[node];
            queue[filled++] = tree.left[node];
        }
        return start + filled;
    }

    @Override
    public void add(int[] keys, int stride, int rows, float[] sums, int outputs) {
        for (int t = 0; t < roots.length; t++) {
            for (int r = 0; r < rows; r++) {
                sums[r * outputs + outputOf[t]] += value[leaf(roots[t], keys, r * stride)];
            }
        }
    }

    private int leaf(int root, int[] keys, int at) {
        int node = root;
        while (true) {
            int next = child[node];
            if (next == node) {
                return node;
            }
            int p = place[node];
            if (p < 0) {
                next += goesLeft(keys[at + (p & ~CATEGORICAL)], key[node]) ? 1 : 0;
            } else {
                next += (int) (((long) keys[at + p] - key[node]) >>> 63);
            }
            node = next;
        }
    }

    /** Categories that the split does not name, and what is no category, go to the left; see XGBoost's Decision(). */
    private boolean goesLeft(int rowKey, int set) {
        if (rowKey < 0) {
            return true;
        }
        if (rowKey == RowKeys.LARGEST) {
            return false;
        }
        float category = Float.intBitsToFloat(rowKey);
        if (category >= FIRST_INVALID_CATEGORY) {
            return true;
        }
        int c = (int) category;
        return c >> 5 >= sets[set] || (sets[set + 1 + (c >> 5)] >>> (c & 31) & 1) == 0;
    }
}
