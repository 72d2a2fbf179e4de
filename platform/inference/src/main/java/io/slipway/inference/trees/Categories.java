package io.slipway.inference.trees;

import io.slipway.kernel.SlipwayException;
import java.util.Arrays;
import java.util.List;

/**
 * The categorical splits of an ensemble. In a row of keys each categorical feature has two codes more, behind the keys: 0
 * for what goes to the left at every split (no category, one that training never saw, a missing value that goes left), 1
 * for a missing value that goes right, and category + 2 for the rest. Each split has a bit for each code, 1 = left, so
 * that a step is one lookup without a test.
 */
final class Categories {
    private static final float FIRST_INVALID = 1 << 24;
    private static final int ALWAYS_LEFT = 0;
    private static final int MISSING_RIGHT = 1;
    private static final int FIRST = 2;
    /** 64 MB; a hostile file could ask for 2 MB a split. */
    private static final long MAX_WORDS = 1 << 24;

    private final int features;
    /** The categorical features, ascending, and the largest category that a split names. */
    private final int[] feature;

    private final int[] largest;
    /** By feature: its place in {@link #feature}, or -1. */
    private final int[] ordinal;

    private final int[] sets;
    private int used;

    Categories(String name, List<XgboostTree> trees, int features) {
        this.features = features;
        int[] top = new int[features];
        Arrays.fill(top, -1);
        for (XgboostTree tree : trees) {
            for (int i = 0; i < tree.categoryNodes.length; i++) {
                int f = tree.feature[tree.categoryNodes[i]];
                if (f >= 0 && f < features) {
                    top[f] = Math.max(top[f], largest(tree, i));
                }
            }
        }
        int count = (int) Arrays.stream(top).filter(t -> t >= 0).count();
        this.feature = new int[count];
        this.largest = new int[count];
        this.ordinal = new int[features];
        Arrays.fill(ordinal, -1);
        int next = 0;
        for (int f = 0; f < features; f++) {
            if (top[f] >= 0) {
                feature[next] = f;
                largest[next] = top[f];
                ordinal[f] = next++;
            }
        }
        this.sets = new int[words(name, trees)];
    }

    private static int largest(XgboostTree tree, int segment) {
        int result = -1;
        int from = tree.categorySegments[segment];
        for (int i = from; i < from + tree.categorySizes[segment]; i++) {
            result = Math.max(result, tree.categories[i]);
        }
        return result;
    }

    private int words(String name, List<XgboostTree> trees) {
        long words = 1;
        for (XgboostTree tree : trees) {
            for (int node : tree.categoryNodes) {
                int f = tree.feature[node];
                words += f >= 0 && f < features ? width(f) : 0;
            }
        }
        if (words > MAX_WORDS) {
            throw SlipwayException.invalid(name + ": the categories of its splits would take " + words * 4
                    + " bytes; the limit is " + MAX_WORDS * 4 + ". Number the categories of a feature from 0 on");
        }
        return (int) words;
    }

    private int width(int f) {
        return (largest[ordinal[f]] + FIRST >> 5) + 1;
    }

    /** Adds the split at {@code node}; returns the place of its bits in {@link #sets}. */
    int add(XgboostTree tree, int node) {
        int place = used;
        int width = width(tree.feature[node]);
        used += width;
        Arrays.fill(sets, place, used, -1);
        sets[place] &= ~(1 << MISSING_RIGHT);
        int segment = tree.segmentOf[node];
        int from = tree.categorySegments[segment];
        for (int i = from; i < from + tree.categorySizes[segment]; i++) {
            int code = tree.categories[i] + FIRST;
            sets[place + (code >> 5)] &= ~(1 << (code & 31));
        }
        return place;
    }

    /** Bits of all splits; never empty. */
    int[] sets() {
        return sets;
    }

    /** Places in a row of keys, keys and codes together. */
    int stride() {
        return 2 * (features + feature.length);
    }

    /** Place of a feature's code in a row of keys. */
    int place(int f, boolean missingGoesLeft) {
        return 2 * (features + ordinal[f]) + (missingGoesLeft ? 0 : 1);
    }

    /** Writes the codes of one row. */
    void fill(float[] row, int from, int[] keys, int at) {
        for (int i = 0; i < feature.length; i++) {
            float value = row[from + feature[i]];
            int left = ALWAYS_LEFT;
            int right = MISSING_RIGHT;
            if (!Float.isNaN(value)) {
                boolean named = value >= 0 && value < FIRST_INVALID && (int) value <= largest[i];
                left = named ? (int) value + FIRST : ALWAYS_LEFT;
                right = left;
            }
            keys[at + 2 * (features + i)] = left;
            keys[at + 2 * (features + i) + 1] = right;
        }
    }
}
