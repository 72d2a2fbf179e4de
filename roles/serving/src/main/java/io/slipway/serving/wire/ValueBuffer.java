package io.slipway.serving.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.slipway.inference.Datatype;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the JSON values of one tensor in a growing array of its type. A value that the type cannot hold exactly is
 * refused: nothing wraps, rounds to infinity or is guessed from a string. {@code null} is NaN for floating types, null
 * for {@code BYTES} and refused elsewhere.
 */
public abstract sealed class ValueBuffer {
    private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(64);

    private final String name;
    private final Datatype datatype;
    int size;

    private ValueBuffer(String name, Datatype datatype) {
        this.name = name;
        this.datatype = datatype;
    }

    /** @param expected how many values will come, a hint that no memory beyond a few kilobytes is trusted to */
    public static ValueBuffer of(String name, Datatype datatype, long expected) {
        int capacity = (int) Math.clamp(expected, 1, 1024);
        return switch (datatype) {
            case FP64 -> new Doubles(name, capacity);
            case FP32 -> new Floats(name, capacity);
            case BOOL -> new Booleans(name, capacity);
            case BYTES -> new Strings(name, capacity);
            case INT64, UINT64 -> new Longs(name, datatype, capacity);
            case INT32, UINT32 -> new Ints(name, datatype, capacity);
            case INT16, UINT16 -> new Shorts(name, datatype, capacity);
            case INT8, UINT8 -> new Bytes(name, datatype, capacity);
        };
    }

    public int size() {
        return size;
    }

    /** Takes the parser's current token, a scalar. */
    public abstract void add(JsonParser p) throws IOException;

    abstract Object array();

    public Tensor tensor(long[] shape) {
        return new Tensor(name, datatype, shape, array());
    }

    final SlipwayException refuse(JsonParser p) throws IOException {
        JsonToken token = p.currentToken();
        String got = switch (token) {
            case VALUE_STRING -> "the string \"" + shorten(p.getText()) + "\"";
            case VALUE_NULL -> "null";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            default -> shorten(p.getText());
        };
        return SlipwayException.invalid("input '" + name + "', value " + size + ": " + got + " is not " + datatype);
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** An integer between the bounds; a decimal such as {@code 14.0} counts if it is whole. */
    final long integer(JsonParser p, long min, long max) throws IOException {
        long value;
        if (p.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            JsonParser.NumberType type = p.getNumberType();
            if (type == JsonParser.NumberType.BIG_INTEGER) {
                throw refuse(p);
            }
            value = p.getLongValue();
        } else if (p.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            double d = p.getDoubleValue();
            value = (long) d;
            if (value != d || Math.abs(d) > 1L << 53) {
                throw refuse(p);
            }
        } else {
            throw refuse(p);
        }
        if (value < min || value > max) {
            throw refuse(p);
        }
        return value;
    }

    private static final class Doubles extends ValueBuffer {
        private double[] values;

        Doubles(String name, int capacity) {
            super(name, Datatype.FP64);
            values = new double[capacity];
        }

        @Override
        public void add(JsonParser p) throws IOException {
            double value = switch (p.currentToken()) {
                case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> p.getDoubleValue();
                case VALUE_NULL -> Double.NaN;
                default -> throw refuse(p);
            };
            if (Double.isInfinite(value)) {
                throw refuse(p);
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        @Override
        Object array() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }

    private static final class Floats extends ValueBuffer {
        private float[] values;

        Floats(String name, int capacity) {
            super(name, Datatype.FP32);
            values = new float[capacity];
        }

        @Override
        public void add(JsonParser p) throws IOException {
            float value = switch (p.currentToken()) {
                case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> p.getFloatValue();
                case VALUE_NULL -> Float.NaN;
                default -> throw refuse(p);
            };
            if (Float.isInfinite(value)) {
                throw refuse(p);
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        @Override
        Object array() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }

    private static final class Longs extends ValueBuffer {
        private final boolean unsigned;
        private long[] values;

        Longs(String name, Datatype datatype, int capacity) {
            super(name, datatype);
            unsigned = datatype == Datatype.UINT64;
            values = new long[capacity];
        }

        @Override
        public void add(JsonParser p) throws IOException {
            long value = unsigned ? unsigned(p) : integer(p, Long.MIN_VALUE, Long.MAX_VALUE);
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        private long unsigned(JsonParser p) throws IOException {
            if (p.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && p.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                BigInteger big = p.getBigIntegerValue();
                if (big.signum() < 0 || big.compareTo(UNSIGNED_END) >= 0) {
                    throw refuse(p);
                }
                return big.longValue();
            }
            return integer(p, 0, Long.MAX_VALUE);
        }

        @Override
        Object array() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }

    private static final class Ints extends ValueBuffer {
        private final boolean unsigned;
        private int[] values;

        Ints(String name, Datatype datatype, int capacity) {
            super(name, datatype);
            unsigned = datatype == Datatype.UINT32;
            values = new int[capacity];
        }

        @Override
        public void add(JsonParser p) throws IOException {
            int value =
                    (int) (unsigned ? integer(p, 0, 0xffff_ffffL) : integer(p, Integer.MIN_VALUE, Integer.MAX_VALUE));
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        @Override
        Object array() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }

    private static final class Shorts extends ValueBuffer {
        private final boolean unsigned;
        private short[] values;

        Shorts(String name, Datatype datatype, int capacity) {
            super(name, datatype);
            unsigned = datatype == Datatype.UINT16;
            values = new short[capacity];
        }

        @Override
        public void add(JsonParser p) throws IOException {
            short value = (short) (unsigned ? integer(p, 0, 0xffff) : integer(p, Short.MIN_VALUE, Short.MAX_VALUE));
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        @Override
        Object array() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }

    private static final class Bytes extends ValueBuffer {
        private final boolean unsigned;
        private byte[] values;

        Bytes(String name, Datatype datatype, int capacity) {
            super(name, datatype);
            unsigned = datatype == Datatype.UINT8;
            values = new byte[capacity];
        }

        @Override
        public void add(JsonParser p) throws IOException {
            byte value = (byte) (unsigned ? integer(p, 0, 0xff) : integer(p, Byte.MIN_VALUE, Byte.MAX_VALUE));
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        @Override
        Object array() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }

    private static final class Booleans extends ValueBuffer {
        private boolean[] values;

        Booleans(String name, int capacity) {
            super(name, Datatype.BOOL);
            values = new boolean[capacity];
        }

        @Override
        public void add(JsonParser p) throws IOException {
            boolean value = switch (p.currentToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                default -> throw refuse(p);
            };
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        @Override
        Object array() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }

    private static final class Strings extends ValueBuffer {
        private @Nullable String[] values;

        Strings(String name, int capacity) {
            super(name, Datatype.BYTES);
            values = new String[capacity];
        }

        @Override
        public void add(JsonParser p) throws IOException {
            String value = switch (p.currentToken()) {
                case VALUE_STRING -> p.getText();
                case VALUE_NULL -> null;
                default -> throw refuse(p);
            };
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        @Override
        Object array() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }
}
