package io.slipway.inference;

import io.slipway.kernel.SlipwayException;
import java.lang.reflect.Array;

/** Gives a tensor of numbers another element type; a model's own inputs may be narrower than its signature. */
final class TensorCast {
    private TensorCast() {}

    /**
     * @return a Java array of {@code to}'s kind; the tensor's own one if it already has that type
     * @throws SlipwayException INVALID_ARGUMENT if text would become a number or a value lies outside the new type
     */
    static Object cast(Tensor tensor, Datatype to) {
        if (tensor.datatype() == to) {
            return tensor.data();
        }
        boolean text = tensor.datatype() == Datatype.BYTES;
        if (text || to == Datatype.BYTES || to == Datatype.BOOL) {
            throw SlipwayException.invalid(
                    "'" + tensor.name() + "' is of " + tensor.datatype() + "; the model takes " + to + " there");
        }
        int n = Array.getLength(tensor.data());
        return switch (to) {
            case FP32 -> {
                float[] result = new float[n];
                for (int i = 0; i < n; i++) {
                    result[i] = (float) real(tensor, i);
                }
                yield result;
            }
            case FP64 -> {
                double[] result = new double[n];
                for (int i = 0; i < n; i++) {
                    result[i] = real(tensor, i);
                }
                yield result;
            }
            case INT64 -> {
                long[] result = new long[n];
                for (int i = 0; i < n; i++) {
                    result[i] = whole(tensor, i, Long.MIN_VALUE, Long.MAX_VALUE);
                }
                yield result;
            }
            case INT32 -> {
                int[] result = new int[n];
                for (int i = 0; i < n; i++) {
                    result[i] = (int) whole(tensor, i, Integer.MIN_VALUE, Integer.MAX_VALUE);
                }
                yield result;
            }
            case INT16 -> {
                short[] result = new short[n];
                for (int i = 0; i < n; i++) {
                    result[i] = (short) whole(tensor, i, Short.MIN_VALUE, Short.MAX_VALUE);
                }
                yield result;
            }
            case INT8, UINT8 -> {
                byte[] result = new byte[n];
                long min = to == Datatype.INT8 ? Byte.MIN_VALUE : 0;
                for (int i = 0; i < n; i++) {
                    result[i] = (byte) whole(tensor, i, min, min + 255);
                }
                yield result;
            }
            default -> throw SlipwayException.invalid("'" + tensor.name() + "' cannot become " + to);
        };
    }

    private static double real(Tensor tensor, int i) {
        return switch (tensor.data()) {
            case double[] v -> v[i];
            case float[] v -> v[i];
            default -> (double) whole(tensor, i, Long.MIN_VALUE, Long.MAX_VALUE);
        };
    }

    private static long whole(Tensor tensor, int i, long min, long max) {
        boolean unsigned = tensor.datatype().name().startsWith("U");
        long value = switch (tensor.data()) {
            case long[] v -> v[i];
            case int[] v -> unsigned ? Integer.toUnsignedLong(v[i]) : v[i];
            case short[] v -> unsigned ? Short.toUnsignedInt(v[i]) : v[i];
            case byte[] v -> unsigned ? Byte.toUnsignedInt(v[i]) : v[i];
            case boolean[] v -> v[i] ? 1 : 0;
            default ->
                throw SlipwayException.invalid(
                        "'" + tensor.name() + "' is of " + tensor.datatype() + "; the model takes whole numbers there");
        };
        if (value < min || value > max) {
            throw SlipwayException.invalid("'" + tensor.name() + "': " + value + " is outside " + min + ".." + max);
        }
        return value;
    }
}
