package io.slipway.inference;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import io.slipway.inference.Signature.Field;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Between our tensors and ONNX Runtime's values. */
final class OnnxTypes {
    private OnnxTypes() {}

    /**
     * What a node takes or gives. The list of maps that a classifier's ZipMap gives is a tensor with a column for each
     * class, in ascending order of the classes.
     */
    static Field field(NodeInfo node) {
        return switch (node.getInfo()) {
            case TensorInfo t -> new Field(node.getName(), datatype(node.getName(), t), t.getShape(), true);
            case SequenceInfo s
            when s.sequenceOfMaps -> {
                MapInfo map = s.mapInfo;
                Datatype type = map.valueType == OnnxJavaType.DOUBLE ? Datatype.FP64 : Datatype.FP32;
                yield new Field(node.getName(), type, new long[] {-1, -1}, true);
            }
            default -> throw unsupported(node.getName(), node.getInfo().toString());
        };
    }

    private static Datatype datatype(String name, TensorInfo info) {
        return switch (info.onnxType) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Datatype.FP32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> Datatype.FP64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> Datatype.INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> Datatype.INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> Datatype.INT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> Datatype.INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> Datatype.UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> Datatype.BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> Datatype.BYTES;
            default -> throw unsupported(name, info.onnxType.toString());
        };
    }

    private static SlipwayException unsupported(String name, String type) {
        return new SlipwayException(
                ErrorCode.NOT_SUPPORTED,
                "the ONNX model's '" + name + "' is of a type that is not supported: " + type
                        + "; cast it to float, double, int64 or string in the model");
    }

    /** @param data array of {@code type}'s kind; missing strings become empty ones, since ONNX has no other */
    static OnnxTensor toOnnx(OrtEnvironment env, Datatype type, Object data, long[] shape) throws OrtException {
        return switch (data) {
            case float[] v -> OnnxTensor.createTensor(env, FloatBuffer.wrap(v), shape);
            case double[] v -> OnnxTensor.createTensor(env, DoubleBuffer.wrap(v), shape);
            case long[] v -> OnnxTensor.createTensor(env, LongBuffer.wrap(v), shape);
            case int[] v -> OnnxTensor.createTensor(env, IntBuffer.wrap(v), shape);
            case short[] v -> OnnxTensor.createTensor(env, ShortBuffer.wrap(v), shape, OnnxJavaType.INT16);
            case byte[] v ->
                OnnxTensor.createTensor(
                        env,
                        ByteBuffer.wrap(v),
                        shape,
                        type == Datatype.UINT8 ? OnnxJavaType.UINT8 : OnnxJavaType.INT8);
            case boolean[] v -> OnnxTensor.createTensor(env, bytes(v), shape, OnnxJavaType.BOOL);
            case String[] v -> OnnxTensor.createTensor(env, withoutNulls(v), shape);
            default -> throw new IllegalArgumentException(data.getClass().getName());
        };
    }

    private static ByteBuffer bytes(boolean[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static String[] withoutNulls(String[] values) {
        String[] copy = values.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = copy[i] == null ? "" : copy[i];
        }
        return copy;
    }

    static Tensor fromOnnx(Field field, OnnxValue value) throws OrtException {
        return switch (value) {
            case OnnxTensor t -> fromTensor(field, t);
            case OnnxSequence s -> fromMaps(field, s);
            default -> throw unsupported(field.name(), value.getInfo().toString());
        };
    }

    private static Tensor fromTensor(Field field, OnnxTensor tensor) throws OrtException {
        long[] shape = tensor.getInfo().getShape();
        int n = Math.toIntExact(tensor.getInfo().getNumElements());
        for (long d : shape) {
            n = d == 0 ? 0 : n;
        }
        Object data = Datatypes.array(field.datatype(), n);
        if (n > 0) {
            switch (data) {
                case float[] v -> tensor.getFloatBuffer().get(v);
                case double[] v -> tensor.getDoubleBuffer().get(v);
                case long[] v -> tensor.getLongBuffer().get(v);
                case int[] v -> tensor.getIntBuffer().get(v);
                case short[] v -> tensor.getShortBuffer().get(v);
                case byte[] v -> tensor.getByteBuffer().get(v);
                case boolean[] v -> {
                    ByteBuffer bytes = tensor.getByteBuffer();
                    for (int i = 0; i < n; i++) {
                        v[i] = bytes.get() != 0;
                    }
                }
                case String[] v -> flatten(tensor.getValue(), v, 0);
                default -> throw new IllegalStateException();
            }
        }
        return new Tensor(field.name(), field.datatype(), shape, data);
    }

    private static int flatten(Object value, String[] into, int at) {
        if (value instanceof Object[] parts && !(value instanceof String[])) {
            int next = at;
            for (Object part : parts) {
                next = flatten(part, into, next);
            }
            return next;
        }
        if (value instanceof String[] row) {
            System.arraycopy(row, 0, into, at, row.length);
            return at + row.length;
        }
        into[at] = String.valueOf(value);
        return at + 1;
    }

    private static Tensor fromMaps(Field field, OnnxSequence sequence) throws OrtException {
        List<? extends OnnxValue> maps = sequence.getValue();
        int rows = maps.size();
        int classes = 0;
        double[] values = {};
        for (int r = 0; r < rows; r++) {
            try (OnnxMap map = (OnnxMap) maps.get(r)) {
                Map<Object, Number> sorted = new TreeMap<>();
                map.getValue().forEach((k, v) -> sorted.put(k, (Number) v));
                if (r == 0) {
                    classes = sorted.size();
                    values = new double[Math.multiplyExact(rows, classes)];
                } else if (sorted.size() != classes) {
                    throw SlipwayException.invalid("the model's '" + field.name() + "' gives rows of different sizes");
                }
                int c = r * classes;
                for (Number v : sorted.values()) {
                    values[c++] = v.doubleValue();
                }
            }
        }
        Tensor wide = new Tensor(field.name(), Datatype.FP64, new long[] {rows, classes}, values);
        return new Tensor(field.name(), field.datatype(), wide.shape(), TensorCast.cast(wide, field.datatype()));
    }
}
