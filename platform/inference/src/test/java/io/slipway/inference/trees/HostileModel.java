package io.slipway.inference.trees;

import io.slipway.kernel.SlipwayException;

/** Reads bytes that may be anything; only a refusal is a fine failure. */
final class HostileModel {
    private static final int MAX_FEATURES_TO_TRY = 10_000;

    private HostileModel() {}

    static void read(byte[] file) {
        try {
            BoostedTrees trees = BoostedTrees.read("model", file);
            if (trees.features() <= MAX_FEATURES_TO_TRY && trees.answers() <= MAX_FEATURES_TO_TRY) {
                trees.predict(new float[2 * trees.features()], 2, new float[2 * trees.answers()]);
            }
        } catch (SlipwayException e) {
            if (e.text().isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
    }
}
