package io.slipway.training.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.training.table.Features;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much each feature matters to a booster: its share of the loss reduction of all splits ({@code total_gain} in
 * XGBoost's terms). Read from the model's JSON, since XGBoost4J's own score refuses models with categorical splits.
 */
final class Importance {
    private Importance() {}

    static Map<String, Double> of(byte[] model, Features features) {
        double[] gain = new double[features.features().size()];
        try {
            JsonNode trees = Json.lenient().readTree(model).at("/learner/gradient_booster/model/trees");
            trees.forEach(tree -> add(tree, gain));
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.INTERNAL, "XGBoost wrote a model that is not JSON", e);
        }
        double sum = 0;
        for (double g : gain) {
            sum += g;
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int i = 0; i < gain.length; i++) {
            shares.put(features.features().get(i).name(), sum == 0 ? 0 : gain[i] / sum);
        }
        return shares;
    }

    private static void add(JsonNode tree, double[] gain) {
        JsonNode left = tree.path("left_children");
        for (int node = 0; node < left.size(); node++) {
            if (left.get(node).asInt() >= 0) {
                gain[tree.path("split_indices").path(node).asInt()] +=
                        tree.path("loss_changes").path(node).asDouble();
            }
        }
    }
}
