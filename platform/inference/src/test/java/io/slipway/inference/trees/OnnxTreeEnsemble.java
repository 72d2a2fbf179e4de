package io.slipway.inference.trees;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Writes numeric boosted trees as an ONNX graph with one TreeEnsembleRegressor (https://onnx.ai/onnx/operators/), so that
 * ONNX Runtime can be timed on the very same trees. Numbers are protobuf fields of onnx.proto.
 */
final class OnnxTreeEnsemble {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] of(XgboostModel model) {
        return new OnnxTreeEnsemble()
                .integer(1, 8)
                .message(8, opset -> opset.text(1, "").integer(2, 17))
                .message(8, opset -> opset.text(1, "ai.onnx.ml").integer(2, 3))
                .message(
                        7,
                        graph -> graph.message(1, node -> node(node, model))
                                .text(2, "trees")
                                .message(11, v -> value(v, "x", model.features))
                                .message(12, v -> value(v, "y", 1)))
                .out
                .toByteArray();
    }

    private static void value(OnnxTreeEnsemble v, String name, int width) {
        v.text(1, name)
                .message(
                        2,
                        type -> type.message(
                                1,
                                tensor -> tensor.integer(1, 1)
                                        .message(
                                                2,
                                                shape -> shape.message(1, d -> d.text(2, "rows"))
                                                        .message(1, d -> d.integer(1, width)))));
    }

    private static void node(OnnxTreeEnsemble node, XgboostModel model) {
        node.text(1, "x").text(2, "y").text(4, "TreeEnsembleRegressor").text(7, "ai.onnx.ml");
        node.message(5, a -> a.text(1, "n_targets").integer(3, 1).integer(20, 2));
        int total = model.trees.stream().mapToInt(t -> t.left.length).sum();
        long[] tree = new long[total];
        long[] id = new long[total];
        long[] feature = new long[total];
        long[] yes = new long[total];
        long[] no = new long[total];
        long[] missing = new long[total];
        float[] threshold = new float[total];
        String[] mode = new String[total];
        int at = 0;
        for (int t = 0; t < model.trees.size(); t++) {
            XgboostTree source = model.trees.get(t);
            for (int n = 0; n < source.left.length; n++, at++) {
                boolean leaf = source.leaf(n);
                tree[at] = t;
                id[at] = n;
                mode[at] = leaf ? "LEAF" : "BRANCH_LT";
                feature[at] = leaf ? 0 : source.feature[n];
                yes[at] = leaf ? 0 : source.left[n];
                no[at] = leaf ? 0 : source.right[n];
                missing[at] = source.defaultLeft[n];
                threshold[at] = leaf ? 0 : source.condition[n];
            }
        }
        node.ints("nodes_treeids", tree)
                .ints("nodes_nodeids", id)
                .ints("nodes_featureids", feature)
                .ints("nodes_truenodeids", yes)
                .ints("nodes_falsenodeids", no)
                .ints("nodes_missing_value_tracks_true", missing)
                .floats("nodes_values", threshold);
        node.message(5, a -> {
            a.text(1, "nodes_modes");
            for (String m : mode) {
                a.text(9, m);
            }
            a.integer(20, 8);
        });
        leaves(node, model);
    }

    private static void leaves(OnnxTreeEnsemble node, XgboostModel model) {
        int total = model.trees.stream().mapToInt(t -> (t.left.length + 1) / 2).sum();
        long[] tree = new long[total];
        long[] id = new long[total];
        float[] weight = new float[total];
        int at = 0;
        for (int t = 0; t < model.trees.size(); t++) {
            XgboostTree source = model.trees.get(t);
            for (int n = 0; n < source.left.length; n++) {
                if (source.leaf(n)) {
                    tree[at] = t;
                    id[at] = n;
                    weight[at++] = source.condition[n];
                }
            }
        }
        node.ints("target_treeids", tree)
                .ints("target_nodeids", id)
                .ints("target_ids", new long[total])
                .floats("target_weights", weight);
    }

    private OnnxTreeEnsemble ints(String name, long[] values) {
        return message(5, a -> {
            a.text(1, name);
            for (long v : values) {
                a.integer(8, v);
            }
            a.integer(20, 7);
        });
    }

    private OnnxTreeEnsemble floats(String name, float[] values) {
        return message(5, a -> {
            a.text(1, name);
            for (float v : values) {
                a.varint(7 << 3 | 5);
                a.out.writeBytes(ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(v)
                        .array());
            }
            a.integer(20, 6);
        });
    }

    private OnnxTreeEnsemble message(int field, Consumer<OnnxTreeEnsemble> content) {
        var inner = new OnnxTreeEnsemble();
        content.accept(inner);
        return bytes(field, inner.out.toByteArray());
    }

    private OnnxTreeEnsemble text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private OnnxTreeEnsemble bytes(int field, byte[] content) {
        varint((long) field << 3 | 2);
        varint(content.length);
        out.writeBytes(content);
        return this;
    }

    private OnnxTreeEnsemble integer(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
