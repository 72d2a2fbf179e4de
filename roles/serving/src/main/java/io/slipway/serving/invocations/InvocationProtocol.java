package io.slipway.serving.invocations;

import io.slipway.http.InlineExchange;
import io.slipway.inference.Tensor;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.live.InferenceCall;
import io.slipway.serving.live.LiveVersion;
import io.slipway.serving.live.Protocol;
import io.slipway.serving.wire.JsonBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code /invocations}. The answer is {@code {"predictions": ...}}: a list for one output (nested lists for one of
 * higher rank), a list of records for several columns, an object of tensors otherwise. ONNX models answer columns as
 * records even if there is only one, as MLflow's do.
 */
final class InvocationProtocol implements Protocol {
    @Override
    public String name() {
        return "mlflow";
    }

    @Override
    public InferenceCall read(InlineExchange exchange, byte[] body, LiveVersion version) {
        List<Tensor> inputs = isCsv(exchange.header("Content-Type"))
                ? CsvReader.read(version.intake(), body)
                : new InvocationReader(version.intake()).read(body);
        return new InferenceCall(exchange.header("X-Request-Id"), -1, inputs, null);
    }

    /** A missing type is taken for JSON. */
    private static boolean isCsv(@Nullable String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return false;
        }
        String[] parts = contentType.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].strip().toLowerCase(Locale.ROOT).equals("charset=utf-8")) {
                throw unsupported(contentType);
            }
        }
        return switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> false;
            case "text/csv" -> true;
            default -> throw unsupported(contentType);
        };
    }

    private static SlipwayException unsupported(String contentType) {
        return new SlipwayException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "Content-Type '" + contentType
                        + "' is not supported; send application/json or text/csv, with no parameter but charset=utf-8");
    }

    @Override
    public void write(InferenceCall call, String id, List<Tensor> outputs, LiveVersion version, JsonBuffer to) {
        boolean columns = outputs.stream().allMatch(o -> o.shape().length == 1);
        boolean onnx = version.model().platform().startsWith("onnx");
        to.raw("{\"predictions\":");
        if (outputs.size() == 1 && !(onnx && version.intake().columnar())) {
            nested(outputs.getFirst(), 0, 0, to);
        } else if (version.intake().columnar() && columns) {
            records(outputs, to);
        } else {
            to.raw('{');
            String separator = "";
            for (Tensor output : outputs) {
                to.raw(separator).string(output.name()).raw(':');
                nested(output, 0, 0, to);
                separator = ",";
            }
            to.raw('}');
        }
        to.raw('}');
    }

    private static void records(List<Tensor> outputs, JsonBuffer to) {
        to.raw('[');
        for (int row = 0; row < outputs.getFirst().rows(); row++) {
            to.raw(row == 0 ? "{" : ",{");
            String separator = "";
            for (Tensor output : outputs) {
                to.raw(separator).string(output.name()).raw(':').value(output, row);
                separator = ",";
            }
            to.raw('}');
        }
        to.raw(']');
    }

    /** Writes the part of a tensor that begins at value {@code from}; returns where the next part begins. */
    private static int nested(Tensor tensor, int depth, int from, JsonBuffer to) {
        if (depth == tensor.shape().length) {
            to.value(tensor, from);
            return from + 1;
        }
        int next = from;
        to.raw('[');
        for (long i = 0; i < tensor.shape()[depth]; i++) {
            if (i > 0) {
                to.raw(',');
            }
            next = nested(tensor, depth + 1, next, to);
        }
        to.raw(']');
        return next;
    }
}
