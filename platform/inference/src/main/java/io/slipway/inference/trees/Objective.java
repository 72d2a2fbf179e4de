package io.slipway.inference.trees;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.util.Arrays;

/**
 * What an objective does between the sum of the leaves and the answer, and between the intercept as written in the file
 * and the first term of the sum. Formulas: XGBoost 3.4, {@code src/objective}.
 */
enum Objective {
    IDENTITY,
    SIGMOID,
    RAW_LOGIT,
    EXP,
    SOFTPROB,
    SOFTMAX,
    HINGE,
    /** Several quantiles of one target, put in ascending order so that they do not cross. */
    QUANTILES;

    static Objective named(String name) {
        return switch (name) {
            case "reg:squarederror",
                    "reg:linear",
                    "reg:squaredlogerror",
                    "reg:pseudohubererror",
                    "reg:absoluteerror",
                    "rank:pairwise",
                    "rank:ndcg",
                    "rank:map" -> IDENTITY;
            case "binary:logistic", "reg:logistic" -> SIGMOID;
            case "binary:logitraw" -> RAW_LOGIT;
            case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" -> EXP;
            case "multi:softprob" -> SOFTPROB;
            case "multi:softmax" -> SOFTMAX;
            case "binary:hinge" -> HINGE;
            case "reg:quantileerror" -> QUANTILES;
            default ->
                throw new SlipwayException(
                        ErrorCode.NOT_SUPPORTED,
                        "XGBoost objective '" + name + "' is not supported; convert the model to ONNX");
        };
    }

    /** Number of answers a row gets from {@code sums} sums. */
    int answers(int sums) {
        return this == SOFTMAX ? 1 : sums;
    }

    /** The intercept as a summand. */
    float margin(float baseScore) {
        return switch (this) {
            case SIGMOID -> {
                float bounded = Math.min(Math.max(baseScore, 1e-6f), 1.0f - 1e-6f);
                yield -NativeLog.log(1.0f / bounded - 1.0f);
            }
            case EXP -> NativeLog.log(baseScore);
            default -> baseScore;
        };
    }

    /** Turns {@code n} sums at {@code from} into answers in place; SOFTMAX leaves its one answer in the first. */
    void apply(float[] values, int from, int n) {
        switch (this) {
            case IDENTITY, RAW_LOGIT -> {}
            case SIGMOID -> {
                for (int i = from; i < from + n; i++) {
                    values[i] = FloatExp.sigmoid(values[i]);
                }
            }
            case EXP -> {
                for (int i = from; i < from + n; i++) {
                    values[i] = FloatExp.exp(values[i]);
                }
            }
            case HINGE -> {
                for (int i = from; i < from + n; i++) {
                    values[i] = values[i] > 0 ? 1 : 0;
                }
            }
            case SOFTPROB -> softmax(values, from, n);
            case SOFTMAX -> values[from] = largest(values, from, n);
            case QUANTILES -> Arrays.sort(values, from, from + n);
        }
    }

    private static void softmax(float[] values, int from, int n) {
        float max = values[from];
        for (int i = from + 1; i < from + n; i++) {
            max = Math.max(max, values[i]);
        }
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            values[i] = FloatExp.exp(values[i] - max);
            sum += values[i];
        }
        for (int i = from; i < from + n; i++) {
            values[i] /= (float) sum;
        }
    }

    private static int largest(float[] values, int from, int n) {
        int best = 0;
        for (int i = 1; i < n; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
