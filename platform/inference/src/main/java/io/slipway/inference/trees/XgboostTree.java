package io.slipway.inference.trees;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;

/** One tree as the file has it, checked by {@link #check}. Arrays have one entry a node; node 0 is the root. */
final class XgboostTree {
    private static final int[] NONE = {};
    private static final int CATEGORICAL = 1;

    int declaredNodes = -1;
    int leafVector = 1;
    int[] left = NONE;
    int[] right = NONE;
    int[] feature = NONE;
    int[] defaultLeft = NONE;
    /** Threshold of a split, value of a leaf. */
    float[] condition = {};

    int[] splitType = NONE;
    int[] categories = NONE;
    int[] categoryNodes = NONE;
    int[] categorySegments = NONE;
    int[] categorySizes = NONE;

    /** Per node the place in categorySegments, or -1; made by check(). */
    int[] segmentOf = NONE;
    /** Number of nodes reachable from the root, made by check(). */
    int reachable;

    boolean leaf(int node) {
        return left[node] == -1;
    }

    boolean categorical(int node) {
        return node < splitType.length && splitType[node] == CATEGORICAL;
    }

    boolean hasCategorical() {
        return categoryNodes.length > 0;
    }

    /** @throws SlipwayException if a walk could leave the arrays, never end, or reach a value that is not a number */
    void check(String where, int features) {
        if (leafVector > 1) {
            throw new SlipwayException(
                    ErrorCode.NOT_SUPPORTED,
                    where + ": trees with vector leaves (multi_strategy=multi_output_tree) are not supported; train"
                            + " with multi_strategy=one_output_per_tree");
        }
        int n = left.length;
        if (n == 0) {
            throw refuse(where, "has no nodes (left_children is missing or empty)");
        }
        if (declaredNodes != -1 && declaredNodes != n) {
            throw refuse(where, "num_nodes is " + declaredNodes + ", but left_children has " + n + " entries");
        }
        length(where, "right_children", right.length, n);
        length(where, "split_indices", feature.length, n);
        length(where, "split_conditions", condition.length, n);
        length(where, "default_left", defaultLeft.length, n);
        if (splitType.length != 0) {
            length(where, "split_type", splitType.length, n);
        }
        checkCategories(where, n);
        checkNodes(where, n, features);
    }

    private void checkCategories(String where, int n) {
        length(where, "categories_segments", categorySegments.length, categoryNodes.length);
        length(where, "categories_sizes", categorySizes.length, categoryNodes.length);
        segmentOf = new int[n];
        java.util.Arrays.fill(segmentOf, -1);
        for (int i = 0; i < categoryNodes.length; i++) {
            int node = categoryNodes[i];
            if (node < 0 || node >= n) {
                throw refuse(where, "categories_nodes[" + i + "] is " + node + ", outside 0.." + (n - 1));
            }
            long end = (long) categorySegments[i] + categorySizes[i];
            if (categorySegments[i] < 0 || categorySizes[i] <= 0 || end > categories.length) {
                throw refuse(where, "categories of node " + node + " lie outside the list of categories");
            }
            segmentOf[node] = i;
        }
        for (int i = 0; i < categories.length; i++) {
            if (categories[i] < 0 || categories[i] >= 1 << 24) {
                throw refuse(where, "categories[" + i + "] is " + categories[i] + ", outside 0..16777215");
            }
        }
    }

    private void checkNodes(String where, int n, int features) {
        int[] queue = new int[n];
        boolean[] seen = new boolean[n];
        seen[0] = true;
        reachable = 1;
        for (int i = 0; i < reachable; i++) {
            int node = queue[i];
            if (leaf(node)) {
                if (right[node] != -1) {
                    throw refuse(where, "node " + node + " has a right child but no left one");
                }
                if (Float.isNaN(condition[node])) {
                    throw refuse(where, "the value of leaf " + node + " is NaN");
                }
                continue;
            }
            checkSplit(where, node, features);
            for (int child : new int[] {left[node], right[node]}) {
                if (child <= 0 || child >= n) {
                    throw refuse(where, "child " + child + " of node " + node + " is outside 1.." + (n - 1));
                }
                if (seen[child]) {
                    throw refuse(where, "node " + child + " is reached twice, so the nodes form no tree");
                }
                seen[child] = true;
                queue[reachable++] = child;
            }
        }
    }

    /** Splits on the longest way from the root to a leaf. */
    int depth() {
        int[] queue = new int[reachable];
        int filled = 1;
        int depth = 0;
        for (int level = 0, i = 0; ; level++) {
            int end = filled;
            for (; i < end; i++) {
                if (!leaf(queue[i])) {
                    queue[filled++] = left[queue[i]];
                    queue[filled++] = right[queue[i]];
                }
            }
            if (filled == end) {
                depth = level;
                break;
            }
        }
        return depth;
    }

    private void checkSplit(String where, int node, int features) {
        if (feature[node] < 0 || feature[node] >= features) {
            throw refuse(
                    where,
                    "node " + node + " splits on feature " + feature[node] + ", but the model has " + features
                            + " features");
        }
        if (categorical(node)) {
            if (segmentOf[node] < 0) {
                throw refuse(where, "categorical node " + node + " has no categories");
            }
        } else if (Float.isNaN(condition[node])) {
            throw refuse(where, "the threshold of node " + node + " is NaN");
        }
    }

    private static void length(String where, String what, int actual, int expected) {
        if (actual != expected) {
            throw refuse(where, what + " has " + actual + " entries instead of " + expected);
        }
    }

    private static SlipwayException refuse(String where, String reason) {
        return SlipwayException.invalid(where + ": " + reason);
    }
}
