package io.slipway.inference.trees;

import java.util.List;

/**
 * Shallow trees, each padded to a complete binary tree of one depth, so that children are found by arithmetic and every
 * walk takes the same number of steps. No step branches on the data, and four walks are under way at a time, since each
 * waits for memory most of its time. Node i has its right child at 2i + 1 and its left one at 2i + 2; leaves lie in a
 * table of their own.
 */
final class CompleteTrees implements TreeRun {
    static final int MAX_DEPTH = 8;

    private final int depth;
    /** Nodes of a tree, 2^depth - 1; a tree has one leaf more. */
    private final int size;

    private final long[] nodes;
    private final float[] leaves;
    private final int[] outputOf;
    private final boolean categorical;
    private final int[] sets;

    CompleteTrees(List<XgboostTree> trees, int[] outputOf, float[] weight, Categories categories) {
        int deepest = 0;
        for (XgboostTree tree : trees) {
            deepest = Math.max(deepest, tree.depth());
        }
        this.depth = deepest;
        this.size = (1 << depth) - 1;
        this.nodes = new long[Math.multiplyExact(trees.size(), size)];
        this.leaves = new float[Math.multiplyExact(trees.size(), size + 1)];
        this.outputOf = outputOf;
        this.categorical = trees.stream().anyMatch(XgboostTree::hasCategorical);
        this.sets = categories.sets();
        for (int t = 0; t < trees.size(); t++) {
            lay(trees.get(t), t, weight[t], categories);
        }
    }

    /** True if padding the trees costs little: at most four times their nodes. */
    static boolean suits(List<XgboostTree> trees) {
        int deepest = 0;
        long nodes = 0;
        for (XgboostTree tree : trees) {
            deepest = Math.max(deepest, tree.depth());
            nodes += tree.reachable;
        }
        return deepest <= MAX_DEPTH && (long) trees.size() << (deepest + 1) <= 4 * nodes + 1024;
    }

    private void lay(XgboostTree tree, int t, float weight, Categories categories) {
        int[] source = new int[2 * size + 1];
        for (int i = 0; i < source.length; i++) {
            int node = source[i];
            boolean leaf = tree.leaf(node);
            if (i >= size) {
                leaves[t * (size + 1) + i - size] = tree.condition[node] * weight;
                continue;
            }
            nodes[t * size + i] = leaf ? Nodes.LEAF : Nodes.of(tree, node, categories);
            source[2 * i + 1] = leaf ? node : tree.right[node];
            source[2 * i + 2] = leaf ? node : tree.left[node];
        }
    }

    @Override
    public void add(int[] keys, int stride, int rows, float[] sums, int outputs) {
        if (rows == 1) {
            addOne(keys, sums);
            return;
        }
        for (int t = 0; t < outputOf.length; t++) {
            int r = 0;
            for (; r + 4 <= rows; r += 4) {
                int at = r * stride;
                int sum = r * outputs + outputOf[t];
                if (categorical) {
                    fourRowsAny(t, keys, at, stride, sums, sum, outputs);
                } else {
                    fourRows(t, keys, at, stride, sums, sum, outputs);
                }
            }
            for (; r < rows; r++) {
                sums[r * outputs + outputOf[t]] += one(t, keys, r * stride);
            }
        }
    }

    private void addOne(int[] keys, float[] sums) {
        int t = 0;
        for (; t + 4 <= outputOf.length; t += 4) {
            if (categorical) {
                fourTreesAny(t, keys, sums);
            } else {
                fourTrees(t, keys, sums);
            }
        }
        for (; t < outputOf.length; t++) {
            sums[outputOf[t]] += one(t, keys, 0);
        }
    }

    private float one(int t, int[] keys, int at) {
        int base = t * size;
        int i = 0;
        for (int level = 0; level < depth; level++) {
            i = 2 * i + 1 + Nodes.any(nodes[base + i], keys, at, sets);
        }
        return leaves[base + t + i - size];
    }

