package io.slipway.inference.trees;

/** Consecutive trees of an ensemble in one layout. Adds the leaf that each row reaches to the row's sums, tree by tree. */
interface TreeRun {
    /**
     * @param keys rows as {@link RowKeys} writes them
     * @param stride from one row's keys to the next
     * @param sums {@code outputs} for each row
     */
    void add(int[] keys, int stride, int rows, float[] sums, int outputs);
}
