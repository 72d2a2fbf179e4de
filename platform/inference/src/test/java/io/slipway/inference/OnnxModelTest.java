package io.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {
    @TempDir
    Path temp;

    private static byte[] resource(String name) {
        try (InputStream in = OnnxModelTest.class.getResourceAsStream("/onnx/" + name)) {
            return java.util.Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Model load(String name) {
        return new TestFolder(temp.resolve(name))
                .with("model.onnx", resource(name + ".onnx"))
                .load();
    }

    private static List<JsonNode> leaves(JsonNode node) {
        List<JsonNode> leaves = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(child -> leaves.addAll(leaves(child)));
        } else {
            leaves.add(node);
        }
        return leaves;
    }

    private static Tensor input(Signature.Field field, JsonNode rows) {
        List<JsonNode> leaves = leaves(rows);
        long[] shape = {rows.size(), leaves.size() / rows.size()};
        if (field.datatype() == Datatype.BYTES) {
            return new Tensor(
                    field.name(),
                    field.datatype(),
                    shape,
                    leaves.stream().map(JsonNode::asText).toArray(String[]::new));
        }
        float[] values = new float[leaves.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = leaves.get(i).floatValue();
        }
        return new Tensor(field.name(), Datatype.FP32, shape, values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "classifier", "strings"})
    void answersAsInPython(String name) {
        JsonNode expected = Json.parse(new String(resource(name + ".json"), StandardCharsets.UTF_8));
        try (Model model = load(name)) {
            assertThat(model.inline()).isFalse();
            List<Tensor> inputs = model.signature().inputs().stream()
                    .map(field -> input(field, expected.path("inputs").path(field.name())))
                    .toList();
            SignatureCheck.check(inputs, model.signature());
            List<Tensor> answer = model.predict(inputs.reversed());
            assertThat(answer).hasSize(expected.path("outputs").size());
            for (Tensor tensor : answer) {
                List<JsonNode> values = leaves(expected.path("outputs").path(tensor.name()));
                assertThat(tensor.rows()).isEqualTo(inputs.getFirst().rows());
                switch (tensor.data()) {
                    case float[] v -> {
                        assertThat(v).hasSize(values.size());
                        for (int i = 0; i < v.length; i++) {
                            assertThat((double) v[i]).isCloseTo(values.get(i).doubleValue(), within(1e-6));
                        }
                    }
                    case long[] v ->
                        assertThat(Arrays.stream(v).boxed().toList())
                                .isEqualTo(
                                        values.stream().map(JsonNode::longValue).toList());
                    case String[] v ->
                        assertThat(List.of(v))
                                .isEqualTo(values.stream().map(JsonNode::asText).toList());
                    default -> throw new AssertionError(tensor);
                }
            }
        }
    }

    @Test
    void everyTypeGoesThroughUnchanged() {
        try (Model model = load("every_type")) {
            long[] shape = {2, 2};
            List<Tensor> inputs = List.of(
                    new Tensor("float", Datatype.FP32, shape, new float[] {1, Float.NaN, -0f, 3e38f}),
                    new Tensor("double", Datatype.FP64, shape, new double[] {1, Double.NaN, 1e300, -2}),
                    new Tensor("int64", Datatype.INT64, shape, new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}),
                    new Tensor("int32", Datatype.INT32, shape, new int[] {Integer.MIN_VALUE, -1, 0, 7}),
                    new Tensor("int16", Datatype.INT16, shape, new short[] {-32768, -1, 0, 7}),
                    new Tensor("int8", Datatype.INT8, shape, new byte[] {-128, -1, 0, 7}),
                    new Tensor("uint8", Datatype.UINT8, shape, new byte[] {-128, -1, 0, 7}),
                    new Tensor("bool", Datatype.BOOL, shape, new boolean[] {true, false, false, true}),
                    new Tensor("string", Datatype.BYTES, shape, new String[] {"ğüş", "", "日本", "😀"}));
            List<Tensor> answer = model.predict(inputs);
            for (int i = 0; i < inputs.size(); i++) {
                assertThat(answer.get(i).name()).isEqualTo(inputs.get(i).name() + "_out");
                assertThat(answer.get(i).datatype()).isEqualTo(inputs.get(i).datatype());
                assertThat(answer.get(i).shape()).containsExactly(2, 2);
                assertThat(answer.get(i).data()).isEqualTo(inputs.get(i).data());
            }
        }
    }

    @Test
    void columnsOfTheSignatureBecomeTheOneMatrix() {
        String column = "{\"type\": \"double\", \"name\": \"%s\"}";
        Path folder = new TestFolder(temp.resolve("mlflow"))
                .with("model.onnx", resource("linear.onnx"))
                .with(
                        "MLmodel",
                        "flavors:\n  onnx: {data: model.onnx}\nsignature:\n  inputs: '["
                                + String.join(", ", column.formatted("a"), column.formatted("b"), column.formatted("c"))
                                + "]'\n")
                .path();
        try (Model model = ModelLoader.load(folder);
                Model plain = load("linear")) {
            List<Tensor> columns = List.of(Tensor.of("c", 3, 30), Tensor.of("a", 1, 10), Tensor.of("b", 2, 20));
            SignatureCheck.check(columns, model.signature());
            float[] matrix = {1, 2, 3, 10, 20, 30};
            assertThat((float[]) model.predict(columns).getFirst().data()).containsExactly((float[]) plain.predict(
                            List.of(new Tensor("X", Datatype.FP32, new long[] {2, 3}, matrix)))
                    .getFirst()
                    .data());
        }
    }

    @Test
    void wrongShapesAreTheCallersFault() {
        try (Model model = load("linear")) {
            assertThatThrownBy(() ->
                            model.predict(List.of(new Tensor("X", Datatype.FP32, new long[] {1, 2}, new float[2]))))
                    .isInstanceOfSatisfying(
                            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .hasMessageContaining("cannot compute this input");
        }
    }

    @Test
    void aModelCannotReadFilesOutsideItsFolder() throws IOException {
        Files.write(temp.resolve("secret.bin"), new byte[12]);
        assertThatThrownBy(() -> load("outside"))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("model.onnx cannot be loaded")
                .message()
                .doesNotContain(temp.toString());
    }

    @Test
    void truncatedFilesAreRefused() {
        byte[] whole = resource("strings.onnx");
        for (int length = 0; length < whole.length; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> new TestFolder(temp.resolve("cut"))
                            .with("model.onnx", part)
                            .load())
                    .isInstanceOf(SlipwayException.class)
                    .hasMessageContaining("model.onnx");
        }
    }
}
