package io.slipway.training.trainer;

import io.slipway.training.api.DeLong;
import io.slipway.training.api.ReferenceProfile;
import io.slipway.training.api.ReferenceProfile.Bins;
import io.slipway.training.table.Column;
import io.slipway.training.table.Features;
import io.slipway.training.table.Features.Feature;
import io.slipway.training.table.Features.Type;
import io.slipway.training.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the profile of the training data that live rows are later compared with. */
public final class Profiles {
    private Profiles() {}

    /** @param heldOut rows that {@link Trainer.Trained#scores} are of; null if they are of the training rows */
    public static ReferenceProfile of(
            Table table, @Nullable Table heldOut, Features features, Trainer.Trained trained) {
        var profiles = new ArrayList<ReferenceProfile.Feature>();
        for (Feature feature : features.features()) {
            Column column = table.column(feature.name());
            double importance = trained.importance().getOrDefault(feature.name(), 0.0);
            profiles.add(
                    feature.type() == Type.CATEGORY
                            ? ReferenceProfile.Feature.category(feature.name(), texts(column), importance)
                            : ReferenceProfile.Feature.number(feature.name(), column.numbers(), importance));
        }
        boolean[] labels = table.labels(features.label());
        int positive = 0;
        for (boolean label : labels) {
            positive += label ? 1 : 0;
        }
        return new ReferenceProfile(
                table.rows(),
                (double) positive / table.rows(),
                auc(heldOut, features, trained.scores()),
                profiles,
                Bins.of(trained.scores()));
    }

    /** Null also if the held-out rows are all of one class. */
    private static @Nullable Double auc(@Nullable Table heldOut, Features features, double[] scores) {
        if (heldOut == null) {
            return null;
        }
        boolean[] labels = heldOut.labels(features.label());
        int positive = 0;
        for (boolean label : labels) {
            positive += label ? 1 : 0;
        }
        return Math.min(positive, labels.length - positive) < 2
                ? null
                : DeLong.area(scores, labels).auc();
    }

    private static List<@Nullable String> texts(Column column) {
        var texts = new ArrayList<@Nullable String>(column.rows());
        for (int row = 0; row < column.rows(); row++) {
            texts.add(column.text(row));
        }
        return texts;
    }
}
