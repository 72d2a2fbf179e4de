package io.slipway.training.trainer;

import io.slipway.kernel.SlipwayException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the trainer can be told.
 *
 * @param trees rounds of boosting, the most if stopping early
 * @param depth of a tree
 * @param validation share of the rows, the last ones, that the curves of each round are measured on; 0 for none
 * @param earlyStopping rounds without a better validation log loss after which training ends; 0 for never
 * @param categorical columns that are categories although they hold numbers
 * @param xgboost parameters handed to XGBoost as they are
 */
public record TrainingParams(
        int trees,
        int depth,
        double eta,
        double subsample,
        double validation,
        int earlyStopping,
        int threads,
        long seed,
        List<String> categorical,
        Map<String, Object> xgboost) {

    /** Reads a section of params.yaml: the names above in snake case, any other name is one of XGBoost's. */
    public static TrainingParams of(Map<?, ?> section) {
        Map<String, Object> rest = new LinkedHashMap<>();
        section.forEach((name, value) -> rest.put(String.valueOf(name), value));
        int trees = (int) number(rest, "trees", 100, 1, 10_000);
        int depth = (int) number(rest, "depth", 6, 1, 30);
        double eta = number(rest, "eta", 0.3, 1e-6, 1);
        double subsample = number(rest, "subsample", 1, 1e-6, 1);
        double validation = number(rest, "validation", 0, 0, 0.9);
        int earlyStopping = (int) number(rest, "early_stopping", 0, 0, 10_000);
        int threads = (int) number(rest, "threads", 2, 1, 256);
        long seed = (long) number(rest, "seed", 0, 0, Integer.MAX_VALUE);
        List<String> categorical = names(rest.remove("categorical"));
        rest.forEach(TrainingParams::scalar);
        return new TrainingParams(
                trees, depth, eta, subsample, validation, earlyStopping, threads, seed, categorical, rest);
    }

    /** As XGBoost wants them. */
    Map<String, Object> booster() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("objective", "binary:logistic");
        all.put("tree_method", "hist");
        all.put("max_depth", depth);
        all.put("eta", eta);
        all.put("subsample", subsample);
        all.put("seed", seed);
        all.put("nthread", threads);
        all.putAll(xgboost);
        return all;
    }

    /** For the log of the run. */
    public Map<String, String> asText() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("trees", Integer.toString(trees));
        booster().forEach((name, value) -> text.put(name, String.valueOf(value)));
        text.put("validation", Double.toString(validation));
        text.put("early_stopping", Integer.toString(earlyStopping));
        return text;
    }

    private static double number(Map<String, Object> section, String name, double otherwise, double min, double max) {
        Object value = section.remove(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number n && n.doubleValue() >= min && n.doubleValue() <= max) {
            return n.doubleValue();
        }
        throw SlipwayException.invalid(
                "parameter " + name + " must be a number from " + plain(min) + " to " + plain(max) + ", is " + value);
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    private static List<String> names(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            default -> throw SlipwayException.invalid("parameter categorical must be a list of columns, is " + value);
        };
    }

    private static void scalar(String name, Object value) {
        if (!(value instanceof Number || value instanceof String || value instanceof Boolean)) {
            throw SlipwayException.invalid("parameter " + name + " must be a number or a text, is " + value);
        }
    }
}
