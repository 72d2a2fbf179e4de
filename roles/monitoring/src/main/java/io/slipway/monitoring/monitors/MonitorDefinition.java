package io.slipway.monitoring.monitors;

import io.slipway.kernel.SlipwayException;
import java.time.Duration;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to watch, as {@code slipway apply} sends it.
 *
 * @param model name of the registered model
 * @param window length of a window of event time, ISO 8601: {@code PT1H}, {@code P1D}, {@code P1M}; aligned to the
 *     calendar in UTC (default P1D)
 * @param label how labels are read; null if there will be none
 * @param drift when a feature counts as drifted (defaults if null)
 * @param rules when to raise an alert
 * @param minRows a window with fewer rows is shown and not judged (default 200)
 */
public record MonitorDefinition(
        String model,
        @Nullable String window,
        @Nullable Label label,
        @Nullable Thresholds drift,
        @Nullable List<Rule> rules,
        @Nullable Integer minRows) {

    /** Names that a rule may use. */
    public static final Set<String> METRICS = Set.of(
            "auc",
            "auc_drop",
            "drift_share",
            "drift_importance",
            "max_psi",
            "max_missing_increase",
            "positive_rate_change");

    private static final int DEFAULT_MIN_ROWS = 200;

    /**
     * @param positive a label of at least this is the positive class (default 1)
     * @param delay how long after a window's end its labels are waited for, ISO 8601 (default PT0S). Time is the
     *     labels' own: a window is judged when a label of that age has come
     */
    public record Label(@Nullable Double positive, @Nullable String delay) {
        public double positiveFrom() {
            return positive == null ? 1 : positive;
        }

        public Duration wait(String monitor) {
            return delay == null ? Duration.ZERO : parse(monitor, "label.delay", delay);
        }
    }

    /**
     * A feature is drifted if any of these is reached.
     *
     * @param psi population stability index over the reference's deciles or categories (default 0.2)
     * @param ks Kolmogorov–Smirnov distance, 0 to 1 (default 0.15)
     * @param missing rise or fall of the share of missing values, 0 to 1 (default 0.05)
     */
    public record Thresholds(
            @Nullable Double psi,
            @Nullable Double ks,
            @Nullable Double missing) {
        public static final Thresholds DEFAULT = new Thresholds(null, null, null);

        public double psiFrom() {
            return psi == null ? 0.2 : psi;
        }

        public double ksFrom() {
            return ks == null ? 0.15 : ks;
        }

        public double missingFrom() {
            return missing == null ? 0.05 : missing;
        }
    }

    /**
     * Fires when the metric is above or below a value; exactly one of the two is given.
     *
     * @param name shown with the alert (default: the metric)
     */
    public record Rule(
            @Nullable String name,
            String metric,
            @Nullable Double above,
            @Nullable Double below) {
        public String title() {
            return name == null ? metric : name;
        }

        public boolean broken(double value) {
            return above != null ? value > above : below != null && value < below;
        }

        public String condition() {
            return metric + (above != null ? " > " + above : " < " + below);
        }
    }

    public List<Rule> rulesOrNone() {
        return rules == null ? List.of() : rules;
    }

    public Thresholds thresholds() {
        return drift == null ? Thresholds.DEFAULT : drift;
    }

    public int minimumRows() {
        return minRows == null ? DEFAULT_MIN_ROWS : minRows;
    }

    public String windowOrDefault() {
        return window == null ? "P1D" : window;
    }

    /** @throws SlipwayException INVALID_ARGUMENT naming the first part that is wrong */
    public void check(String monitor) {
        if (model.isBlank()) {
            throw SlipwayException.invalid("monitor '" + monitor + "': model is empty; name a registered model");
        }
        Calendar.of(monitor, windowOrDefault());
        if (label != null) {
            label.wait(monitor);
        }
        for (Rule rule : rulesOrNone()) {
            if (!METRICS.contains(rule.metric())) {
                throw SlipwayException.invalid("monitor '" + monitor + "': no metric '" + rule.metric()
                        + "'; rules may use " + METRICS.stream().sorted().toList());
            }
            if ((rule.above() == null) == (rule.below() == null)) {
                throw SlipwayException.invalid(
                        "monitor '" + monitor + "': rule '" + rule.title() + "' needs either 'above' or 'below'");
            }
        }
    }

    static Duration parse(String monitor, String key, String text) {
        try {
            if (text.startsWith("PT") || text.startsWith("-PT")) {
                return Duration.parse(text);
            }
            Period period = Period.parse(text);
            return Duration.ofDays(period.toTotalMonths() * 30 + period.getDays());
        } catch (DateTimeParseException e) {
            throw SlipwayException.invalid("monitor '" + monitor + "': " + key + " is '" + text
                    + "', which is no ISO 8601 duration such as PT6H or P1D");
        }
    }
}
