package io.slipway.inference.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.inference.trees.TrainedModel.Target;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files that are cut, damaged or lie about themselves: each is refused with the reason, or answers something. */
@Tag("slow")
class XgboostFilesTest {
    private static TrainedModel small;

    @BeforeAll
    static void train() {
        small = TrainedModel.train(Map.of("objective", "binary:logistic", "max_depth", 2), Target.BINARY, 2, 5);
    }

    private static void refused(byte[] file, String... words) {
        assertThatThrownBy(() -> BoostedTrees.read("model.json", file))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContainingAll(words);
    }

    private static void refused(Consumer<ObjectNode> change, String... words) {
        ObjectNode root = (ObjectNode) Json.parse(new String(small.json(), StandardCharsets.UTF_8));
        change.accept(root);
        refused(root.toString().getBytes(StandardCharsets.UTF_8), words);
    }

    private static ObjectNode booster(ObjectNode root) {
        return (ObjectNode) root.at("/learner/gradient_booster/model");
    }

    private static ObjectNode tree(ObjectNode root) {
        return (ObjectNode) booster(root).path("trees").get(0);
    }

    private static ArrayNode array(JsonNode node, String name) {
        return (ArrayNode) node.path(name);
    }

    private static ObjectNode parameters(ObjectNode root) {
        return (ObjectNode) root.at("/learner/learner_model_param");
    }

