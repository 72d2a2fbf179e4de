package io.slipway.inference;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Loads a model folder: an MLflow model (with {@code MLmodel}), or a folder with a single {@code .json}, {@code .ubj} or
 * {@code .onnx} file. Trusts nothing in it: no code runs, only files beneath the folder are opened, and their sizes are
 * checked before memory is taken.
 */
public final class ModelLoader {
    private static final String FORMATS = "XGBoost in JSON or UBJ (flavor xgboost), ONNX (flavor onnx)";

    private ModelLoader() {}

    /**
     * @throws SlipwayException NOT_FOUND if there is no such folder; INVALID_ARGUMENT if a file is missing, truncated,
     *     damaged or does not fit the others, with the file, the place and the reason; NOT_SUPPORTED if no flavor can be
     *     served, naming those that can
     */
    public static Model load(Path folder) {
        var files = new ModelFolder(folder);
        if (!files.has("MLmodel")) {
            return loadSingle(files);
        }
        MlModelFile description = MlModelFile.parse(files.read("MLmodel", MlModelFile.MAX_BYTES));
        if (description.flavors().containsKey("xgboost")) {
            String file = description
                    .text("xgboost", "data")
                    .orElseThrow(
                            () -> SlipwayException.invalid("MLmodel: flavor xgboost lacks 'data', the model file"));
            return new TreesLoader(files).load(description, file);
        }
        if (description.flavors().containsKey("onnx")) {
            return onnx(files, description, description.text("onnx", "data").orElse("model.onnx"));
        }
        throw unsupported(description);
    }

    private static Model onnx(ModelFolder files, MlModelFile description, String data) {
        String file = files.hasFolder(data) ? data + "/model.onnx" : data;
        return OnnxModel.load(files.checked(file, ModelFolder.modelLimit()), description.inputs());
    }

    private static Model loadSingle(ModelFolder files) {
        Optional<String> single = files.single(List.of(".json", ".ubj", ".onnx"));
        String file = single.orElseThrow(() -> SlipwayException.invalid(
                "the folder has no MLmodel and not exactly one .json, .ubj or .onnx file, so it is not clear what the"
                        + " model is"));
        var description = new MlModelFile(Map.of(), List.of(), List.of());
        if (file.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return onnx(files, description, file);
        }
        return new TreesLoader(files).load(description, file);
    }

    private static SlipwayException unsupported(MlModelFile description) {
        return new SlipwayException(
                ErrorCode.NOT_SUPPORTED,
                "the model's flavors " + description.flavors().keySet()
                        + " need the Python worker, which this version does not have. Formats that work: " + FORMATS
                        + ". A scikit-learn model can be saved as ONNX with skl2onnx and mlflow.onnx.log_model");
    }
}
