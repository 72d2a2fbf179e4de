package io.slipway.training.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeLongTest {
    /** Values from numpy by the definition over all pairs: make_delong.py. */
    @Test
    void agreesWithTheDefinition() throws IOException {
        try (var in = Objects.requireNonNull(DeLongTest.class.getResourceAsStream("delong.json"))) {
            for (JsonNode c : Json.strict().readTree(in)) {
                boolean[] labels = new boolean[c.path("labels").size()];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = c.path("labels").get(i).asInt() == 1;
                }
                var d = DeLong.compare(doubles(c.path("first")), doubles(c.path("second")), labels);
                assertThat(d.first()).isCloseTo(c.path("first_auc").asDouble(), within(1e-12));
                assertThat(d.second()).isCloseTo(c.path("second_auc").asDouble(), within(1e-12));
                double error = Math.sqrt(c.path("difference_variance").asDouble());
                assertThat(d.standardError()).isCloseTo(error, within(1e-12));
                assertThat(d.low()).isCloseTo(d.difference() - 1.959963984540054 * error, within(1e-12));
                var area = DeLong.area(doubles(c.path("first")), labels);
                double half =
                        1.959963984540054 * Math.sqrt(c.path("first_variance").asDouble());
                assertThat(area.low()).isCloseTo(Math.max(0, area.auc() - half), within(1e-12));
                assertThat(area.high()).isCloseTo(Math.min(1, area.auc() + half), within(1e-12));
            }
        }
    }

    private static double[] doubles(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asDouble();
        }
        return values;
    }

    @Test
    void theSameModelIsNotBetterThanItself() {
        var random = new Random(5);
        double[] scores = random.doubles(200).toArray();
        boolean[] labels = new boolean[200];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextBoolean();
        }
        double[] sameOrder = new double[200];
        for (int i = 0; i < scores.length; i++) {
            sameOrder[i] = Math.exp(scores[i]);
        }
        var d = DeLong.compare(scores, sameOrder, labels);
        assertThat(d.difference()).isZero();
        assertThat(d.low()).isZero();
        assertThat(d.high()).isZero();
    }

    /** The interval of a true difference of zero must lie above zero in about 2.5 % of the cases. */
    @Test
    void holdsItsLevel() {
        var random = new Random(11);
        int above = 0;
        int rounds = 400;
        for (int round = 0; round < rounds; round++) {
            int n = 200;
            double[] a = new double[n];
            double[] b = new double[n];
            boolean[] labels = new boolean[n];
            for (int i = 0; i < n; i++) {
                labels[i] = i % 3 == 0;
                double shared = random.nextGaussian() + (labels[i] ? 1 : 0);
                a[i] = shared + random.nextGaussian();
                b[i] = shared + random.nextGaussian();
            }
            above += DeLong.compare(a, b, labels).low() > 0 ? 1 : 0;
        }
        assertThat((double) above / rounds).isBetween(0.005, 0.05);
    }

    @Test
    void refusesOneClassAndNaN() {
        assertThatThrownBy(() -> DeLong.area(new double[] {1, 2, 3}, new boolean[] {true, true, true}))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("two rows of each class");
        assertThatThrownBy(
                        () -> DeLong.area(new double[] {1, Double.NaN, 3, 4}, new boolean[] {true, false, true, false}))
                .hasMessageContaining("row 2");
    }
}
