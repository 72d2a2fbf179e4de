package io.slipway.inference.trees;

import io.slipway.kernel.SlipwayException;
import java.util.List;

/** Reads XGBoost's model schema (https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html). */
final class XgboostReader {
    private static final int MAX_NAMES = 1 << 20;

    private final Document in;
    private final XgboostModel model = new XgboostModel();
    private boolean learner;

    private XgboostReader(Document in) {
        this.in = in;
    }

    /** @throws SlipwayException INVALID_ARGUMENT if the text is no model; the numbers are not yet checked */
    static XgboostModel read(Document in) {
        var reader = new XgboostReader(in);
        in.object("model", key -> {
            if (key.equals("learner")) {
                reader.learner = true;
                in.object("learner", reader::learner);
            } else {
                in.skip();
            }
        });
        in.end();
        if (!reader.learner) {
            throw in.refuse("no 'learner': this is not an XGBoost model");
        }
        return reader.model;
    }

    private void learner(String key) {
        switch (key) {
            case "attributes" -> in.object(key, name -> model.attributes.put(name, in.text("attribute " + name)));
            case "feature_names" -> names(key, model.featureNames);
            case "feature_types" -> names(key, model.featureTypes);
            case "gradient_booster" -> in.object(key, this::booster);
            case "learner_model_param" -> in.object(key, this::parameter);
            case "objective" ->
                in.object(key, name -> {
                    if (name.equals("name")) {
                        model.objective = in.text("objective name");
                    } else {
                        in.skip();
                    }
                });
            default -> in.skip();
        }
    }

    private void names(String key, List<String> names) {
        in.array(key, i -> {
            if (i >= MAX_NAMES) {
                throw in.refuse(key + " has more than " + MAX_NAMES + " entries");
            }
            names.add(in.text(key));
        });
    }

    private void parameter(String key) {
        switch (key) {
            case "num_feature" -> model.features = integer(key);
            case "num_class" -> model.classes = integer(key);
            case "num_target" -> model.targets = integer(key);
            case "base_score" -> model.baseScore = in.text(key);
            default -> in.skip();
        }
    }

    /** A booster; DART of XGBoost before 3.4 wraps the trees in one more object. */
    private void booster(String key) {
        switch (key) {
            case "name" -> {
                String name = in.text("booster name");
                if (model.booster.isEmpty() || name.equals("dart")) {
                    model.booster = name;
                }
            }
            case "model" -> in.object("model of the booster", this::trees);
            case "gbtree" -> in.object(key, this::booster);
            case "weight_drop" -> model.weightDrop = in.floats(key);
            default -> in.skip();
        }
    }

    private void trees(String key) {
        switch (key) {
            case "gbtree_model_param" ->
                in.object(key, name -> {
                    switch (name) {
                        case "num_trees" -> model.declaredTrees = integer(name);
                        case "num_parallel_tree" -> model.parallelTrees = integer(name);
                        default -> in.skip();
                    }
                });
            case "trees" ->
                in.array(key, i -> {
                    var tree = new XgboostTree();
                    in.object("tree " + i, name -> tree(tree, i, name));
                    model.trees.add(tree);
                });
            case "tree_info" -> model.treeInfo = in.ints(key);
            case "iteration_indptr" -> model.iterationEnds = in.ints(key);
            case "weight_drop" -> model.weightDrop = in.floats(key);
            default -> in.skip();
        }
    }

    private void tree(XgboostTree tree, int index, String key) {
        String what = "tree " + index + ": " + key;
        switch (key) {
            case "left_children" -> tree.left = in.ints(what);
            case "right_children" -> tree.right = in.ints(what);
            case "split_indices" -> tree.feature = in.ints(what);
            case "split_conditions" -> tree.condition = in.floats(what);
            case "default_left" -> tree.defaultLeft = in.ints(what);
            case "split_type" -> tree.splitType = in.ints(what);
            case "categories" -> tree.categories = in.ints(what);
            case "categories_nodes" -> tree.categoryNodes = in.ints(what);
            case "categories_segments" -> tree.categorySegments = in.ints(what);
            case "categories_sizes" -> tree.categorySizes = in.ints(what);
            case "tree_param" ->
                in.object(what, name -> {
                    switch (name) {
                        case "num_nodes" -> tree.declaredNodes = integer(name);
                        case "size_leaf_vector" -> tree.leafVector = integer(name);
                        default -> in.skip();
                    }
                });
            default -> in.skip();
        }
    }

    private int integer(String what) {
        String text = in.text(what);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw in.refuse(what + " must be an integer, not '" + shortened(text) + "'");
        }
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
