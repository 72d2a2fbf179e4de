package io.slipway.serving.invocations;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.inference.Datatype;
import io.slipway.inference.Signature.Field;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import java.lang.reflect.Array;
import java.util.List;

/**
 * Casts JSON and CSV values to the type that the signature gives a column. Stricter than MLflow's own server where that
 * one changes the value silently: a fraction for an integer, an integer out of range, a string or truth value for a
 * number are refused.
 */
final class Cells {
    private Cells() {}

    /** @param cells one a row; JSON null is a missing value */
    static Tensor column(Field field, List<JsonNode> cells) {
        return tensor(field, new long[] {cells.size()}, cells);
    }

    static Tensor tensor(Field field, long[] shape, List<JsonNode> cells) {
        Object array = Array.newInstance(field.datatype().array().getComponentType(), cells.size());
        for (int i = 0; i < cells.size(); i++) {
            set(array, i, cells.get(i), field);
        }
        return new Tensor(field.name(), field.datatype(), shape, array);
    }

    private static void set(Object array, int i, JsonNode cell, Field field) {
        boolean missing = cell.isNull();
        switch (array) {
            case double[] v -> v[i] = missing ? Double.NaN : floating(cell, field, i, Double.MAX_VALUE);
            case float[] v -> v[i] = missing ? Float.NaN : (float) floating(cell, field, i, Float.MAX_VALUE);
            case String[] v -> {
                if (!missing) {
                    if (!cell.isTextual()) {
                        throw refuse(cell, field, i);
                    }
                    v[i] = cell.textValue();
                }
            }
            case boolean[] v -> {
                if (missing || !cell.isBoolean()) {
                    throw refuse(cell, field, i);
                }
                v[i] = cell.booleanValue();
            }
            case long[] v -> v[i] = integer(cell, field, i, Long.MIN_VALUE, Long.MAX_VALUE);
            case int[] v ->
                v[i] = field.datatype() == Datatype.UINT32
                        ? (int) integer(cell, field, i, 0, 0xffff_ffffL)
                        : (int) integer(cell, field, i, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case short[] v ->
                v[i] = field.datatype() == Datatype.UINT16
                        ? (short) integer(cell, field, i, 0, 0xffff)
                        : (short) integer(cell, field, i, Short.MIN_VALUE, Short.MAX_VALUE);
            case byte[] v ->
                v[i] = field.datatype() == Datatype.UINT8
                        ? (byte) integer(cell, field, i, 0, 0xff)
                        : (byte) integer(cell, field, i, Byte.MIN_VALUE, Byte.MAX_VALUE);
            default -> throw new IllegalStateException("a column of " + field.datatype());
        }
    }

    private static double floating(JsonNode cell, Field field, int i, double max) {
        if (!cell.isNumber()) {
            throw refuse(cell, field, i);
        }
        double value = cell.doubleValue();
        if (Math.abs(value) > max) {
            throw refuse(cell, field, i);
        }
        return value;
    }

    private static long integer(JsonNode cell, Field field, int i, long min, long max) {
        if (!cell.isNumber()) {
            throw refuse(cell, field, i);
        }
        boolean whole = cell.isIntegralNumber()
                ? cell.canConvertToLong()
                : cell.doubleValue() == Math.rint(cell.doubleValue()) && Math.abs(cell.doubleValue()) <= 1L << 53;
        long value = cell.longValue();
        if (!whole || value < min || value > max) {
            throw refuse(cell, field, i);
        }
        return value;
    }

    private static SlipwayException refuse(JsonNode cell, Field field, int i) {
        String got = cell.toString();
        return SlipwayException.invalid("Failed to enforce the schema: column '" + field.name() + "', row " + i + ": "
                + (got.length() <= 40 ? got : got.substring(0, 40) + "…") + " is not " + field.datatype());
    }
}
