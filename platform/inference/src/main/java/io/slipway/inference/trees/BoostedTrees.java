package io.slipway.inference.trees;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An XGBoost model (gbtree or DART) ready to answer. Immutable and safe for any number of threads. Sums of leaves, links
 * and missing values follow XGBoost 3.4 to the last bit on machines whose C library is glibc.
 */
public final class BoostedTrees {
    /** Keys of one block of rows stay within the first-level cache. */
    private static final int BLOCK_KEYS = 4096;

    private static final int MAX_BLOCK_ROWS = 64;

    private final int features;
    private final int sums;
    private final Objective objective;
    private final float[] intercept;
    private final Categories categories;
    private final TreeRun[] runs;
    private final long comparisons;
    private final XgboostModel source;
    private final ThreadLocal<Workspace> workspace;

    private record Workspace(int[] keys, float[] sums) {}

    /**
     * Reads a model; the format is recognised by its content.
     *
     * @param name of the file, for messages
     * @throws SlipwayException INVALID_ARGUMENT if it is truncated, damaged or contradicts itself; NOT_SUPPORTED if it is a
     *     booster or an objective that this class does not compute
     */
    public static BoostedTrees read(String name, byte[] file) {
        return read(name, file, false);
    }

    /**
     * @param bestIteration true to stop at the attribute {@code best_iteration} that early stopping leaves, as the
     *     scikit-learn classes of XGBoost do; a Booster uses all trees
     */
    public static BoostedTrees read(String name, byte[] file, boolean bestIteration) {
        if (file.length < 2 || file[0] != '{') {
            throw SlipwayException.invalid(name
                    + " is not an XGBoost model in JSON or UBJ: it does not begin with '{'. Save it with"
                    + " Booster.save_model(\"model.json\")");
        }
        boolean ubj = file[1] == 'L' || file[1] == 'i' || file[1] == 'U' || file[1] == 'I' || file[1] == 'l';
        Document document = ubj ? new UbjDocument(name, file) : new JsonDocument(name, file);
        XgboostModel model = XgboostReader.read(document);
        return new BoostedTrees(name, model, new XgboostChecks(name, model).trees(bestIteration));
    }

    private BoostedTrees(String name, XgboostModel model, int trees) {
        this.source = model;
        this.features = model.features;
        this.sums = model.outputs();
        this.objective = Objective.named(model.objective);
        this.intercept = XgboostChecks.intercept(name, model, objective);
        float[] weight = new float[trees];
        Arrays.fill(weight, 1);
        System.arraycopy(model.weightDrop, 0, weight, 0, Math.min(trees, model.weightDrop.length));
        List<XgboostTree> used = model.trees.subList(0, trees);
        this.categories = new Categories(name, used, features);
        this.runs = TreeLayout.of(used, model.treeInfo, weight, categories).toArray(TreeRun[]::new);
        this.comparisons = model.trees.stream().mapToLong(XgboostTree::depth).sum();
        model.trees = List.of();
        int blockRows = blockRows();
        this.workspace = ThreadLocal.withInitial(
                () -> new Workspace(new int[blockRows * categories.stride()], new float[blockRows * sums]));
    }

    private int blockRows() {
        return Math.clamp(BLOCK_KEYS / Math.max(categories.stride(), sums), 1, MAX_BLOCK_ROWS);
    }

    /** Number of values in a row. */
    public int features() {
        return features;
    }

    /** Number of answers for a row: classes of softprob, targets, or 1. */
    public int answers() {
        return objective.answers(sums);
    }

    /** Names of the features, or an empty list. */
    public List<String> featureNames() {
        return List.copyOf(source.featureNames);
    }

    /** XGBoost's types of the features ({@code float}, {@code int}, {@code i} = 0 or 1, {@code c} = category), or an empty list. */
    public List<String> featureTypes() {
        return List.copyOf(source.featureTypes);
    }

    /** For instance {@code binary:logistic}. */
    public String objective() {
        return source.objective;
    }

    /** Comparisons that a row needs at most. */
    public long comparisons() {
        return comparisons;
    }

    public Optional<String> attribute(String name) {
        @Nullable String value = source.attributes.get(name);
        return Optional.ofNullable(value);
    }

    /**
     * Predicts, as {@code Booster.predict} does.
     *
     * @param rows row-major, {@link #features} values a row, NaN = missing
     * @param out {@link #answers} values a row
     * @throws SlipwayException INVALID_ARGUMENT if a value is infinite, as in XGBoost
     */
    public void predict(float[] rows, int count, float[] out) {
        predict(rows, count, out, 0);
    }

    /** The same, with the first answer at {@code at}. */
    public void predict(float[] rows, int count, float[] out, int at) {
        if (rows.length < (long) count * features || out.length - at < (long) count * answers()) {
            throw new IllegalArgumentException("arrays too short for " + count + " rows");
        }
        Workspace w = workspace.get();
        int block = w.sums.length / sums;
        for (int row = 0; row < count; row += block) {
            int n = Math.min(block, count - row);
            block(rows, row, n, w);
            int answers = answers();
            for (int r = 0; r < n; r++) {
                objective.apply(w.sums, r * sums, sums);
                System.arraycopy(w.sums, r * sums, out, at + (row + r) * answers, answers);
            }
        }
    }

    private void block(float[] rows, int first, int n, Workspace w) {
        int stride = categories.stride();
        for (int r = 0; r < n; r++) {
            int from = (first + r) * features;
            int infinite = RowKeys.fill(rows, from, features, w.keys, r * stride);
            if (infinite >= 0) {
                throw SlipwayException.invalid("row " + (first + r) + ": " + describe(infinite)
                        + " is infinite; use a finite number, or none for a missing value");
            }
            categories.fill(rows, from, w.keys, r * stride);
            System.arraycopy(intercept, 0, w.sums, r * sums, sums);
        }
        for (TreeRun run : runs) {
            run.add(w.keys, stride, n, w.sums, sums);
        }
    }

    private String describe(int feature) {
        return feature < source.featureNames.size()
                ? "'" + source.featureNames.get(feature) + "'"
                : "feature " + feature;
    }

    static SlipwayException unsupported(String name, String reason) {
        return new SlipwayException(ErrorCode.NOT_SUPPORTED, name + ": " + reason);
    }
}
