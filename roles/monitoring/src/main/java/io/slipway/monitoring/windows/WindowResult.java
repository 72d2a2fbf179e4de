package io.slipway.monitoring.windows;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a window. Numbers that cannot be known (yet) are null.
 *
 * @param rows predictions in the window
 * @param labelled those whose label has come
 * @param versions rows by model version
 * @param judged false if there are too few rows or no reference to say anything
 * @param referenceVersion the version whose training data the features are compared with: the one that answered most
 * @param driftShare share of features that drifted, 0 to 1
 * @param driftImportance share of the model's gain in features that drifted, 0 to 1
 * @param scoreMean mean score
 * @param positiveRate share of positive labels
 * @param auc realised, with its 95 % interval after DeLong
 * @param referenceAuc of the version on its held-out rows
 */
public record WindowResult(
        long rows,
        long labelled,
        Map<Integer, Long> versions,
        boolean judged,
        @Nullable Integer referenceVersion,
        @Nullable Double driftShare,
        @Nullable Double driftImportance,
        @Nullable Double scoreMean,
        @Nullable Double positiveRate,
        @Nullable Double referencePositiveRate,
        @Nullable Double auc,
        @Nullable Double aucLow,
        @Nullable Double aucHigh,
        @Nullable Double referenceAuc,
        List<FeatureDrift> features) {

    /** Value of a rule's metric; null while it is not known. */
    @Nullable
    Double metric(String name) {
        return switch (name) {
            case "auc" -> auc;
            case "auc_drop" -> referenceAuc == null || aucHigh == null ? null : (Double) (referenceAuc - aucHigh);
            case "drift_share" -> driftShare;
            case "drift_importance" -> driftImportance;
            case "positive_rate_change" ->
                positiveRate == null || referencePositiveRate == null
                        ? null
                        : (Double) Math.abs(positiveRate - referencePositiveRate);
            case "max_psi" -> largest(features.stream().map(FeatureDrift::psi).toList());
            case "max_missing_increase" ->
                largest(features.stream()
                        .map(f -> f.missingRate() - f.referenceMissingRate())
                        .toList());
            default -> null;
        };
    }

    private static @Nullable Double largest(List<? extends @Nullable Double> values) {
        Double largest = null;
        for (Double value : values) {
            if (value != null && (largest == null || value > largest)) {
                largest = value;
            }
        }
        return largest;
    }
}
