package io.slipway.inference;

import io.slipway.inference.FeatureEncoding.Feature;
import io.slipway.kernel.SlipwayException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the tensors of a request into rows of floats. */
sealed interface RowSource {
    /** Number of rows of the request. */
    int rows(List<Tensor> inputs);

    /** Writes {@code count} rows from row {@code first} on to the beginning of {@code rows}. */
    void fill(List<Tensor> inputs, int first, int count, float[] rows);

    /** One named column for each feature, in any order; a column that is absent is missing in every row. */
    final class Columns implements RowSource {
        private final List<Feature> features;
        private final Map<String, Integer> places;

        Columns(List<Feature> features) {
            this.features = features;
            this.places = HashMap.newHashMap(features.size());
            for (int f = 0; f < features.size(); f++) {
                places.put(features.get(f).name(), f);
            }
        }

        @Override
        public int rows(List<Tensor> inputs) {
            if (inputs.isEmpty()) {
                throw SlipwayException.invalid("the request has no inputs");
            }
            return inputs.getFirst().rows();
        }

        @Override
        public void fill(List<Tensor> inputs, int first, int count, float[] rows) {
            int width = features.size();
            Arrays.fill(rows, 0, count * width, Float.NaN);
            for (int i = 0; i < inputs.size(); i++) {
                Tensor column = inputs.get(i);
                int f = place(column.name(), i);
                if (column.rows() < first + count) {
                    throw SlipwayException.invalid("column '" + column.name() + "' has too few rows");
                }
                FeatureRows.put(features.get(f), column, first, count, rows, width, f);
            }
        }

        private int place(String name, int guess) {
            if (guess < features.size() && features.get(guess).name().equals(name)) {
                return guess;
            }
            Integer place = places.get(name);
            if (place == null) {
                throw SlipwayException.invalid("'" + name + "' is not an input of the model");
            }
            return place;
        }
    }

    /** One tensor with all features of a row side by side. */
    final class Matrix implements RowSource {
        private final int width;

        Matrix(int width) {
            this.width = width;
        }

        @Override
        public int rows(List<Tensor> inputs) {
            if (inputs.size() != 1) {
                throw SlipwayException.invalid("the model takes one tensor, got " + inputs.size());
            }
            long[] shape = inputs.getFirst().shape();
            if (shape.length != 2 || shape[1] != width) {
                throw SlipwayException.invalid(
                        "the model takes a tensor of shape [-1, " + width + "], got " + Arrays.toString(shape));
            }
            return inputs.getFirst().rows();
        }

        @Override
        public void fill(List<Tensor> inputs, int first, int count, float[] rows) {
            Tensor tensor = inputs.getFirst();
            Feature cell = new Feature(tensor.name(), false, Map.of());
            FeatureRows.put(cell, tensor, first * width, count * width, rows, 1, 0);
        }
    }
}
