package io.slipway.serving.wire;

import io.slipway.inference.Datatype;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import java.lang.reflect.Array;

/** Conversions of tensors that change no value. */
final class Widening {
    /** Every integer up to here is a double. */
    private static final double EXACT = 1L << 53;

    private Widening() {}

    /**
     * A column of a numeric matrix, whose one type is the sender's compromise: each value is converted if it is the same
     * number in {@code to}; a double may be rounded to the nearest float.
     */
    static Tensor fromMatrix(Tensor column, Datatype to) {
        if (column.datatype() == Datatype.BYTES || column.datatype() == Datatype.BOOL) {
            throw SlipwayException.invalid("a tensor of " + column.datatype() + " does not fit columns of numbers");
        }
        return convert(column, to);
    }

    private static boolean unsigned(Datatype type) {
        return switch (type) {
            case UINT8, UINT16, UINT32, UINT64 -> true;
            default -> false;
        };
    }

    private static int integerBits(Datatype type) {
        return switch (type) {
            case INT8, UINT8 -> 8;
            case INT16, UINT16 -> 16;
            case INT32, UINT32 -> 32;
            case INT64, UINT64 -> 64;
            default -> 0;
        };
    }

    /** @throws SlipwayException INVALID_ARGUMENT naming the first value that is not the same number in {@code to} */
    static Tensor convert(Tensor tensor, Datatype to) {
        int n = Array.getLength(tensor.data());
        Object array = Array.newInstance(to.array().getComponentType(), n);
        boolean floating = tensor.data() instanceof double[] || tensor.data() instanceof float[];
        for (int i = 0; i < n; i++) {
            switch (to) {
                case FP64 -> Array.setDouble(array, i, floating(tensor, i));
                case FP32 -> Array.setFloat(array, i, (float) floating(tensor, i));
                default -> setInteger(array, i, floating ? whole(tensor, i, to) : integer(tensor, i), tensor, to);
            }
        }
        return new Tensor(tensor.name(), to, tensor.shape(), array);
    }

    private static double floating(Tensor tensor, int i) {
        return switch (tensor.data()) {
            case double[] v -> v[i];
            case float[] v -> v[i];
            default -> {
                long value = integer(tensor, i);
                if (tensor.datatype() == Datatype.UINT64
                        ? value < 0 || value > EXACT
                        : Math.abs((double) value) > EXACT) {
                    throw unfit(tensor, i, Datatype.FP64);
                }
                yield (double) value;
            }
        };
    }

    private static long whole(Tensor tensor, int i, Datatype to) {
        double value = floating(tensor, i);
        if (value != Math.rint(value) || Math.abs(value) > EXACT) {
            throw unfit(tensor, i, to);
        }
        return (long) value;
    }

    private static long integer(Tensor tensor, int i) {
        return switch (tensor.data()) {
            case long[] v -> v[i];
            case int[] v -> tensor.datatype() == Datatype.UINT32 ? Integer.toUnsignedLong(v[i]) : v[i];
            case short[] v -> tensor.datatype() == Datatype.UINT16 ? Short.toUnsignedInt(v[i]) : v[i];
            case boolean[] v -> v[i] ? 1 : 0;
            case byte[] v -> tensor.datatype() == Datatype.UINT8 ? Byte.toUnsignedInt(v[i]) : v[i];
            default -> throw unfit(tensor, i, Datatype.INT64);
        };
    }

    private static void setInteger(Object array, int i, long value, Tensor tensor, Datatype to) {
        int bits = integerBits(to);
        long min = unsigned(to) ? 0 : Long.MIN_VALUE >> (64 - bits);
        long max = bits == 64 ? Long.MAX_VALUE : unsigned(to) ? (1L << bits) - 1 : (1L << (bits - 1)) - 1;
        if (value < min && !(tensor.datatype() == Datatype.UINT64) || value > max) {
            throw unfit(tensor, i, to);
        }
        switch (array) {
            case long[] v -> v[i] = value;
            case int[] v -> v[i] = (int) value;
            case short[] v -> v[i] = (short) value;
            case byte[] v -> v[i] = (byte) value;
            default -> throw new IllegalStateException("an array of " + to);
        }
    }

    private static SlipwayException unfit(Tensor tensor, int i, Datatype to) {
        return SlipwayException.invalid(
                "input '" + tensor.name() + "', value " + i + ": " + Array.get(tensor.data(), i) + " is not " + to);
    }
}
