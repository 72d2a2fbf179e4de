package io.slipway.monitoring.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slipway.training.api.ReferenceProfile.Feature;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {
    @Test
    void psiOfCategoriesIsTheFormula() {
        var reference = Feature.category("c", List.of("a", "a", "a", "b"), 1);
        var live = new FeatureCounts(reference);
        List.of("a", "b", "b", "b").forEach(live::add);
        // (0.25-0.75)·ln(0.25/0.75) + (0.75-0.25)·ln(0.75/0.25) = ln 3
        assertThat(Drift.psi(live)).isCloseTo(Math.log(3), within(1e-12));
        assertThat(Drift.ks(live)).isNull();
    }

    @Test
    void aNewCategoryIsDriftAndIsNamed() {
        var reference = Feature.category("carrier", List.of("AA", "AA", "UA", "UA"), 1);
        var live = new FeatureCounts(reference);
        List.of("AA", "UA", "ZZ", "ZZ").forEach(live::add);
        assertThat(Drift.psi(live)).isGreaterThan(1);
        assertThat(Drift.newCategories(live)).containsExactly("ZZ");
    }

    @Test
    void ksIsTheLargestGapToWithinABin() {
        var random = new Random(7);
        double[] before = random.doubles(20_000).toArray();
        double[] after = random.doubles(20_000).map(v -> v * v).toArray();
        var live = new FeatureCounts(Feature.number("x", before, 1));
        Arrays.stream(after).forEach(live::add);
        // sup over v of √v − v is 1/4, at v = 1/4
        assertThat(Drift.ks(live)).isCloseTo(exactKs(before, after), within(0.006));
        assertThat(Drift.ks(live)).isCloseTo(0.25, within(0.02));
    }

    private static double exactKs(double[] a, double[] b) {
        double[] x = Arrays.stream(a).sorted().toArray();
        double[] y = Arrays.stream(b).sorted().toArray();
        double largest = 0;
        for (int i = 0, j = 0; i < x.length && j < y.length; ) {
            if (x[i] <= y[j]) {
                i++;
            } else {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / x.length - (double) j / y.length));
        }
        return largest;
    }

    @Test
    void theSameRowsHaveNoDrift() {
        double[] values = new Random(1).doubles(10_000).toArray();
        var live = new FeatureCounts(Feature.number("x", values, 1));
        Arrays.stream(values).forEach(live::add);
        assertThat(Drift.psi(live)).isCloseTo(0, within(1e-12));
        assertThat(Drift.ks(live)).isZero();
    }

    @Test
    void nothingSeenIsUndefinedAndNotNoDrift() {
        var live = new FeatureCounts(Feature.number("x", new double[] {1, 2, 3}, 1));
        live.add(null);
        live.add(Double.NaN);
        live.add("not a number");
        assertThat(Drift.psi(live)).isNull();
        assertThat(Drift.ks(live)).isNull();
        assertThat(live.missingRate()).isEqualTo(1);
    }

    @Test
    void aConstantThatMovesIsSeen() {
        var live = new FeatureCounts(Feature.number("x", new double[] {7, 7, 7, 7}, 1));
        for (int i = 0; i < 10; i++) {
            live.add(8.0);
        }
        assertThat(Drift.psi(live)).isGreaterThan(1);
        assertThat(Drift.ks(live)).isEqualTo(1);
    }

    @Test
    void anIdentifierDoesNotFillTheMemory() {
        var live = new FeatureCounts(Feature.category("id", List.of("a"), 1));
        for (int i = 0; i < 5000; i++) {
            live.add("id-" + i);
        }
        assertThat(live.categories()).hasSize(FeatureCounts.MAX_CATEGORIES + 1);
        assertThat(live.rows()).isEqualTo(5000);
    }

    @Test
    void barsAreTenthsOfTheReference() {
        double[] values = new Random(3).doubles(10_000).toArray();
        var bars = Drift.bars(new FeatureCounts(Feature.number("x", values, 1)));
        assertThat(bars.labels()).hasSize(10);
        assertThat(Arrays.stream(bars.reference()).min().orElse(0)).isBetween(900L, 1100L);
    }
}
