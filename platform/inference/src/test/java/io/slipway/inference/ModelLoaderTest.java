package io.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.inference.trees.TrainedModel;
import io.slipway.inference.trees.TrainedModel.Target;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoaderTest {
    private static final int ROWS = 500;
    private static final String ENCODING = """
            {"features":[
              {"name":"f0","type":"number"},{"name":"f1","type":"number"},{"name":"f2","type":"number"},
              {"name":"f3","type":"number"},{"name":"f4","type":"number"},{"name":"f5","type":"number"},
              {"name":"f6","type":"number"},{"name":"f7","type":"number"},{"name":"f8","type":"number"},
              {"name":"carrier","type":"category","categories":["AA","B6","DL","UA"]},
              {"name":"origin","type":"category","categories":["A","B","C","D","E","F","G","H"]},
              {"name":"hour","type":"number"}],"label":"late"}
            """;
    private static final String MLMODEL = """
            flavors:
              python_function: {loader_module: slipway_features, code: code}
              slipway: {features: features.json, reference: reference.json}
              xgboost: {data: model.json, model_class: xgboost.core.Booster, model_format: json}
            model_id: m-1
            signature:
              inputs: '[%s]'
              outputs: '[{"type": "double", "name": "late_probability", "required": true}]'
              params: null
            """;
    private static TrainedModel trained;

    @TempDir
    Path temp;

    @BeforeAll
    static void train() {
        trained = TrainedModel.train(Map.of("objective", "binary:logistic"), Target.BINARY, 10, ROWS);
    }

    private static String name(int feature) {
        return switch (feature) {
            case 9 -> "carrier";
            case 10 -> "origin";
            case 11 -> "hour";
            default -> "f" + feature;
        };
    }

    private static String signature() {
        List<String> columns = new ArrayList<>();
        for (int f = 0; f < 12; f++) {
            String type = f == 9 || f == 10 ? "string" : "double";
            columns.add("{\"type\": \"" + type + "\", \"name\": \"" + name(f) + "\", \"required\": true}");
        }
        return String.join(", ", columns);
    }

    private TestFolder flights() {
        return new TestFolder(temp.resolve("model"))
                .with("MLmodel", MLMODEL.formatted(signature()))
                .with("model.json", trained.json())
                .with("features.json", ENCODING);
    }

    /** The raw columns whose encoding is the trained model's rows; categories that the encoding lacks become NaN. */
    private static List<Tensor> columns(float[] rows, int count) {
        List<Tensor> columns = new ArrayList<>();
        for (int f = 0; f < 12; f++) {
            if (f == 9 || f == 10) {
                int known = f == 9 ? 4 : 8;
                String[] values = new String[count];
                for (int r = 0; r < count; r++) {
                    float code = rows[r * 12 + f];
                    String[] carriers = {"AA", "B6", "DL", "UA"};
                    if (code < known) {
                        values[r] = f == 9 ? carriers[(int) code] : String.valueOf((char) ('A' + (int) code));
                    } else if (!Float.isNaN(code)) {
                        values[r] = "unknown";
                        rows[r * 12 + f] = Float.NaN;
                    }
                }
                columns.add(new Tensor(name(f), Datatype.BYTES, new long[] {count}, values));
            } else {
                double[] values = new double[count];
                for (int r = 0; r < count; r++) {
                    values[r] = rows[r * 12 + f];
                }
                columns.add(Tensor.of(name(f), values));
            }
        }
        return columns;
    }

    @Test
    void rawColumnsInAnyOrderGiveTheBoostersAnswers() {
        float[] rows = trained.rows().clone();
        List<Tensor> columns = columns(rows, ROWS);
        Collections.shuffle(columns, new Random(5));
        try (Model model = flights().load()) {
            SignatureCheck.check(columns, model.signature());
            assertThat(model.platform()).isEqualTo("xgboost_json");
            assertThat(model.inline()).isTrue();
            List<Tensor> answer = model.predict(columns);

            float[] expected = new float[ROWS];
            io.slipway.inference.trees.BoostedTrees.read("m", trained.json()).predict(rows, ROWS, expected);
            assertThat(answer).hasSize(1);
            assertThat(answer.getFirst().name()).isEqualTo("late_probability");
            assertThat(answer.getFirst().datatype()).isEqualTo(Datatype.FP64);
            double[] actual = (double[]) answer.getFirst().data();
            for (int r = 0; r < ROWS; r++) {
                assertThat(actual[r]).isEqualTo(expected[r]);
            }
        }
    }

    @Test
    void aBareModelFileIsServedAsOneTensor() throws IOException {
        try (Model model = new TestFolder(temp.resolve("bare"))
                .with("any.ubj", trained.ubj())
                .load()) {
            assertThat(model.platform()).isEqualTo("xgboost_ubj");
            float[] out = (float[]) model.predict(
                            List.of(new Tensor("input-0", Datatype.FP32, new long[] {ROWS, 12}, trained.rows())))
                    .getFirst()
                    .data();
            assertThat(out).containsExactly(trained.expected());
        }
        Files.writeString(temp.resolve("bare").resolve("second.json"), "{}");
        assertRefused(temp.resolve("bare"), ErrorCode.INVALID_ARGUMENT, "not exactly one");
    }

    @Test
    void theDataFileMustLieInTheFolder() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret.json"), "{}");
        for (String data : List.of("../secret.json", secret.toString(), "..", "", "a/../../secret.json")) {
            new TestFolder(temp.resolve("out")).with("MLmodel", "flavors:\n  xgboost: {data: '" + data + "'}\n");
            assertRefused(temp.resolve("out"), ErrorCode.INVALID_ARGUMENT, "outside the model folder");
        }
        new TestFolder(temp.resolve("link")).with("MLmodel", "flavors: {xgboost: {data: link.json}}");
        Files.createSymbolicLink(temp.resolve("link/link.json"), secret);
        assertRefused(temp.resolve("link"), ErrorCode.INVALID_ARGUMENT, "link that leads out");
    }

    @Test
    void whatNeedsPythonIsToldWithWhatWorks() {
        Path folder = new TestFolder(temp.resolve("sklearn"))
                .with(
                        "MLmodel",
                        "flavors:\n  sklearn: {pickled_model: model.pkl}\n  python_function: {data: model.pkl}\n")
                .path();
        assertRefused(folder, ErrorCode.NOT_SUPPORTED, "sklearn", "python_function", "Python worker", "ONNX", "UBJ");
        assertRefused(temp.resolve("nowhere"), ErrorCode.NOT_FOUND, "does not exist");
    }

    @Test
    void contradictionsBetweenTheFilesAreRefused() {
        Path folder = flights().path();
        new TestFolder(folder).with("features.json", ENCODING.replace("\"hour\"", "\"minute\""));
        assertRefused(folder, ErrorCode.INVALID_ARGUMENT, "signature lacks the feature 'minute'");
        new TestFolder(folder).with("features.json", "{\"features\":[{\"name\":\"f0\",\"type\":\"number\"}]}");
        assertRefused(folder, ErrorCode.INVALID_ARGUMENT, "12 features, but 1 columns");
        new TestFolder(folder).with("features.json", ENCODING.replace("\"type\":\"category\"", "\"type\":\"word\""));
        assertRefused(folder, ErrorCode.INVALID_ARGUMENT, "'carrier' has type 'word'");
        new TestFolder(folder)
                .with("features.json", ENCODING)
                .with("MLmodel", MLMODEL.formatted("{\"type\": \"double\""));
        assertRefused(folder, ErrorCode.INVALID_ARGUMENT, "signature inputs", "invalid JSON");
    }

    private static void assertRefused(Path folder, ErrorCode code, String... words) {
        assertThatThrownBy(() -> ModelLoader.load(folder)).isInstanceOfSatisfying(SlipwayException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.text()).contains(words);
        });
    }
}
