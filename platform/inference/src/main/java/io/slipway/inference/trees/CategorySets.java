package io.slipway.inference.trees;

import java.util.Arrays;

/** The sets of categories of all categorical splits, one after the other, each as its number of words and its words. */
final class CategorySets {
    private int[] words = new int[16];
    private int size;

    /** @return the place of the set of {@code node} */
    int add(XgboostTree tree, int node) {
        int segment = tree.segmentOf[node];
        int from = tree.categorySegments[segment];
        int to = from + tree.categorySizes[segment];
        int largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, tree.categories[i]);
        }
        int count = (largest >> 5) + 1;
        int place = size;
        reserve(1 + count);
        words[place] = count;
        for (int i = from; i < to; i++) {
            int category = tree.categories[i];
            words[place + 1 + (category >> 5)] |= 1 << (category & 31);
        }
        return place;
    }

    private void reserve(int more) {
        size = Math.addExact(size, more);
        if (size > words.length) {
            words = Arrays.copyOf(words, Math.max(size, words.length * 2));
        }
    }

    int[] words() {
        return Arrays.copyOf(words, size);
    }
}
