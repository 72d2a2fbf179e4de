package io.slipway.monitoring.windows;

import io.slipway.monitoring.monitors.MonitorDefinition.Label;
import io.slipway.monitoring.windows.WindowsSql.LabelledRow;
import io.slipway.training.api.DeLong;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Quality on labelled rows; null where it cannot be known: no label, or one class only. */
record Realised(
        @Nullable Double positiveRate,
        @Nullable Double auc,
        @Nullable Double low,
        @Nullable Double high) {
    private static final Realised UNKNOWN = new Realised(null, null, null, null);

    static Realised of(List<LabelledRow> rows, @Nullable Label label) {
        if (rows.isEmpty() || label == null) {
            return UNKNOWN;
        }
        double[] scores = rows.stream().mapToDouble(LabelledRow::score).toArray();
        boolean[] truths = new boolean[scores.length];
        int positives = 0;
        for (int i = 0; i < truths.length; i++) {
            truths[i] = rows.get(i).label() >= label.positiveFrom();
            positives += truths[i] ? 1 : 0;
        }
        double rate = (double) positives / truths.length;
        if (positives < 2 || truths.length - positives < 2) {
            return new Realised(rate, null, null, null);
        }
        DeLong.Area area = DeLong.area(scores, truths);
        return new Realised(rate, area.auc(), area.low(), area.high());
    }
}
