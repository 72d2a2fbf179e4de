package io.slipway.training.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.Json;
import io.slipway.training.api.ReferenceProfile.Bins;
import io.slipway.training.api.ReferenceProfile.Feature;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferenceProfileTest {
    @Test
    void binsHoldEveryFiniteValueOnce() {
        double[] values = IntStream.range(0, 10_000).mapToDouble(i -> i % 977).toArray();
        values[5] = Double.NaN;
        values[6] = Double.POSITIVE_INFINITY;
        Bins bins = Bins.of(values);
        assertThat(bins.total()).isEqualTo(9_998);
        assertThat(bins.counts()).hasSizeLessThanOrEqualTo(ReferenceProfile.MAX_BINS);
        assertThat(Arrays.stream(bins.counts()).max().orElse(0)).isLessThan(120);
    }

    @Test
    void aBinIncludesItsUpperEdge() {
        Bins bins = new Bins(new double[] {1, 2}, new long[3], 0, 3, 1.5);
        assertThat(List.of(bins.bin(0.5), bins.bin(1), bins.bin(1.5), bins.bin(2), bins.bin(9)))
                .containsExactly(0, 0, 1, 1, 2);
    }

    @Test
    void constantAndEmptyColumnsHaveBins() {
        assertThat(Bins.of(new double[] {7, 7, 7}).counts()).containsExactly(3, 0);
        assertThat(Bins.of(new double[] {Double.NaN}).counts()).containsExactly(0);
    }

    @Test
    void survivesJson() {
        var profile = new ReferenceProfile(
                3,
                0.5,
                null,
                List.of(
                        Feature.number("distance", new double[] {1, 2, Double.NaN}, 0.7),
                        Feature.category("carrier", Arrays.asList("AA", null, "AA"), 0.3)),
                Bins.of(new double[] {0.1, 0.9}));
        var back = Json.read(Json.write(profile), ReferenceProfile.class);
        assertThat(Json.write(back)).isEqualTo(Json.write(profile));
        assertThat(back.features().get(1).categories()).containsEntry("AA", 2L);
        assertThat(back.features().get(0).missingRate()).isEqualTo(1.0 / 3);
    }

    @Test
    void refusesBinsThatDoNotAscend() {
        assertThatThrownBy(() -> new Bins(new double[] {2, 1}, new long[3], 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
