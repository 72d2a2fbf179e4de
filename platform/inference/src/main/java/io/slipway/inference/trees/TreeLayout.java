package io.slipway.inference.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts an ensemble into runs of trees and gives each run the layout that suits it; the order of the trees stays. */
final class TreeLayout {
    private TreeLayout() {}

    static List<TreeRun> of(List<XgboostTree> trees, int[] outputOf, float[] weight, Categories categories) {
        List<TreeRun> runs = new ArrayList<>();
        int start = 0;
        while (start < trees.size()) {
            boolean shallow = shallow(trees.get(start));
            int end = start + 1;
            while (end < trees.size() && shallow(trees.get(end)) == shallow) {
                end++;
            }
            List<XgboostTree> run = trees.subList(start, end);
            int[] outputs = Arrays.copyOfRange(outputOf, start, end);
            float[] weights = Arrays.copyOfRange(weight, start, end);
            runs.add(
                    shallow && CompleteTrees.suits(run)
                            ? new CompleteTrees(run, outputs, weights, categories)
                            : new LinkedTrees(run, outputs, weights, categories));
            start = end;
        }
        return runs;
    }

    private static boolean shallow(XgboostTree tree) {
        return tree.depth() <= CompleteTrees.MAX_DEPTH;
    }
}
