package io.slipway.serving.wire;

import io.slipway.inference.Datatype;
import io.slipway.inference.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 into one growing array that is used again for the next answer. Numbers are the shortest decimal
 * that reads back to the same value ({@link Double#toString} since JDK 19); NaN and the infinities, which JSON does not
 * have, are null. One thread at a time.
 */
public final class JsonBuffer {
    private static final int KEPT = 1 << 20;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;
    private final StringBuilder number = new StringBuilder(32);

    /** Empties it; gives back the memory of an unusually long answer. */
    public JsonBuffer clear() {
        if (bytes.length > KEPT) {
            bytes = new byte[1024];
        }
        length = 0;
        return this;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written, from 0 to {@link #length}; changes with the next use. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public JsonBuffer raw(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** @param ascii written as it is */
    public JsonBuffer raw(CharSequence ascii) {
        int n = ascii.length();
        room(n);
        for (int i = 0; i < n; i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    public JsonBuffer raw(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    public JsonBuffer number(long value) {
        number.setLength(0);
        return raw(number.append(value));
    }

    public JsonBuffer number(double value) {
        if (!Double.isFinite(value)) {
            return raw("null");
        }
        number.setLength(0);
        return raw(number.append(value));
    }

    public JsonBuffer number(float value) {
        if (!Float.isFinite(value)) {
            return raw("null");
        }
        number.setLength(0);
        return raw(number.append(value));
    }

    /** Quoted and escaped. A lone surrogate becomes a question mark. */
    public JsonBuffer string(String value) {
        raw('"');
        int n = value.length();
        for (int i = 0; i < n; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                int end = i + 1;
                while (end < n && value.charAt(end) >= 0x80) {
                    end++;
                }
                raw(value.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
            } else if (c < 0x20) {
                raw("\\u00");
                room(2);
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 15];
            } else {
                if (c == '"' || c == '\\') {
                    raw('\\');
                }
                raw(c);
            }
        }
        return raw('"');
    }

    /** One value of a tensor. */
    public JsonBuffer value(Tensor tensor, int index) {
        return switch (tensor.data()) {
            case double[] v -> number(v[index]);
            case float[] v -> number(v[index]);
            case long[] v ->
                tensor.datatype() == Datatype.UINT64 ? raw(Long.toUnsignedString(v[index])) : number(v[index]);
            case int[] v -> number(tensor.datatype() == Datatype.UINT32 ? Integer.toUnsignedLong(v[index]) : v[index]);
            case short[] v ->
                number((long) (tensor.datatype() == Datatype.UINT16 ? Short.toUnsignedInt(v[index]) : v[index]));
            case byte[] v ->
                number((long) (tensor.datatype() == Datatype.UINT8 ? Byte.toUnsignedInt(v[index]) : v[index]));
            case boolean[] v -> raw(v[index] ? "true" : "false");
            case String[] v -> v[index] == null ? raw("null") : string(v[index]);
            default -> throw new IllegalStateException("a tensor of " + tensor.datatype());
        };
    }

    /** All values of a tensor, flat. */
    public JsonBuffer values(Tensor tensor) {
        int n = java.lang.reflect.Array.getLength(tensor.data());
        raw('[');
        for (int i = 0; i < n; i++) {
            if (i > 0) {
                raw(',');
            }
            value(tensor, i);
        }
        return raw(']');
    }

    /** A tensor as the Open Inference Protocol writes it, its data flat. */
    public JsonBuffer tensor(Tensor tensor) {
        raw("{\"name\":").string(tensor.name());
        raw(",\"datatype\":\"").raw(tensor.datatype().name()).raw("\",\"shape\":[");
        long[] shape = tensor.shape();
        for (int i = 0; i < shape.length; i++) {
            if (i > 0) {
                raw(',');
            }
            number(shape[i]);
        }
        return raw("],\"data\":").values(tensor).raw('}');
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.multiplyExact(bytes.length, 2), Math.addExact(length, more)));
        }
    }
}
