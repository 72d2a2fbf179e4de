package io.slipway.inference.trees;

import java.util.List;

/**
 * Trees of any shape as {@link Nodes} that name their children. The two children of a node are neighbours, the right one
 * first; a leaf is its own child.
 */
final class LinkedTrees implements TreeRun {
    private final int[] roots;
    private final int[] outputOf;
    private final long[] nodes;
    private final int[] child;
    private final float[] value;
    private final int[] sets;

    /**
     * @param trees checked
     * @param outputOf for each tree the sum it adds to
     * @param weight for each tree the factor of its leaves
     */
    LinkedTrees(List<XgboostTree> trees, int[] outputOf, float[] weight, Categories categories) {
        int total = 0;
        for (var tree : trees) {
            total = Math.addExact(total, tree.reachable);
        }
        this.roots = new int[trees.size()];
        this.outputOf = outputOf;
        this.nodes = new long[total];
        this.child = new int[total];
        this.value = new float[total];
        this.sets = categories.sets();
        int next = 0;
        for (int t = 0; t < trees.size(); t++) {
            roots[t] = next;
            next = lay(trees.get(t), next, weight[t], categories);
        }
    }

    /** Lays the tree out in breadth-first order from {@code start}; returns the first free place. */
    private int lay(XgboostTree tree, int start, float weight, Categories categories) {
        int[] queue = new int[tree.reachable];
        int filled = 1;
        for (int i = 0; i < filled; i++) {
            int node = queue[i];
            int at = start + i;
            if (tree.leaf(node)) {
                nodes[at] = Nodes.LEAF;
                child[at] = at;
                value[at] = tree.condition[node] * weight;
                continue;
            }
            nodes[at] = Nodes.of(tree, node, categories);
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
        int next = child[node];
        while (next != node) {
            node = next + Nodes.any(nodes[node], keys, at, sets);
            next = child[node];
        }
        return node;
    }
}
