package io.slipway.monitoring.windows;

import io.slipway.monitoring.drift.Drift;
import io.slipway.monitoring.drift.FeatureCounts;
import io.slipway.monitoring.monitors.MonitorDefinition.Thresholds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One feature in one window, judged.
 *
 * @param importance share of the model's gain, 0 to 1
 * @param psi null if undefined
 * @param ks null for categories or if undefined
 * @param missingRate of the window, 0 to 1
 * @param referenceMissingRate of the training data, 0 to 1
 * @param newCategories values that training did not have, at most ten
 */
public record FeatureDrift(
        String name,
        double importance,
        @Nullable Double psi,
        @Nullable Double ks,
        double missingRate,
        double referenceMissingRate,
        List<String> newCategories,
        boolean drifted) {

    static FeatureDrift of(FeatureCounts counts, Thresholds limits) {
        Double psi = Drift.psi(counts);
        Double ks = Drift.ks(counts);
        double missing = counts.rows() == 0 ? 0 : counts.missingRate();
        double before = counts.reference().missingRate();
        boolean drifted = (psi != null && psi >= limits.psiFrom())
                || (ks != null && ks >= limits.ksFrom())
                || Math.abs(missing - before) >= limits.missingFrom();
        return new FeatureDrift(
                counts.reference().name(),
                counts.reference().importance(),
                psi,
                ks,
                missing,
                before,
                Drift.newCategories(counts),
                drifted);
    }
}