    @Test
    void everyTruncationIsRefused() {
        for (byte[] whole : new byte[][] {small.json(), small.ubj()}) {
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> BoostedTrees.read("m", part))
                        .as("%s bytes", length)
                        .isInstanceOf(SlipwayException.class);
            }
        }
    }

    /** A changed byte may give another model, but never anything else than an answer or a refusal. */
    @Test
    void changedBytesNeverBreakTheReader() {
        Random random = new Random(11);
        for (byte[] whole : new byte[][] {small.json(), small.ubj()}) {
            for (int i = 0; i < 4000; i++) {
                byte[] changed = whole.clone();
                for (int n = random.nextInt(1, 4); n > 0; n--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                HostileModel.read(changed);
            }
        }
    }

    @Test
    void nodesThatFormNoTreeAreRefused() {
        refused(root -> array(tree(root), "left_children").set(0, 1_000_000), "tree 0", "child 1000000 of node 0");
        refused(root -> array(tree(root), "left_children").set(0, -7), "child -7 of node 0 is outside");
        refused(root -> array(tree(root), "left_children").set(0, 0), "child 0 of node 0 is outside");
        refused(
                root -> array(tree(root), "left_children")
                        .set(0, array(tree(root), "right_children").get(0)),
                "is reached twice");
        refused(root -> array(tree(root), "right_children").set(0, -1), "child -1 of node 0");
        refused(root -> array(tree(root), "left_children").removeAll(), "has no nodes");
    }

    @Test
    void numbersThatContradictEachOtherAreRefused() {
        refused(
                root -> ((ObjectNode) tree(root).path("tree_param")).put("num_nodes", "2147483647"),
                "num_nodes is 2147483647");
        refused(root -> ((ObjectNode) tree(root).path("tree_param")).put("num_nodes", "-1000"), "num_nodes is -1000");
        refused(root -> ((ObjectNode) tree(root).path("tree_param")).put("num_nodes", "1e9"), "must be an integer");
        refused(root -> array(tree(root), "split_indices").set(0, 12), "feature 12, but the model has 12");
        refused(root -> array(tree(root), "split_indices").set(0, -1), "feature -1");
        refused(root -> array(tree(root), "default_left").remove(0), "default_left has");
        refused(root -> array(booster(root), "tree_info").set(0, 1), "tree_info[0] is 1, outside 0..0");
        refused(root -> array(booster(root), "tree_info").remove(0), "tree_info has 1 entries for 2 trees");
        refused(
                root -> ((ObjectNode) booster(root).path("gbtree_model_param")).put("num_trees", "3"),
                "num_trees is 3");
        refused(root -> parameters(root).put("num_feature", "2147483647"), "num_feature is 2147483647");
        refused(root -> parameters(root).put("num_feature", "-1"), "num_feature is -1");
        refused(root -> parameters(root).put("num_class", "2000000000"), "num_class is 2000000000");
        refused(root -> parameters(root).put("base_score", "[NaN]"), "base_score must be finite");
        refused(root -> parameters(root).put("base_score", "[1,2,3]"), "base_score has 3 values for 1 outputs");
        refused(root -> parameters(root).remove("base_score"), "base_score");
    }

    @Test
    void valuesThatAreNoNumbersAreRefused() {
        String json = new String(small.json(), StandardCharsets.UTF_8);
        int at = json.indexOf("\"split_conditions\":[") + "\"split_conditions\":[".length();
        String nan = json.substring(0, at) + "NaN" + json.substring(json.indexOf(',', at));
        int node = json.indexOf("\"split_type\":[1") > 0 ? -1 : 0;
        if (node == 0) {
            refused(nan.getBytes(StandardCharsets.UTF_8), "threshold of node 0 is NaN");
        }
        refused(root -> array(tree(root), "split_conditions").set(0, "1"), "split_conditions[0] must be a number");
        refused(root -> tree(root).put("split_conditions", 3), "split_conditions must be an array of numbers");
    }

    @Test
    void hugeCategoriesDoNotTakeHugeMemory() {
        refused(
                root -> {
                    ObjectNode tree = tree(root);
                    array(tree, "split_type").set(0, 1);
                    tree.putArray("categories_nodes").add(0);
                    tree.putArray("categories_segments").add(0);
                    tree.putArray("categories_sizes").add(1);
                    tree.putArray("categories").add(1 << 24);
                },
                "categories[0] is 16777216, outside");
        refused(
                root -> {
                    ObjectNode tree = tree(root);
                    tree.putArray("categories_nodes").add(0);
                    tree.putArray("categories_segments").add(Integer.MAX_VALUE);
                    tree.putArray("categories_sizes").add(Integer.MAX_VALUE);
                    tree.putArray("categories").add(1);
                },
                "categories of node 0 lie outside");
    }

    @Test
    void deepNestingIsRefused() {
        String open = "{\"learner\":{\"x\":" + "[".repeat(100_000);
        refused(open.getBytes(StandardCharsets.UTF_8), "invalid JSON");
        byte[] ubj = new byte[100_000];
        Arrays.fill(ubj, (byte) '[');
        byte[] head = {'{', 'L', 0, 0, 0, 0, 0, 0, 0, 1, 'x'};
        System.arraycopy(head, 0, ubj, 0, head.length);
        refused(ubj, "nested deeper than 64");
    }

    @Test
    void aCountThatLiesIsRefusedBeforeMemoryIsTaken() {
        byte[] file = {'{', 'L', 0, 0, 0, 0, 0, 0, 0, 1, 'x', '[', '$', 'd', '#', 'L', 0x7f, -1, -1, -1, -1, -1, -1, -1
        };
        refused(file, "claims 9223372036854775807 elements, but 0 bytes are left");
        file[16] = -1;
        refused(file, "claims -1 elements");
        byte[] key = {'{', 'L', 0, 0, 0, 0, 0x7f, -1, -1, -1, 'x'};
        refused(key, "claims 2147483647 bytes, but 1 are left");
    }

    @Test
    void whatIsNotComputedIsToldSo() {
        refused(
                root -> ((ObjectNode) root.at("/learner/objective")).put("name", "my:objective"),
                "'my:objective' is not supported",
                "ONNX");
        refused(
                root -> ((ObjectNode) root.at("/learner/gradient_booster")).put("name", "gblinear"),
                "'gblinear' is not supported");
        refused(root -> ((ObjectNode) tree(root).path("tree_param")).put("size_leaf_vector", "3"), "vector leaves");
        refused("binf\0\0\0\0".getBytes(StandardCharsets.UTF_8), "save_model");
        refused("{\"version\":[3,4,0]}".getBytes(StandardCharsets.UTF_8), "no 'learner'");
    }

    @Test
    void infiniteValuesAreRefusedAsInXgboost() {
        BoostedTrees trees = BoostedTrees.read("m", small.json());
        float[] row = new float[small.features()];
        row[3] = Float.NEGATIVE_INFINITY;
        assertThatThrownBy(() -> trees.predict(row, 1, new float[1]))
                .isInstanceOfSatisfying(
                        SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("row 0: feature 3 is infinite");
    }

    @Test
    void earlyStoppingIsHonouredWhereXgboostsClassesDo() {
        ObjectNode root = (ObjectNode) Json.parse(new String(small.json(), StandardCharsets.UTF_8));
        ((ObjectNode) root.at("/learner/attributes")).put("best_iteration", "0");
        byte[] file = root.toString().getBytes(StandardCharsets.UTF_8);
        ((ArrayNode) booster(root).path("trees")).remove(1);
        array(booster(root), "tree_info").remove(1);
        array(booster(root), "iteration_indptr").remove(2);
        ((ObjectNode) booster(root).path("gbtree_model_param")).put("num_trees", "1");
        float[] first = answers(BoostedTrees.read("m", root.toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(answers(BoostedTrees.read("m", file, true))).containsExactly(first);
        assertThat(answers(BoostedTrees.read("m", file))).containsExactly(small.expected());
        ((ObjectNode) root.at("/learner/attributes")).put("best_iteration", "5");
        assertThatThrownBy(() -> BoostedTrees.read("m", root.toString().getBytes(StandardCharsets.UTF_8), true))
                .hasMessageContaining("best_iteration is 5");
    }

    private static float[] answers(BoostedTrees trees) {
        float[] out = new float[small.rowCount()];
        trees.predict(small.rows(), small.rowCount(), out);
        return out;
    }
}
