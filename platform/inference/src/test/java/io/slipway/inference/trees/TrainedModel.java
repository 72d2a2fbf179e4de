package io.slipway.inference.trees;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** A model that XGBoost itself trained on seeded random data, with rows to compare on. */
public record TrainedModel(byte[] json, byte[] ubj, float[] rows, int rowCount, int features, float[] expected) {
    /** The last of the features are categories: the first of these with few, the second with many. */
    public static final int FEATURES = 12;

    private static final int CATEGORICAL = 3;

    /** What the target is made of. */
    public enum Target {
        REAL,
        BINARY,
        CLASSES,
        COUNT
    }

    /** Rows with a tenth of the values missing and, in the last three columns, categories, some of them not in training. */
    public static float[] rows(long seed, int count, int extraCategories) {
        Random random = new Random(seed);
        float[] rows = new float[count * FEATURES];
        for (int i = 0; i < rows.length; i++) {
            int f = i % FEATURES;
            if (random.nextInt(10) == 0) {
                rows[i] = Float.NaN;
            } else if (f < FEATURES - CATEGORICAL) {
                rows[i] = f % 3 == 0 ? random.nextInt(-5, 6) : (float) random.nextGaussian();
            } else {
                rows[i] = random.nextInt(
                        (f == FEATURES - 1 ? 90 : 4 * (f - FEATURES + CATEGORICAL + 1)) + extraCategories);
            }
        }
        return rows;
    }

    private static float[] labels(float[] rows, int count, Target target) {
        Random random = new Random(count);
        float[] labels = new float[count];
        for (int r = 0; r < count; r++) {
            double score = random.nextGaussian() * 0.3;
            for (int f = 0; f < FEATURES; f++) {
                float x = rows[r * FEATURES + f];
                if (!Float.isNaN(x)) {
                    score += Math.sin((f + 1) * x) * (1 + f % 4) * 0.4;
                }
            }
            labels[r] = switch (target) {
                case REAL -> (float) score;
                case BINARY -> score > 0.5 ? 1 : 0;
                case CLASSES -> (float) Math.clamp(Math.floor(score + 2), 0, 4);
                case COUNT -> (float) Math.max(0, Math.floor(score + 1));
            };
        }
        return labels;
    }

    public static TrainedModel train(Map<String, Object> parameters, Target target, int rounds, int rowCount) {
        return train(parameters, target, rounds, rowCount, true);
    }

    public static TrainedModel train(
            Map<String, Object> parameters, Target target, int rounds, int rowCount, boolean categories) {
        try {
            int trainingRows = 3000;
            float[] x = rows(1, trainingRows, 0);
            float[] y = labels(x, trainingRows, target);
            DMatrix training = matrix(x, trainingRows, categories);
            if (String.valueOf(parameters.get("objective")).equals("survival:aft")) {
                float[] shifted = y.clone();
                for (int i = 0; i < y.length; i++) {
                    shifted[i] = Math.abs(y[i]) + 0.5f;
                }
                training.setLabel(shifted);
            } else {
                training.setLabel(y);
            }
            Map<String, Object> all =
                    new HashMap<>(Map.of("nthread", 1, "seed", 7, "tree_method", "hist", "verbosity", 0));
            all.putAll(parameters);
            Booster booster = XGBoost.train(training, all, rounds, Map.of(), null, null);
            float[] rows = rows(2, rowCount, categories ? 7 : 0);
            float[] expected = flat(booster.predict(matrix(rows, rowCount, categories)));
            return new TrainedModel(
                    booster.toByteArray("json"), booster.toByteArray("ubj"), rows, rowCount, FEATURES, expected);
        } catch (XGBoostError e) {
            throw new IllegalStateException(e);
        }
    }

    private static DMatrix matrix(float[] x, int rows, boolean categories) throws XGBoostError {
        DMatrix matrix = new DMatrix(x, rows, FEATURES, Float.NaN);
        if (categories) {
            String[] types = new String[FEATURES];
            for (int f = 0; f < FEATURES; f++) {
                types[f] = f < FEATURES - CATEGORICAL ? "float" : "c";
            }
            matrix.setFeatureTypes(types);
        }
        return matrix;
    }

    public static float[] flat(float[][] values) {
        float[] flat = new float[values.length * values[0].length];
        for (int i = 0; i < values.length; i++) {
            System.arraycopy(values[i], 0, flat, i * values[0].length, values[0].length);
        }
        return flat;
    }
}
