package io.slipway.serving.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.inference.Datatype;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.api.InferenceSink.InferenceRecord;
import io.slipway.serving.wire.JsonBuffer;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of {@code POST /api/slipway/v1/inference-log}: {@code {"records": [{request_id, model, version, time,
 * inputs, outputs}]}} with tensors as in the Open Inference Protocol. What is not a number is null.
 */
public final class InferenceRecordJson {
    private InferenceRecordJson() {}

    /** @throws SlipwayException INVALID_ARGUMENT saying which record is wrong */
    public static List<InferenceRecord> read(JsonNode body) {
        JsonNode list = body.path("records");
        if (!list.isArray()) {
            throw SlipwayException.invalid("'records' must be a list");
        }
        var records = new ArrayList<InferenceRecord>(list.size());
        for (JsonNode node : list) {
            if (!node.path("request_id").isTextual()
                    || !node.path("model").isTextual()
                    || !node.path("version").isInt()
                    || !node.path("time").canConvertToLong()) {
                throw SlipwayException.invalid("record " + records.size()
                        + " must have request_id and model (strings), version and time (whole numbers)");
            }
            records.add(new InferenceRecord(
                    node.get("request_id").textValue(),
                    node.get("model").textValue(),
                    node.get("version").intValue(),
                    node.get("time").longValue(),
                    tensors(node.path("inputs")),
                    tensors(node.path("outputs"))));
        }
        return records;
    }

    private static List<Tensor> tensors(JsonNode list) {
        var tensors = new ArrayList<Tensor>(list.size());
        for (JsonNode node : list) {
            Datatype datatype = datatype(node.path("datatype").asText());
            JsonNode data = node.path("data");
            Object array = Array.newInstance(datatype.array().getComponentType(), data.size());
            for (int i = 0; i < data.size(); i++) {
                set(array, i, data.get(i));
            }
            long[] shape = new long[node.path("shape").size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = node.path("shape").get(i).asLong(-1);
            }
            tensors.add(new Tensor(node.path("name").asText(), datatype, shape, array));
        }
        return tensors;
    }

    private static Datatype datatype(String name) {
        for (Datatype datatype : Datatype.values()) {
            if (datatype.name().equals(name)) {
                return datatype;
            }
        }
        throw SlipwayException.invalid("unknown datatype '" + name + "'");
    }

    private static void set(Object array, int i, JsonNode value) {
        switch (array) {
            case double[] v -> v[i] = value.isNull() ? Double.NaN : value.doubleValue();
            case float[] v -> v[i] = value.isNull() ? Float.NaN : value.floatValue();
            case long[] v -> v[i] = value.bigIntegerValue().longValue();
            case int[] v -> v[i] = (int) value.longValue();
            case short[] v -> v[i] = (short) value.intValue();
            case byte[] v -> v[i] = (byte) value.intValue();
            case boolean[] v -> v[i] = value.booleanValue();
            case String[] v -> v[i] = value.textValue();
            default -> throw new IllegalStateException(array.getClass().toString());
        }
    }

    /** One body with all the records. */
    public static byte[] write(List<InferenceRecord> records) {
        var to = new JsonBuffer().raw("{\"records\":[");
        String separator = "";
        for (InferenceRecord record : records) {
            to.raw(separator).raw("{\"request_id\":").string(record.requestId());
            to.raw(",\"model\":").string(record.model()).raw(",\"version\":").number(record.version());
            to.raw(",\"time\":").number(record.time()).raw(",\"inputs\":");
            tensors(record.inputs(), to);
            to.raw(",\"outputs\":");
            tensors(record.outputs(), to);
            to.raw('}');
            separator = ",";
        }
        return to.raw("]}").toBytes();
    }

    private static void tensors(List<Tensor> tensors, JsonBuffer to) {
        to.raw('[');
        String separator = "";
        for (Tensor tensor : tensors) {
            to.raw(separator).tensor(tensor);
            separator = ",";
        }
        to.raw(']');
    }
}
