package io.slipway.inference;

/**
 * Element types of the Open Inference Protocol and the Java array that holds their values. Unsigned values are kept
 * in the signed array of the same width.
 */
public enum Datatype {
    BOOL(boolean[].class),
    UINT8(byte[].class),
    UINT16(short[].class),
    UINT32(int[].class),
    UINT64(long[].class),
    INT8(byte[].class),
    INT16(short[].class),
    INT32(int[].class),
    INT64(long[].class),
    FP32(float[].class),
    FP64(double[].class),
    BYTES(String[].class);

    private final Class<?> array;

    Datatype(Class<?> array) {
        this.array = array;
    }

    public Class<?> array() {
        return array;
    }
}
