package io.slipway.inference.trees;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.inference.trees.TrainedModel.Target;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class BoostedTreesTest {
    private static final int ROWS = 10_000;

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of(Map.of("objective", "reg:squarederror", "max_depth", 6), Target.REAL, 60),
                Arguments.of(Map.of("objective", "binary:logistic", "max_depth", 6), Target.BINARY, 100),
                Arguments.of(Map.of("objective", "binary:logistic", "base_score", 0.3), Target.BINARY, 5),
                Arguments.of(Map.of("objective", "binary:logitraw"), Target.BINARY, 20),
                Arguments.of(Map.of("objective", "binary:hinge"), Target.BINARY, 20),
                Arguments.of(Map.of("objective", "reg:logistic", "max_cat_to_onehot", 1), Target.BINARY, 20),
                Arguments.of(Map.of("objective", "binary:logistic", "max_cat_to_onehot", 1000), Target.BINARY, 30),
                Arguments.of(Map.of("objective", "multi:softprob", "num_class", 5), Target.CLASSES, 20),
                Arguments.of(
                        Map.of("objective", "multi:softmax", "num_class", 5, "num_parallel_tree", 3, "subsample", 0.5),
                        Target.CLASSES,
                        10),
                Arguments.of(Map.of("objective", "count:poisson"), Target.COUNT, 30),
                Arguments.of(Map.of("objective", "reg:tweedie"), Target.COUNT, 30),
                Arguments.of(Map.of("objective", "reg:pseudohubererror"), Target.REAL, 20),
                Arguments.of(Map.of("objective", "reg:absoluteerror"), Target.REAL, 20),
                Arguments.of(Map.of("objective", "rank:pairwise"), Target.BINARY, 20),
                Arguments.of(Map.of("objective", "survival:cox"), Target.COUNT, 20),
                Arguments.of(
                        Map.of("objective", "reg:quantileerror", "quantile_alpha", "[0.1,0.5,0.9]"), Target.REAL, 20),
                Arguments.of(
                        Map.of("booster", "dart", "objective", "binary:logistic", "rate_drop", 0.3), Target.BINARY, 40),
                Arguments.of(
                        Map.of(
                                "objective",
                                "reg:squarederror",
                                "grow_policy",
                                "lossguide",
                                "max_leaves",
                                300,
                                "max_depth",
                                0),
                        Target.REAL,
                        10),
                Arguments.of(Map.of("objective", "binary:logistic", "max_depth", 1), Target.BINARY, 30));
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheBitsOfXgboost(Map<String, Object> parameters, Target target, int rounds) {
        for (boolean categories : new boolean[] {true, false}) {
            TrainedModel trained = TrainedModel.train(parameters, target, rounds, ROWS, categories);
            for (byte[] file : new byte[][] {trained.json(), trained.ubj()}) {
                BoostedTrees trees = BoostedTrees.read("model", file);
                float[] actual = new float[ROWS * trees.answers()];
                trees.predict(trained.rows(), ROWS, actual);
                assertThat(differences(actual, trained.expected())).as("batch").isZero();
                float[] single = new float[trees.answers()];
                for (int r = 0; r < ROWS; r += 7) {
                    trees.predict(
                            java.util.Arrays.copyOfRange(
                                    trained.rows(), r * trained.features(), (r + 1) * trained.features()),
                            1,
                            single);
                    for (int a = 0; a < single.length; a++) {
                        assertThat(Float.floatToRawIntBits(single[a]))
                                .isEqualTo(Float.floatToRawIntBits(actual[r * single.length + a]));
                    }
                }
            }
        }
    }

    private static int differences(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        int n = 0;
        for (int i = 0; i < actual.length; i++) {
            if (Float.floatToRawIntBits(actual[i]) != Float.floatToRawIntBits(expected[i])) {
                n++;
            }
        }
        return n;
    }
}
