package io.slipway.inference;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * MLflow's {@code MLmodel}: flavors and signature. Format: https://mlflow.org/docs/latest/ml/model/.
 *
 * @param flavors name of the flavor → its keys
 * @param inputs empty if the model has no signature
 * @param outputs empty if the signature does not say
 */
record MlModelFile(
        Map<String, Map<String, Object>> flavors, List<Signature.Field> inputs, List<Signature.Field> outputs) {
    static final int MAX_BYTES = 4 << 20;

    static MlModelFile parse(byte[] yaml) {
        Map<String, Object> root = map("MLmodel", load(yaml));
        Map<String, Map<String, Object>> flavors = new LinkedHashMap<>();
        map("flavors", root.get("flavors")).forEach((name, keys) -> {
            flavors.put(name, map("flavor '" + name + "'", keys));
        });
        Object signature = root.get("signature");
        Map<String, Object> sides = signature == null ? Map.of() : map("signature", signature);
        return new MlModelFile(
                flavors,
                SchemaJson.fields("inputs", "input", sides.get("inputs")),
                SchemaJson.fields("outputs", "output", sides.get("outputs")));
    }

    private static @Nullable Object load(byte[] yaml) {
        var settings = LoadSettings.builder()
                .setLabel("MLmodel")
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(20)
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .build();
        try {
            return new Load(settings).loadFromString(new String(yaml, StandardCharsets.UTF_8));
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark()
                    .map(m -> " at line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
                    .orElse("");
            throw new SlipwayException(
                    ErrorCode.INVALID_ARGUMENT, "MLmodel is not valid YAML" + where + ": " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new SlipwayException(
                    ErrorCode.INVALID_ARGUMENT, "MLmodel is not valid YAML: " + shortened(e.getMessage()), e);
        } catch (StackOverflowError e) {
            throw SlipwayException.invalid("MLmodel is not valid: it is nested too deep");
        }
    }

    private static String shortened(@Nullable String text) {
        String line = text == null ? "damaged" : text.lines().findFirst().orElse("damaged");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    private static Map<String, Object> map(String what, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw SlipwayException.invalid(
                    what.equals("MLmodel") ? "MLmodel is no YAML mapping" : "MLmodel: " + what + " must be a mapping");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((k, v) -> {
            if (v != null) {
                result.put(String.valueOf(k), v);
            }
        });
        return result;
    }

    /** A text key of a flavor. */
    Optional<String> text(String flavor, String key) {
        Map<String, Object> keys = flavors.get(flavor);
        return keys == null || !(keys.get(key) instanceof String text) ? Optional.empty() : Optional.of(text);
    }
}