    private void fourTrees(int t, int[] keys, float[] sums) {
        long[] nodes = this.nodes;
        int a = t * size;
        int b = a + size;
        int c = b + size;
        int d = c + size;
        int i = 0;
        int j = 0;
        int k = 0;
        int l = 0;
        for (int level = depth; level > 0; level--) {
            long n = nodes[a + i];
            long o = nodes[b + j];
            long p = nodes[c + k];
            long q = nodes[d + l];
            i = 2 * i + 1 + Nodes.numeric(n, keys, 0);
            j = 2 * j + 1 + Nodes.numeric(o, keys, 0);
            k = 2 * k + 1 + Nodes.numeric(p, keys, 0);
            l = 2 * l + 1 + Nodes.numeric(q, keys, 0);
        }
        sums[outputOf[t]] += leaves[a + t + i - size];
        sums[outputOf[t + 1]] += leaves[b + t + 1 + j - size];
        sums[outputOf[t + 2]] += leaves[c + t + 2 + k - size];
        sums[outputOf[t + 3]] += leaves[d + t + 3 + l - size];
    }

    private void fourTreesAny(int t, int[] keys, float[] sums) {
        long[] nodes = this.nodes;
        int[] sets = this.sets;
        int a = t * size;
        int b = a + size;
        int c = b + size;
        int d = c + size;
        int i = 0;
        int j = 0;
        int k = 0;
        int l = 0;
        for (int level = depth; level > 0; level--) {
            long n = nodes[a + i];
            long o = nodes[b + j];
            long p = nodes[c + k];
            long q = nodes[d + l];
            i = 2 * i + 1 + Nodes.any(n, keys, 0, sets);
            j = 2 * j + 1 + Nodes.any(o, keys, 0, sets);
            k = 2 * k + 1 + Nodes.any(p, keys, 0, sets);
            l = 2 * l + 1 + Nodes.any(q, keys, 0, sets);
        }
        sums[outputOf[t]] += leaves[a + t + i - size];
        sums[outputOf[t + 1]] += leaves[b + t + 1 + j - size];
        sums[outputOf[t + 2]] += leaves[c + t + 2 + k - size];
        sums[outputOf[t + 3]] += leaves[d + t + 3 + l - size];
    }

    private void fourRows(int t, int[] keys, int at, int stride, float[] sums, int sum, int outputs) {
        long[] nodes = this.nodes;
        int base = t * size;
        int b = at + stride;
        int c = b + stride;
        int d = c + stride;
        int i = 0;
        int j = 0;
        int k = 0;
        int l = 0;
        for (int level = depth; level > 0; level--) {
            long n = nodes[base + i];
            long o = nodes[base + j];
            long p = nodes[base + k];
            long q = nodes[base + l];
            i = 2 * i + 1 + Nodes.numeric(n, keys, at);
            j = 2 * j + 1 + Nodes.numeric(o, keys, b);
            k = 2 * k + 1 + Nodes.numeric(p, keys, c);
            l = 2 * l + 1 + Nodes.numeric(q, keys, d);
        }
        int leaf = base + t - size;
        sums[sum] += leaves[leaf + i];
        sums[sum + outputs] += leaves[leaf + j];
        sums[sum + 2 * outputs] += leaves[leaf + k];
        sums[sum + 3 * outputs] += leaves[leaf + l];
    }

    private void fourRowsAny(int t, int[] keys, int at, int stride, float[] sums, int sum, int outputs) {
        long[] nodes = this.nodes;
        int[] sets = this.sets;
        int base = t * size;
        int b = at + stride;
        int c = b + stride;
        int d = c + stride;
        int i = 0;
        int j = 0;
        int k = 0;
        int l = 0;
        for (int level = depth; level > 0; level--) {
            long n = nodes[base + i];
            long o = nodes[base + j];
            long p = nodes[base + k];
            long q = nodes[base + l];
            i = 2 * i + 1 + Nodes.any(n, keys, at, sets);
            j = 2 * j + 1 + Nodes.any(o, keys, b, sets);
            k = 2 * k + 1 + Nodes.any(p, keys, c, sets);
            l = 2 * l + 1 + Nodes.any(q, keys, d, sets);
        }
        int leaf = base + t - size;
        sums[sum] += leaves[leaf + i];
        sums[sum + outputs] += leaves[leaf + j];
        sums[sum + 2 * outputs] += leaves[leaf + k];
        sums[sum + 3 * outputs] += leaves[leaf + l];
    }
}
