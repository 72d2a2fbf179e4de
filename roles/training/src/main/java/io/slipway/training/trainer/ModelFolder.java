package io.slipway.training.trainer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.training.api.ReferenceProfile;
import io.slipway.training.table.Column;
import io.slipway.training.table.Features;
import io.slipway.training.table.Features.Feature;
import io.slipway.training.table.Features.Type;
import io.slipway.training.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model as a folder that MLflow, XGBoost and Slipway load alike: {@code MLmodel} with the flavors {@code xgboost},
 * {@code python_function} and {@code slipway}, the booster in {@code model.json}, what it takes in
 * {@code features.json}, what it was trained on in {@code reference.json}, and the Python that applies
 * {@code features.json}.
 */
public final class ModelFolder {
    /** MLflow's level whose file format this is. */
    static final String MLFLOW = "3.1.0";

    static final String XGBOOST = "3.4.0";
    private static final int EXAMPLE_ROWS = 5;

    private final Features features;
    private final Table table;
    private final byte[] model;
    private final ReferenceProfile reference;

    public ModelFolder(Features features, Table table, Trainer.Trained trained, ReferenceProfile reference) {
        this.features = features;
        this.table = table;
        this.model = trained.model();
        this.reference = reference;
    }

    /**
     * Where the model comes from, as far as it was logged.
     *
     * @param runId with {@code modelId}, MLflow's ids; null without a tracking server
     */
    public record Origin(@Nullable String runId, @Nullable String modelId, Instant created) {}

    /**
     * Writes the folder whole or not at all; an older model there is replaced.
     *
     * @throws SlipwayException INVALID_ARGUMENT if something else than a model is there
     */
    public void write(Path folder, Origin origin) throws IOException {
        requireFree(folder);
        Path parent =
                Files.createDirectories(folder.toAbsolutePath().normalize()).getParent();
        Path fresh = Files.createTempDirectory(parent == null ? folder : parent, ".model-");
        try {
            write(fresh, mlModel(origin));
            deleteTree(folder);
            Files.move(fresh, folder);
            folder.toFile().setReadable(true, false);
            folder.toFile().setExecutable(true, false);
        } finally {
            deleteTree(fresh);
        }
    }

    /** @throws SlipwayException INVALID_ARGUMENT if something else than a model is there */
    public static void requireFree(Path folder) throws IOException {
        if (Files.exists(folder) && !isModelOrEmpty(folder)) {
            throw SlipwayException.invalid(folder + " holds other files and no model: name another folder with --out");
        }
    }

    private static boolean isModelOrEmpty(Path folder) throws IOException {
        if (Files.isRegularFile(folder.resolve("MLmodel"))) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.findAny().isEmpty();
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all;
            try (Stream<Path> walk = Files.walk(folder)) {
                all = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }

    private void write(Path folder, String mlModel) throws IOException {
        Files.writeString(folder.resolve("MLmodel"), mlModel);
        Files.write(folder.resolve("model.json"), model);
        Files.writeString(folder.resolve("features.json"), Json.write(features));
        Files.writeString(folder.resolve("reference.json"), Json.write(reference));
        Files.writeString(folder.resolve("input_example.json"), example().toString());
        Files.writeString(folder.resolve("requirements.txt"), "mlflow>=" + MLFLOW + "\nxgboost>=3.1\nnumpy\npandas\n");
        Path code = Files.createDirectory(folder.resolve("code"));
        try (InputStream in = ModelFolder.class.getResourceAsStream("slipway_features.py")) {
            if (in == null) {
                throw new SlipwayException(ErrorCode.INTERNAL, "slipway_features.py is missing in this build");
            }
            Files.copy(in, code.resolve("slipway_features.py"));
        }
    }

    private String mlModel(Origin origin) {
        String created = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(origin.created());
        String ids = (origin.modelId() == null ? "" : "model_id: " + origin.modelId() + "\n")
                + (origin.runId() == null ? "" : "run_id: " + origin.runId() + "\n");
        return """
                flavors:
                  python_function:
                    code: code
                    loader_module: slipway_features
                    python_version: 3.11.0
                  slipway:
                    features: features.json
                    reference: reference.json
                  xgboost:
                    code: null
                    data: model.json
                    model_class: xgboost.core.Booster
                    model_format: json
                    xgb_version: %s
                mlflow_version: %s
                %ssaved_input_example_info:
                  artifact_path: input_example.json
                  pandas_orient: split
                  type: dataframe
                signature:
                  inputs: %s
                  outputs: %s
                utc_time_created: '%s'
                """.formatted(
                        XGBOOST,
                        MLFLOW,
                        ids,
                        quoted(inputs(features, table).toString()),
                        quoted(outputs().toString()),
                        created);
    }

    /** YAML's single quotes. */
    private static String quoted(String json) {
        return "'" + json.replace("'", "''") + "'";
    }

    /** MLflow's column schema of the model's inputs. A number is a long if the table holds whole numbers without a gap. */
    public static ArrayNode inputs(Features features, Table table) {
        ArrayNode columns = Json.strict().createArrayNode();
        for (Feature feature : features.features()) {
            Column column = table.column(feature.name());
            columns.addObject()
                    .put("type", type(feature, column))
                    .put("name", feature.name())
                    .put("required", !column.hasMissing());
        }
        return columns;
    }

    private static String type(Feature feature, Column column) {
        if (feature.type() == Type.CATEGORY) {
            return "string";
        }
        return column.whole() && !column.hasMissing() ? "long" : "double";
    }

    private ArrayNode outputs() {
        ArrayNode columns = Json.strict().createArrayNode();
        columns.addObject()
                .put("type", "double")
                .put("name", features.label() + "_probability")
                .put("required", true);
        return columns;
    }

    /** First rows in pandas' split orientation. */
    private ObjectNode example() {
        ObjectNode split = Json.object();
        ArrayNode names = split.putArray("columns");
        features.features().forEach(f -> names.add(f.name()));
        ArrayNode data = split.putArray("data");
        for (int row = 0; row < Math.min(EXAMPLE_ROWS, table.rows()); row++) {
            ArrayNode values = data.addArray();
            for (Feature feature : features.features()) {
                Column column = table.column(feature.name());
                addValue(values, column.text(row), type(feature, column));
            }
        }
        return split;
    }

    private static void addValue(ArrayNode values, @Nullable String text, String type) {
        switch (text) {
            case null -> values.addNull();
            case String category when type.equals("string") -> values.add(category);
            case String whole when type.equals("long") -> values.add(Long.parseLong(whole));
            default -> values.add(Double.parseDouble(text));
        }
    }
}
