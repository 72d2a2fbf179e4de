package io.slipway.training.trainer;

import io.slipway.kernel.SlipwayException;
import io.slipway.training.table.Features;
import io.slipway.training.table.Features.Feature;
import io.slipway.training.table.Features.Type;
import io.slipway.training.table.Table;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/** Trains XGBoost's gradient-boosted trees on a table for a yes-or-no label, with real splits on categories. */
public final class Trainer {
    private final TrainingParams params;
    private final Progress progress;

    public Trainer(TrainingParams params, Progress progress) {
        this.params = params;
        this.progress = progress;
    }

    /** Hears of every round. */
    @FunctionalInterface
    public interface Progress {
        /** @param metrics e.g. {@code train_logloss}, {@code validation_auc} */
        void round(int round, Map<String, Double> metrics);
    }

    /**
     * What came of it.
     *
     * @param model the booster in XGBoost's JSON
     * @param importance share of the total gain by feature; adds up to 1 unless no split was made
     * @param scores probabilities of the rows that were held out, of the training rows if none were
     * @param rounds trees that the model has
     */
    public record Trained(
            byte[] model,
            Map<String, Double> importance,
            double[] scores,
            int rounds,
            Map<String, Double> lastMetrics) {}

    /**
     * @param heldOut rows to measure each round on, never trained on; null for none
     * @throws SlipwayException INVALID_ARGUMENT if a table does not fit, or XGBoost refuses a parameter
     */
    public Trained train(Table table, @Nullable Table heldOut, Features features) {
        requireBothClasses(table.labels(features.label()));
        try (Matrix train = new Matrix(table, features);
                Matrix validation = heldOut == null ? train : new Matrix(heldOut, features)) {
            return train(train, validation, features);
        } catch (XGBoostError e) {
            throw SlipwayException.invalid(
                    "XGBoost refuses: " + firstLine(e) + " (its parameters: " + params.booster() + ")");
        }
    }

    private Trained train(Matrix train, Matrix validation, Features features) throws XGBoostError {
        Map<String, Object> settings = params.booster();
        settings.put("eval_metric", "logloss");
        Booster booster = XGBoost.train(train.data, settings, 0, new HashMap<>(), null, null);
        try {
            booster.setParam("eval_metric", "auc");
            Map<String, Double> metrics = Map.of();
            double best = Double.POSITIVE_INFINITY;
            int bestRound = 0;
            int round = 0;
            while (round < params.trees()
                    && (params.earlyStopping() == 0 || round - bestRound < params.earlyStopping())) {
                booster.update(train.data, round);
                metrics = measure(booster, train, validation, round);
                progress.round(round, metrics);
                round++;
                double loss = metrics.getOrDefault("validation_logloss", 0.0);
                if (loss < best) {
                    best = loss;
                    bestRound = round;
                }
            }
            booster.setFeatureNames(names(features));
            booster.setFeatureTypes(types(features));
            byte[] model = booster.toByteArray("json");
            double[] scores = scores(booster, validation);
            return new Trained(model, Importance.of(model, features), scores, round, metrics);
        } finally {
            booster.dispose();
        }
    }

    private static Map<String, Double> measure(Booster booster, Matrix train, Matrix validation, int round)
            throws XGBoostError {
        return parse(
                validation == train
                        ? booster.evalSet(new DMatrix[] {train.data}, new String[] {"train"}, round)
                        : booster.evalSet(
                                new DMatrix[] {train.data, validation.data},
                                new String[] {"train", "validation"},
                                round));
    }

    private static double[] scores(Booster booster, Matrix matrix) throws XGBoostError {
        float[][] predicted = booster.predict(matrix.data);
        double[] scores = new double[predicted.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = predicted[i][0];
        }
        return scores;
    }

    /** {@code [7]\ttrain-logloss:0.51\ttrain-auc:0.72} */
    private static Map<String, Double> parse(String line) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String part : line.split("\t")) {
            int colon = part.lastIndexOf(':');
            if (colon > 0) {
                metrics.put(part.substring(0, colon).replace('-', '_'), Double.parseDouble(part.substring(colon + 1)));
            }
        }
        return metrics;
    }

    private static void requireBothClasses(boolean[] labels) {
        int positive = 0;
        for (boolean label : labels) {
            positive += label ? 1 : 0;
        }
        if (positive == 0 || positive == labels.length) {
            throw SlipwayException.invalid(
                    "all " + labels.length + " training rows have the same label: nothing to learn");
        }
    }

    static String[] names(Features features) {
        return features.features().stream().map(Feature::name).toArray(String[]::new);
    }

    static String[] types(Features features) {
        return features.features().stream()
                .map(f -> f.type() == Type.CATEGORY ? "c" : "float")
                .toArray(String[]::new);
    }

    private static String firstLine(XGBoostError e) {
        String text = String.valueOf(e.getMessage());
        int stack = text.indexOf("Stack trace");
        String first = stack < 0 ? text : text.substring(0, stack);
        return first.replaceAll("\\[[0-9:]+] \\S+:[0-9]+: ", "").strip();
    }

    /** Native memory with a label; closing twice is harmless. */
    private static final class Matrix implements AutoCloseable {
        final DMatrix data;

        Matrix(Table table, Features features) throws XGBoostError {
            data = new DMatrix(
                    features.encode(table), table.rows(), features.features().size(), Float.NaN);
            boolean[] labels = table.labels(features.label());
            float[] numbers = new float[labels.length];
            for (int i = 0; i < labels.length; i++) {
                numbers[i] = labels[i] ? 1 : 0;
            }
            data.setLabel(numbers);
            data.setFeatureNames(names(features));
            data.setFeatureTypes(types(features));
        }

        @Override
        public void close() {
            data.dispose();
        }
    }
}
