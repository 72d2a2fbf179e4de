package io.slipway.inference;

import io.slipway.inference.Signature.Field;
import io.slipway.kernel.SlipwayException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the inputs of the signature feed those of the graph, as MLflow's onnx flavor does it: tensors by name; columns
 * each to the input of its name, or, if the graph has one input, all side by side as its matrix.
 *
 * @param declared inputs of the signature
 * @param graph inputs of the graph
 */
record OnnxInputs(List<Field> declared, List<Field> graph, boolean matrix) {
    static OnnxInputs of(List<Field> declared, List<Field> graph) {
        if (declared.isEmpty()) {
            return new OnnxInputs(graph, graph, false);
        }
        boolean columns = declared.stream().allMatch(f -> f.shape().length == 1);
        boolean matrix = columns && graph.size() == 1 && graph.getFirst().shape().length == 2;
        if (matrix) {
            long width = graph.getFirst().shape()[1];
            if (width != -1 && width != declared.size()) {
                throw SlipwayException.invalid("MLmodel: the signature has " + declared.size()
                        + " columns, but the ONNX model takes " + width);
            }
            return new OnnxInputs(declared, graph, true);
        }
        if (declared.size() == 1 && graph.size() == 1) {
            return new OnnxInputs(declared, graph, false);
        }
        List<String> names = declared.stream().map(Field::name).sorted().toList();
        List<String> wanted = graph.stream().map(Field::name).sorted().toList();
        if (!names.equals(wanted)) {
            throw SlipwayException.invalid(
                    "MLmodel: the signature's inputs are " + names + ", but the ONNX model takes " + wanted);
        }
        return new OnnxInputs(declared, graph, false);
    }

    /** @return one tensor for each input of the graph, of its type and rank */
    List<Tensor> feed(List<Tensor> inputs) {
        if (!matrix && declared.size() == 1) {
            if (inputs.size() != 1) {
                throw SlipwayException.invalid("the model takes one input, got " + inputs.size());
            }
            return List.of(fit(inputs.getFirst(), graph.getFirst()));
        }
        Map<String, Tensor> byName = HashMap.newHashMap(inputs.size());
        inputs.forEach(tensor -> byName.put(tensor.name(), tensor));
        if (matrix) {
            return List.of(sideBySide(byName));
        }
        List<Tensor> feed = new ArrayList<>(graph.size());
        for (Field field : graph) {
            feed.add(fit(named(byName, field.name()), field));
        }
        return feed;
    }

    private static Tensor named(Map<String, Tensor> byName, String name) {
        Tensor tensor = byName.get(name);
        if (tensor == null) {
            throw SlipwayException.invalid("input '" + name + "' is missing");
        }
        return tensor;
    }

    /** A column for an input of rank 2 becomes a matrix of one column, and the other way round. */
    private static Tensor fit(Tensor tensor, Field field) {
        long[] shape = tensor.shape();
        if (shape.length == 1 && field.shape().length == 2) {
            shape = new long[] {shape[0], 1};
        } else if (shape.length == 2 && shape[1] == 1 && field.shape().length == 1) {
            shape = new long[] {shape[0]};
        }
        return new Tensor(field.name(), field.datatype(), shape, TensorCast.cast(tensor, field.datatype()));
    }

    private Tensor sideBySide(Map<String, Tensor> byName) {
        Field target = graph.getFirst();
        int width = declared.size();
        int rows = named(byName, declared.getFirst().name()).rows();
        Object data = Datatypes.array(target.datatype(), Math.multiplyExact(rows, width));
        for (int c = 0; c < width; c++) {
            Tensor column = named(byName, declared.get(c).name());
            if (column.rows() != rows) {
                throw SlipwayException.invalid(
                        "'" + column.name() + "' has " + column.rows() + " rows instead of " + rows);
            }
            Object values = TensorCast.cast(column, target.datatype());
            for (int r = 0; r < rows; r++) {
                Array.set(data, r * width + c, Array.get(values, r));
            }
        }
        return new Tensor(target.name(), target.datatype(), new long[] {rows, width}, data);
    }
}
