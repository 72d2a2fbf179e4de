package io.slipway.inference;

import io.slipway.inference.FeatureEncoding.Feature;
import io.slipway.inference.Signature.Field;
import io.slipway.inference.trees.BoostedTrees;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts an XGBoost model, its feature encoding and its signature together, and refuses what does not fit. */
final class TreesLoader {
    private final ModelFolder folder;

    TreesLoader(ModelFolder folder) {
        this.folder = folder;
    }

    Model load(MlModelFile description, String file) {
        boolean scikit = description.text("xgboost", "model_class").orElse("").startsWith("xgboost.sklearn.");
        byte[] bytes = folder.read(file, ModelFolder.modelLimit());
        BoostedTrees trees = BoostedTrees.read(file, bytes, scikit);
        boolean labels = description.text("xgboost", "model_class").orElse("").endsWith("Classifier");
        TreeAnswers answers = TreeAnswers.of(description.outputs(), trees.answers(), labels);
        String platform = bytes[1] == '"' || Character.isWhitespace(bytes[1]) ? "xgboost_json" : "xgboost_ubj";
        Optional<FeatureEncoding> encoding = encoding(description);
        if (encoding.isEmpty() && matrix(description, trees)) {
            List<Field> inputs = description.inputs().isEmpty()
                    ? List.of(new Field("input-0", Datatype.FP64, new long[] {-1, trees.features()}, true))
                    : description.inputs();
            return new TreesModel(platform, trees, inputs, new RowSource.Matrix(trees.features()), answers);
        }
        List<Feature> features = encoding.map(FeatureEncoding::features).orElseGet(() -> numbers(description, trees));
        checkNames(file, features, trees);
        List<Field> inputs =
                description.inputs().isEmpty() ? columns(features) : checked(description.inputs(), features);
        return new TreesModel(platform, trees, inputs, new RowSource.Columns(features), answers);
    }

    private Optional<FeatureEncoding> encoding(MlModelFile description) {
        return description
                .text("slipway", "features")
                .map(file -> FeatureEncoding.parse(file, folder.read(file, FeatureEncoding.MAX_BYTES)));
    }

    private static boolean matrix(MlModelFile description, BoostedTrees trees) {
        List<Field> inputs = description.inputs();
        if (inputs.isEmpty()) {
            return trees.featureNames().isEmpty();
        }
        Field first = inputs.getFirst();
        if (inputs.size() != 1 || first.shape().length != 2) {
            return false;
        }
        if (first.shape()[1] != trees.features() && first.shape()[1] != -1) {
            throw SlipwayException.invalid("MLmodel: the signature's tensor has " + first.shape()[1]
                    + " columns, but the model has " + trees.features() + " features");
        }
        return true;
    }

    /** Without an encoding: the signature's columns, in the booster's order where the booster knows their names. */
    private static List<Feature> numbers(MlModelFile description, BoostedTrees trees) {
        List<String> names = trees.featureNames();
        List<String> columns = description.inputs().stream().map(Field::name).toList();
        if (names.isEmpty() || !columns.isEmpty() && !new HashSet<>(columns).equals(new HashSet<>(names))) {
            names = columns;
        }
        for (Field field : description.inputs()) {
            if (field.datatype() == Datatype.BYTES) {
                throw new SlipwayException(
                        ErrorCode.NOT_SUPPORTED,
                        "column '" + field.name() + "' is text and the model has no features.json that says how to"
                                + " encode it; train with `slipway train`, or save the whole pipeline as ONNX");
            }
        }
        return names.stream().map(name -> new Feature(name, false, Map.of())).toList();
    }

    private static void checkNames(String file, List<Feature> features, BoostedTrees trees) {
        if (features.size() != trees.features()) {
            throw SlipwayException.invalid(file + " has " + trees.features() + " features, but " + features.size()
                    + " columns are declared for it");
        }
        List<String> names = trees.featureNames();
        List<String> declared = features.stream().map(Feature::name).toList();
        if (new HashSet<>(names).equals(new HashSet<>(declared)) && !names.equals(declared)) {
            throw SlipwayException.invalid(
                    file + " has the features " + names + ", but they are declared in another order: " + declared);
        }
    }

    private static List<Field> columns(List<Feature> features) {
        List<Field> fields = new ArrayList<>();
        for (Feature feature : features) {
            Datatype type = feature.category() ? Datatype.BYTES : Datatype.FP64;
            fields.add(new Field(feature.name(), type, new long[] {-1}, true));
        }
        return fields;
    }

    private static List<Field> checked(List<Field> inputs, List<Feature> features) {
        Map<String, Field> byName = new HashMap<>();
        inputs.forEach(field -> byName.put(field.name(), field));
        for (Feature feature : features) {
            Field field = byName.remove(feature.name());
            if (field == null) {
                throw SlipwayException.invalid("MLmodel: the signature lacks the feature '" + feature.name() + "'");
            }
            if (field.datatype() == Datatype.BYTES && !feature.category()) {
                throw SlipwayException.invalid("MLmodel: the signature says that '" + feature.name()
                        + "' is text, but features.json says that it is a number");
            }
        }
        if (!byName.isEmpty()) {
            throw SlipwayException.invalid("MLmodel: the signature has inputs that are no features of the model: "
                    + byName.keySet().stream().sorted().toList());
        }
        return inputs;
    }
}
