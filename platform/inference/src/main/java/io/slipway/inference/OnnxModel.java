package io.slipway.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.slipway.inference.Signature.Field;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A graph run by ONNX Runtime on the caller's thread; every native value is freed before an answer is given. */
final class OnnxModel implements Model {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OnnxInputs inputs;
    private final Signature signature;

    private OnnxModel(OrtEnvironment environment, OrtSession session, List<Field> declared) throws OrtException {
        this.environment = environment;
        this.session = session;
        this.inputs = OnnxInputs.of(declared, fields(session.getInputInfo().values()));
        this.signature =
                new Signature(inputs.declared(), fields(session.getOutputInfo().values()));
    }

    private static List<Field> fields(Collection<NodeInfo> nodes) {
        return nodes.stream().map(OnnxTypes::field).toList();
    }

    /**
     * @param file of the graph; data that it keeps outside must lie beside it
     * @param declared inputs of the signature, may be empty
     */
    static OnnxModel load(Path file, List<Field> declared) {
        String name = String.valueOf(file.getFileName());
        OrtSession session = null;
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            session = environment.createSession(file.toString(), options);
            return new OnnxModel(environment, session, declared);
        } catch (OrtException e) {
            close(session);
            throw new SlipwayException(ErrorCode.INVALID_ARGUMENT, name + " cannot be loaded: " + reason(e, file), e);
        } catch (SlipwayException e) {
            close(session);
            throw e;
        } catch (LinkageError e) {
            throw new SlipwayException(
                    ErrorCode.NOT_SUPPORTED, "ONNX Runtime has no native library for this machine", e);
        }
    }

    private static void close(@Nullable OrtSession session) {
        if (session != null) {
            try {
                session.close();
            } catch (OrtException e) {
                throw new SlipwayException(ErrorCode.INTERNAL, "cannot close the ONNX session", e);
            }
        }
    }

    /** ONNX Runtime's first line, without the server's paths. */
    private static String reason(OrtException e, Path file) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        for (Path p = file; p != null && p.getNameCount() > 0; p = p.getParent()) {
            text = text.replace(p.toString(), "…");
        }
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public String platform() {
        return "onnx_onnxv1";
    }

    @Override
    public boolean inline() {
        return false;
    }

    @Override
    public List<Tensor> predict(List<Tensor> request) {
        List<Tensor> feed = inputs.feed(request);
        Map<String, OnnxTensor> values = HashMap.newHashMap(feed.size());
        try {
            for (Tensor tensor : feed) {
                values.put(
                        tensor.name(), OnnxTypes.toOnnx(environment, tensor.datatype(), tensor.data(), tensor.shape()));
            }
            try (OrtSession.Result result = session.run(values)) {
                List<Tensor> answer = new ArrayList<>(signature.outputs().size());
                for (int i = 0; i < signature.outputs().size(); i++) {
                    answer.add(OnnxTypes.fromOnnx(signature.outputs().get(i), result.get(i)));
                }
                return answer;
            }
        } catch (OrtException e) {
            boolean input = e.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT;
            throw new SlipwayException(
                    input ? ErrorCode.INVALID_ARGUMENT : ErrorCode.UNPROCESSABLE,
                    "the ONNX model cannot compute this input: "
                            + String.valueOf(e.getMessage()).strip(),
                    e);
        } finally {
            values.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        close(session);
    }
}
