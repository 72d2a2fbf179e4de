package io.slipway.training.quality;

import io.slipway.training.api.DeLong;

/**
 * Quality of probabilities of the positive class, measured on labelled rows.
 *
 * @param aucLow with {@code aucHigh}, 95 % interval after DeLong
 * @param logLoss mean of -ln of the probability given to what happened, probabilities kept within [1e-15, 1 - 1e-15]
 * @param brier mean squared difference of probability and label (G. W. Brier, Monthly Weather Review 78, 1950)
 * @param positiveRate share of positive labels
 */
public record Quality(
        int rows,
        double positiveRate,
        double meanScore,
        double auc,
        double aucLow,
        double aucHigh,
        double logLoss,
        double brier) {
    private static final double EDGE = 1e-15;

    /** @param probabilities within [0, 1] */
    public static Quality of(double[] probabilities, boolean[] labels) {
        DeLong.Area area = DeLong.area(probabilities, labels);
        double loss = 0;
        double squares = 0;
        double scores = 0;
        int positives = 0;
        for (int i = 0; i < labels.length; i++) {
            double p = Math.clamp(probabilities[i], EDGE, 1 - EDGE);
            loss -= Math.log(labels[i] ? p : 1 - p);
            double miss = probabilities[i] - (labels[i] ? 1 : 0);
            squares += miss * miss;
            scores += probabilities[i];
            positives += labels[i] ? 1 : 0;
        }
        int n = labels.length;
        return new Quality(
                n, (double) positives / n, scores / n, area.auc(), area.low(), area.high(), loss / n, squares / n);
    }
}
