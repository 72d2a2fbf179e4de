package io.slipway.inference;

import io.slipway.inference.trees.BoostedTrees;
import java.util.List;

/** Boosted trees behind the contract: tensors → rows of floats → trees → tensors. Waits for nothing and locks nothing. */
final class TreesModel implements Model {
    private static final int BUFFER_VALUES = 16_384;
    private static final int MAX_ROWS_AT_ONCE = 256;
    /** Comparisons for one row that are surely done in well under a millisecond. */
    private static final long FAST = 50_000;

    private final Signature signature;
    private final String platform;
    private final BoostedTrees trees;
    private final RowSource source;
    private final TreeAnswers answers;
    private final int rowsAtOnce;
    private final ThreadLocal<float[]> buffer;

    TreesModel(
            String platform, BoostedTrees trees, List<Signature.Field> inputs, RowSource source, TreeAnswers answers) {
        this.signature = new Signature(inputs, answers.outputs());
        this.platform = platform;
        this.trees = trees;
        this.source = source;
        this.answers = answers;
        this.rowsAtOnce = Math.clamp(BUFFER_VALUES / trees.features(), 1, MAX_ROWS_AT_ONCE);
        this.buffer = ThreadLocal.withInitial(() -> new float[rowsAtOnce * trees.features()]);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public String platform() {
        return platform;
    }

    @Override
    public boolean inline() {
        return trees.comparisons() <= FAST;
    }

    @Override
    public List<Tensor> predict(List<Tensor> inputs) {
        int rows = source.rows(inputs);
        int perRow = trees.answers();
        float[] values = new float[Math.multiplyExact(rows, perRow)];
        float[] block = buffer.get();
        for (int row = 0; row < rows; row += rowsAtOnce) {
            int n = Math.min(rowsAtOnce, rows - row);
            source.fill(inputs, row, n, block);
            trees.predict(block, n, values, row * perRow);
        }
        return answers.tensors(values, rows);
    }

    @Override
    public void close() {}
}
