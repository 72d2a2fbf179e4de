package io.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MlModelFileTest {
    private static MlModelFile parse(String yaml) {
        return MlModelFile.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String yaml, String... words) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void tensorsAndUnnamedColumnsHaveNames() {
        var file = parse("""
                flavors: {onnx: {data: model.onnx}}
                signature:
                  inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 28]}}]'
                  outputs: '[{"type": "double"}, {"type": "long", "required": false}]'
                """);
        assertThat(file.inputs().getFirst().name()).isEqualTo("input-0");
        assertThat(file.inputs().getFirst().shape()).containsExactly(-1, 28);
        assertThat(file.outputs()).extracting(Signature.Field::name).containsExactly("0", "1");
        assertThat(file.outputs()).extracting(Signature.Field::datatype).containsExactly(Datatype.FP64, Datatype.INT64);
        assertThat(file.outputs().get(1).required()).isFalse();
    }

    @Test
    void hostileYamlIsRefused() {
        refused("", "no YAML mapping");
        refused("flavors: [", "MLmodel is not valid YAML at line");
        refused("flavors: 3", "flavors must be a mapping");
        refused("a: &a [x]\nb: *c\nflavors: {}", "not valid YAML");
        refused("flavors: {}\nflavors: {}", "MLmodel is not valid YAML");
        refused("[".repeat(100_000), "MLmodel");
        refused("flavors: {x: !!java.net.URL ['http://localhost']}", "MLmodel");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a" + i + ": &a" + i + " [" + String.join(", ", java.util.Collections.nCopies(9, alias)) + "]\n");
        }
        refused(bomb + "flavors: {}", "MLmodel is not valid YAML");
    }

    @Test
    void signaturesThatCannotBeServedSayWhy() {
        String head = "flavors: {}\nsignature:\n  inputs: ";
        refused(head + "3", "must be JSON text");
        refused(head + "'[{\"type\": \"array\", \"name\": \"a\"}]'", "column 'a' has type 'array'", "supported are");
        refused(
                head + "'[{\"type\": \"double\", \"name\": \"a\"}, {\"type\": \"long\", \"name\": \"a\"}]'",
                "names 'a' twice");
        refused(
                head + "'[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float32\", \"shape\": [-5]}}]'",
                "sizes of -1");
        refused(
                head + "'[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"complex64\", \"shape\": [1]}}]'",
                "'complex64'");
        refused(head + "'" + "[".repeat(5000) + "'", "invalid JSON");
    }

    @Test
    void changedBytesNeverBreakTheParser() {
        byte[] whole = """
                flavors: {xgboost: {data: model.json, model_class: 'xgboost.core.Booster'}}
                signature:
                  inputs: '[{"type": "double", "name": "a", "required": true}]'
                  outputs: null
                """.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(4);
        for (int i = 0; i < 5000; i++) {
            byte[] changed = whole.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                MlModelFile.parse(changed);
            } catch (SlipwayException e) {
                assertThat(e.text()).isNotBlank();
            }
        }
    }
}
