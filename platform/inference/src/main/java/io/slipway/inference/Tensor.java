package io.slipway.inference;

import io.slipway.kernel.SlipwayException;
import java.lang.reflect.Array;

/**
 * A named array of one type.
 *
 * @param shape sizes of the dimensions; the first is the number of rows
 * @param data Java array as {@link Datatype#array} says, row-major, as long as the product of {@code shape}; not
 *     copied, so do not change it
 */
public record Tensor(String name, Datatype datatype, long[] shape, Object data) {
    public Tensor {
        if (!datatype.array().isInstance(data)) {
            throw new IllegalArgumentException(
                    datatype + " needs a " + datatype.array().getSimpleName());
        }
        long size = 1;
        for (long d : shape) {
            size = d < 0 ? -1 : Math.multiplyExact(size, d);
        }
        if (size != Array.getLength(data)) {
            throw SlipwayException.invalid("tensor '" + name + "': shape " + java.util.Arrays.toString(shape)
                    + " needs " + size + " values, got " + Array.getLength(data));
        }
    }

    /** Number of rows; 1 for a scalar. */
    public int rows() {
        return shape.length == 0 ? 1 : Math.toIntExact(shape[0]);
    }

    public static Tensor of(String name, double... values) {
        return new Tensor(name, Datatype.FP64, new long[] {values.length}, values);
    }
}
