package io.slipway.training.pipelines;

import io.slipway.kernel.SlipwayException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as {@code slipway apply} sends it.
 *
 * @param project absolute path of a DVC project's folder on the server, with a {@code dvc.yaml}
 * @param model registered model that the pipeline makes versions of
 * @param promotion how a challenger becomes champion (defaults if null)
 * @param retrain when the pipeline runs by itself; null for never
 */
public record PipelineDefinition(
        String project,
        String model,
        @Nullable Promotion promotion,
        @Nullable Retrain retrain) {

    /**
     * @param alias of the version that serves (default champion)
     * @param challengerAlias that the pipeline gives its new versions (default challenger)
     * @param metric what is compared; {@code auc} is the only one
     * @param minRows labelled rows that a comparison needs (default 500)
     * @param automatic whether a challenger that is better for certain is promoted at once (default true)
     */
    public record Promotion(
            @Nullable String alias,
            @Nullable String challengerAlias,
            @Nullable String metric,
            @Nullable Integer minRows,
            @Nullable Boolean automatic) {
        static final Promotion DEFAULT = new Promotion(null, null, null, null, null);

        public String champion() {
            return alias == null ? "champion" : alias;
        }

        public String challenger() {
            return challengerAlias == null ? "challenger" : challengerAlias;
        }

        public int rows() {
            return minRows == null ? 500 : minRows;
        }

        public boolean moves() {
            return automatic == null || automatic;
        }
    }

    /**
     * Runs when a monitor of the model fires, on the months before the window that fired.
     *
     * @param on the event's kind: {@code monitor.alert_fired}, the only one and the default
     * @param monitor only alerts of this monitor; null for all of the model
     * @param monthsParam parameter that gets the list of months, e.g. {@code prepare.months}
     * @param untilParam parameter that gets the window's start as an ISO 8601 instant; null for none
     * @param firstMonth oldest month that there is data of, 1 to 12 (default 1)
     * @param trailingMonths at most so many months; null or 0 for all since the first
     * @param coolDown ISO 8601 duration after a retraining in which no other one starts (default PT1H)
     */
    public record Retrain(
            @Nullable String on,
            @Nullable String monitor,
            String monthsParam,
            @Nullable String untilParam,
            @Nullable Integer firstMonth,
            @Nullable Integer trailingMonths,
            @Nullable String coolDown) {
        public Duration pause() {
            try {
                return coolDown == null ? Duration.ofHours(1) : Duration.parse(coolDown);
            } catch (DateTimeParseException e) {
                throw SlipwayException.invalid(
                        "retrain.cool_down must be an ISO 8601 duration such as PT1H, is '" + coolDown + "'");
            }
        }

        public int first() {
            return firstMonth == null ? 1 : firstMonth;
        }

        public int trailing() {
            return trailingMonths == null ? 0 : trailingMonths;
        }
    }

    public Promotion promotionOrDefault() {
        return promotion == null ? Promotion.DEFAULT : promotion;
    }

    public Path folder() {
        return Path.of(project);
    }

    /** @throws SlipwayException INVALID_ARGUMENT naming the first part that is wrong */
    void check() {
        if (model.isBlank()) {
            throw SlipwayException.invalid("model is empty: name the registered model that the pipeline makes");
        }
        checkProject();
        if (promotion != null) {
            if (promotion.metric != null && !promotion.metric.equals("auc")) {
                throw SlipwayException.invalid("promotion.metric can only be auc, is '" + promotion.metric + "'");
            }
            if (promotion.rows() < 10) {
                throw SlipwayException.invalid("promotion.min_rows must be at least 10, is " + promotion.rows());
            }
        }
        if (retrain != null) {
            check(retrain);
        }
    }

    private void checkProject() {
        Path folder;
        try {
            folder = Path.of(project);
        } catch (InvalidPathException e) {
            throw SlipwayException.invalid("project '" + project + "' is no path");
        }
        if (!folder.isAbsolute()) {
            throw SlipwayException.invalid("project must be an absolute path on the server, is '" + project + "'");
        }
        if (!Files.isRegularFile(folder.resolve("dvc.yaml"))) {
            throw SlipwayException.invalid("project '" + project + "' has no dvc.yaml on the server's machine");
        }
    }

    private static void check(Retrain retrain) {
        if (retrain.on != null && !retrain.on.equals("monitor.alert_fired")) {
            throw SlipwayException.invalid("retrain.on can only be monitor.alert_fired, is '" + retrain.on + "'");
        }
        if (retrain.monthsParam.isBlank()) {
            throw SlipwayException.invalid("retrain.months_param is empty: name a parameter such as prepare.months");
        }
        if (retrain.first() < 1 || retrain.first() > 12) {
            throw SlipwayException.invalid("retrain.first_month must be 1 to 12, is " + retrain.first());
        }
        if (retrain.trailing() < 0) {
            throw SlipwayException.invalid("retrain.trailing_months must not be negative, is " + retrain.trailing());
        }
        if (retrain.pause().isNegative()) {
            throw SlipwayException.invalid("retrain.cool_down must not be negative, is " + retrain.coolDown);
        }
    }
}
