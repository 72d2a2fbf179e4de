package io.slipway.inference.trees;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an XGBoost file says, as read; see {@link XgboostReader}. */
final class XgboostModel {
    String booster = "";
    String objective = "";
    int features = -1;
    int classes;
    int targets = 1;
    String baseScore = "";
    int declaredTrees = -1;
    int parallelTrees = 1;
    List<XgboostTree> trees = new ArrayList<>();
    int[] treeInfo = {};
    int[] iterationEnds = {};
    float[] weightDrop = {};
    List<String> featureNames = new ArrayList<>();
    List<String> featureTypes = new ArrayList<>();
    Map<String, String> attributes = new HashMap<>();

    int outputs() {
        return Math.max(Math.max(classes, targets), 1);
    }
}
