package io.slipway.inference.trees;

import io.slipway.kernel.SlipwayException;
import java.util.Arrays;

/** Whether the parts of a model as read fit each other. */
final class XgboostChecks {
    private static final int MAX_FEATURES = 1 << 20;
    private static final int MAX_OUTPUTS = 1 << 16;

    private final String name;
    private final XgboostModel model;

    XgboostChecks(String name, XgboostModel model) {
        this.name = name;
        this.model = model;
    }

    /**
     * Checks everything.
     *
     * @return number of trees to use
     */
    int trees(boolean bestIteration) {
        if (!model.booster.equals("gbtree") && !model.booster.equals("dart")) {
            throw BoostedTrees.unsupported(
                    name,
                    "booster '" + XgboostReader.shortened(model.booster)
                            + "' is not supported, only gbtree and dart; convert the model to ONNX");
        }
        range("num_feature", model.features, 1, MAX_FEATURES);
        range("num_class", model.classes, 0, MAX_OUTPUTS);
        range("num_target", model.targets, 1, MAX_OUTPUTS);
        range("num_parallel_tree", model.parallelTrees, 1, Integer.MAX_VALUE);
        names("feature_names", model.featureNames.size());
        names("feature_types", model.featureTypes.size());
        int n = model.trees.size();
        if (model.declaredTrees != -1 && model.declaredTrees != n) {
            throw refuse("num_trees is " + model.declaredTrees + ", but there are " + n + " trees");
        }
        if (model.treeInfo.length != n) {
            throw refuse("tree_info has " + model.treeInfo.length + " entries for " + n + " trees");
        }
        if (model.weightDrop.length > n) {
            throw refuse("weight_drop has " + model.weightDrop.length + " entries for " + n + " trees");
        }
        for (int t = 0; t < n; t++) {
            range("tree_info[" + t + "]", model.treeInfo[t], 0, model.outputs() - 1);
            model.trees.get(t).check(name + ": tree " + t, model.features);
        }
        return bestIteration ? bestTrees(n) : n;
    }

    private int bestTrees(int all) {
        String best = model.attributes.get("best_iteration");
        if (best == null) {
            return all;
        }
        int rounds;
        try {
            rounds = Math.addExact(Integer.parseInt(best.strip()), 1);
        } catch (NumberFormatException | ArithmeticException e) {
            throw refuse("attribute best_iteration is no iteration: '" + XgboostReader.shortened(best) + "'");
        }
        long trees;
        if (model.iterationEnds.length > 0) {
            range("best_iteration", rounds - 1, 0, model.iterationEnds.length - 2);
            trees = model.iterationEnds[rounds];
        } else {
            trees = (long) rounds * model.parallelTrees * model.outputs();
        }
        if (trees < 0 || trees > all) {
            throw refuse("best_iteration " + best + " needs " + trees + " trees, but there are " + all);
        }
        return (int) trees;
    }

    /** The summands that every row begins with. */
    static float[] intercept(String name, XgboostModel model, Objective objective) {
        String text = model.baseScore.strip();
        if (text.startsWith("[") && text.endsWith("]") || text.startsWith("(") && text.endsWith(")")) {
            text = text.substring(1, text.length() - 1);
        }
        String[] parts = text.split(",", -1);
        int n = model.outputs();
        if (parts.length != 1 && parts.length != n) {
            throw SlipwayException.invalid(name + ": base_score has " + parts.length + " values for " + n + " outputs");
        }
        float[] intercept = new float[n];
        for (int i = 0; i < parts.length; i++) {
            intercept[i] = number(name, parts[i].strip());
        }
        if (parts.length == 1) {
            Arrays.fill(intercept, intercept[0]);
        }
        for (int i = 0; i < n; i++) {
            intercept[i] = objective.margin(intercept[i]);
        }
        return intercept;
    }

    private static float number(String name, String text) {
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the text
        }
        throw SlipwayException.invalid(
                name + ": base_score must be finite numbers, not '" + XgboostReader.shortened(text) + "'");
    }

    private void names(String what, int size) {
        if (size != 0 && size != model.features) {
            throw refuse(what + " has " + size + " entries for " + model.features + " features");
        }
    }

    private void range(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw refuse(what + " is " + value + ", outside " + min + ".." + max);
        }
    }

    private SlipwayException refuse(String reason) {
        return SlipwayException.invalid(name + ": " + reason);
    }
}
