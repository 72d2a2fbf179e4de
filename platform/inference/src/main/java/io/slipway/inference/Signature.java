package io.slipway.inference;

import java.util.List;

/**
 * What a model takes and gives, in the order of the model.
 *
 * @param inputs one per named column, or one tensor
 */
public record Signature(List<Field> inputs, List<Field> outputs) {
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * @param shape sizes; -1 for any. A column is {@code [-1]}
     * @param required false if the column may be absent (all values missing)
     */
    public record Field(String name, Datatype datatype, long[] shape, boolean required) {}
}
