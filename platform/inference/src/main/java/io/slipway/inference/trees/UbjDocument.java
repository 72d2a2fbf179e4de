package io.slipway.inference.trees;

import io.slipway.kernel.SlipwayException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Universal Binary JSON, draft 12 (https://ubjson.org), big-endian, with typed arrays; no typed objects, as XGBoost. */
final class UbjDocument implements Document {
    private static final int MAX_DEPTH = 64;
    /** A type that says "each element brings its own". */
    private static final byte MIXED = 0;

    private final String name;
    private final ByteBuffer in;
    private int depth;

    UbjDocument(String name, byte[] bytes) {
        this.name = name;
        this.in = ByteBuffer.wrap(bytes);
    }

    /** The head of an array: the type of its elements, or MIXED, and their number, or -1 if it ends with {@code ]}. */
    private record Head(byte type, int count) {}

    @Override
    public void object(String what, Consumer<String> field) {
        if (marker() != '{') {
            throw refuse(what + " must be an object");
        }
        enter();
        while (peek() != '}') {
            field.accept(string(what + "'s key"));
        }
        marker();
        depth--;
    }

    @Override
    public void array(String what, IntConsumer item) {
        Head head = head(what, "an array");
        if (head.type != MIXED) {
            if (head.count != 0) {
                throw refuse(what + " must not be an array of numbers");
            }
            return;
        }
        enter();
        for (int i = 0; head.count < 0 ? peek() != ']' : i < head.count; i++) {
            item.accept(i);
        }
        if (head.count < 0) {
            marker();
        }
        depth--;
    }

    @Override
    public float[] floats(String what) {
        Head head = head(what, "an array of numbers");
        float[] values = new float[head.count < 0 ? 16 : head.count];
        int n = 0;
        while (head.count < 0 ? peek() != ']' : n < head.count) {
            if (n == values.length) {
                values = java.util.Arrays.copyOf(values, n * 2);
            }
            byte type = head.type == MIXED ? marker() : head.type;
            values[n++] = switch (type) {
                case 'd' -> getFloat();
                case 'D' -> (float) getDouble();
                default -> integer(type, what, n);
            };
        }
        return finish(head, n) == values.length ? values : java.util.Arrays.copyOf(values, n);
    }

    @Override
    public int[] ints(String what) {
        Head head = head(what, "an array of integers");
        int[] values = new int[head.count < 0 ? 16 : head.count];
        int n = 0;
        while (head.count < 0 ? peek() != ']' : n < head.count) {
            if (n == values.length) {
                values = java.util.Arrays.copyOf(values, n * 2);
            }
            long v = integer(head.type == MIXED ? marker() : head.type, what, n);
            if (v != (int) v) {
                throw refuse(what + "[" + n + "] is out of range: " + v);
            }
            values[n++] = (int) v;
        }
        return finish(head, n) == values.length ? values : java.util.Arrays.copyOf(values, n);
    }

    private int finish(Head head, int n) {
        if (head.count < 0) {
            marker();
        }
        return n;
    }

    private Head head(String what, String kind) {
        if (marker() != '[') {
            throw refuse(what + " must be " + kind);
        }
        byte type = MIXED;
        if (peek() == '$') {
            marker();
            type = marker();
            if (peek() != '#') {
                throw refuse(what + " has a type but no count");
            }
        }
        if (peek() != '#') {
            return new Head(MIXED, -1);
        }
        marker();
        long count = integer(marker(), what + "'s count", 0);
        int width = type == MIXED ? 1 : width(type, what);
        if (count < 0 || count > in.remaining() / width) {
            throw refuse(what + " claims " + count + " elements, but " + in.remaining() + " bytes are left");
        }
        return new Head(type, (int) count);
    }

    private int width(byte type, String what) {
        return switch (type) {
            case 'i', 'U', 'C' -> 1;
            case 'I' -> 2;
            case 'l', 'd' -> 4;
            case 'L', 'D' -> 8;
            default -> throw refuse(what + " has elements of unknown type " + printable(type));
        };
    }

    private long integer(byte type, String what, int n) {
        return switch (type) {
            case 'i' -> get();
            case 'U' -> get() & 0xff;
            case 'I' -> getLong(2);
            case 'l' -> getLong(4);
            case 'L' -> getLong(8);
            case 'T' -> 1;
            case 'F' -> 0;
            default -> throw refuse(what + "[" + n + "] must be an integer, not of type " + printable(type));
        };
    }

    @Override
    public String text(String what) {
        byte type = marker();
        return switch (type) {
            case 'S' -> string(what);
            case 'd' -> Float.toString(getFloat());
            case 'D' -> Double.toString(getDouble());
            default -> Long.toString(integer(type, what, 0));
        };
    }

    private String string(String what) {
        long length = integer(marker(), what + "'s length", 0);
        if (length < 0 || length > in.remaining()) {
            throw refuse(what + " claims " + length + " bytes, but " + in.remaining() + " are left");
        }
        String text = new String(in.array(), in.position(), (int) length, StandardCharsets.UTF_8);
        in.position(in.position() + (int) length);
        return text;
    }

    @Override
    public void skip() {
        switch (peek()) {
            case '{' -> object("value", _ -> skip());
            case '[' -> skipArray();
            case 'Z' -> marker();
            default -> text("value");
        }
    }

    private void skipArray() {
        int start = in.position();
        Head head = head("value", "an array");
        if (head.type == MIXED) {
            in.position(start);
            array("value", _ -> skip());
        } else {
            in.position(in.position() + head.count * width(head.type, "value"));
        }
    }

    @Override
    public void end() {
        if (in.hasRemaining()) {
            throw refuse(in.remaining() + " bytes follow the model");
        }
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw refuse("nested deeper than " + MAX_DEPTH);
        }
    }

    private byte peek() {
        byte marker = marker();
        in.position(in.position() - 1);
        return marker;
    }

    private byte marker() {
        return get();
    }

    private byte get() {
        need(1);
        return in.get();
    }

    private float getFloat() {
        need(4);
        return in.getFloat();
    }

    private double getDouble() {
        need(8);
        return in.getDouble();
    }

    private long getLong(int width) {
        need(width);
        return switch (width) {
            case 2 -> in.getShort();
            case 4 -> in.getInt();
            default -> in.getLong();
        };
    }

    private void need(int bytes) {
        if (in.remaining() < bytes) {
            throw refuse("the file ends too early; it is truncated");
        }
    }

    private static String printable(byte type) {
        return type > 32 && type < 127 ? "'" + (char) type + "'" : "0x" + Integer.toHexString(type & 0xff);
    }

    @Override
    public SlipwayException refuse(String reason) {
        return SlipwayException.invalid(name + ": " + reason + ", at byte " + in.position());
    }
}
