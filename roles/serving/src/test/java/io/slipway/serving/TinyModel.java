package io.slipway.serving;

import io.slipway.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Files of XGBoost models that tests can reason about. */
final class TinyModel {
    private static final String MLMODEL = """
            flavors:
              xgboost: {data: model.json, model_class: xgboost.core.Booster, model_format: json}
            model_id: m-1
            signature:
              inputs: '[%s]'
              outputs: '[{"type": "double", "name": "score", "required": true}]'
            """;

    private TinyModel() {}

    /** Takes the numbers {@code a} and {@code b}, answers {@code constant} whatever they are. */
    static Map<String, byte[]> constant(double constant) {
        String tree = tree(List.of(new Node(-1, -1, 0, constant)), 2);
        return folder(List.of("a", "b"), List.of(tree));
    }

    /** Takes {@code f0} … {@code f11}; trees of the full depth 6, split at random. */
    static Map<String, byte[]> large(int trees, long seed) {
        var random = new Random(seed);
        var nodes = new Node[trees][127];
        for (Node[] tree : nodes) {
            for (int i = 0; i < 127; i++) {
                tree[i] = i < 63
                        ? new Node(2 * i + 1, 2 * i + 2, random.nextInt(12), random.nextDouble())
                        : new Node(-1, -1, 0, random.nextDouble() / trees);
            }
        }
        var names =
                java.util.stream.IntStream.range(0, 12).mapToObj(i -> "f" + i).toList();
        return folder(
                names,
                java.util.Arrays.stream(nodes).map(t -> tree(List.of(t), 12)).toList());
    }

    private record Node(int left, int right, int feature, double value) {}

    private static Map<String, byte[]> folder(List<String> names, List<String> trees) {
        String columns = names.stream()
                .map(n -> "{\"type\": \"double\", \"name\": \"" + n + "\", \"required\": true}")
                .collect(java.util.stream.Collectors.joining(", "));
        var files = new LinkedHashMap<String, byte[]>();
        files.put("MLmodel", bytes(MLMODEL.formatted(columns)));
        files.put("model.json", bytes(booster(names, trees)));
        files.put(
                "input_example.json",
                bytes("{\"columns\":" + Json.write(names) + ",\"data\":[" + Json.write(new double[names.size()])
                        + "]}"));
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String booster(List<String> names, List<String> trees) {
        String types = Json.write(names.stream().map(n -> "float").toList());
        return """
                {"learner":{"attributes":{},"feature_names":%s,"feature_types":%s,
                "gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"%d"},
                "iteration_indptr":%s,"tree_info":%s,"trees":[%s]},"name":"gbtree"},
                "learner_model_param":{"base_score":"0E0","boost_from_average":"1","num_class":"0","num_feature":"%d",
                "num_target":"1"},
                "objective":{"name":"reg:squarederror","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[3,0,0]}
                """.formatted(
                        Json.write(names),
                        types,
                        trees.size(),
                        Json.write(java.util.stream.IntStream.rangeClosed(0, trees.size())
                                .toArray()),
                        Json.write(new int[trees.size()]),
                        String.join(",", trees),
                        names.size());
    }

    private static String tree(List<Node> nodes, int features) {
        int n = nodes.size();
        int[] parents = new int[n];
        parents[0] = Integer.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            if (nodes.get(i).left >= 0) {
                parents[nodes.get(i).left] = i;
                parents[nodes.get(i).right] = i;
            }
        }
        var tree = Json.object();
        tree.set("base_weights", Json.tree(new double[n]));
        for (String name : List.of("categories", "categories_nodes", "categories_segments", "categories_sizes")) {
            tree.putArray(name);
        }
        tree.set("default_left", Json.tree(new int[n]));
        tree.put("id", 0);
        tree.set("left_children", Json.tree(nodes.stream().map(Node::left).toList()));
        tree.set("loss_changes", Json.tree(new double[n]));
        tree.set("parents", Json.tree(parents));
        tree.set("right_children", Json.tree(nodes.stream().map(Node::right).toList()));
        tree.set("split_conditions", Json.tree(nodes.stream().map(Node::value).toList()));
        tree.set("split_indices", Json.tree(nodes.stream().map(Node::feature).toList()));
        tree.set("split_type", Json.tree(new int[n]));
        tree.set("sum_hessian", Json.tree(new double[n]));
        tree.putObject("tree_param")
                .put("num_deleted", "0")
                .put("num_feature", Integer.toString(features))
                .put("num_nodes", Integer.toString(n))
                .put("size_leaf_vector", "1");
        return tree.toString();
    }
}
