package io.slipway.tracking.registry;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks models, versions and aliases up, and says in MLflow's words what is not there. */
final class RegistryRows {
    static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

    private RegistryRows() {}

    static Optional<Long> findModel(Query query, String workspace, String name) {
        return query.one(
                "SELECT id FROM registered_models WHERE workspace = ? AND name = ?",
                row -> row.integer(1),
                workspace,
                name);
    }

    static long requireModel(Query query, String workspace, String name) {
        return findModel(query, workspace, name)
                .orElseThrow(() ->
                        SlipwayException.notFound("Registered Model with name=" + Names.shown(name) + " not found"));
    }

    /** @param version in digits, as it travels */
    static int number(String version) {
        if (version.isEmpty() || version.length() > 9 || !version.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw SlipwayException.invalid(
                    "Parameter 'version' must be an integer, got '" + Names.shown(version) + "'.");
        }
        return Integer.parseInt(version);
    }

    static ModelVersion.Stored requireVersion(Query query, String workspace, String name, int version) {
        return query.one(
                        "SELECT " + ModelVersion.COLUMNS + ModelVersion.FROM
                                + "WHERE m.workspace = ? AND m.name = ? AND v.version = ? AND v.deleted = 0",
                        ModelVersion.Stored::read,
                        workspace,
                        name,
                        version)
                .orElseThrow(() -> SlipwayException.notFound(
                        "Model Version (name=" + Names.shown(name) + ", version=" + version + ") not found"));
    }

    static Optional<Integer> aliased(Query query, long model, String alias) {
        return query.one(
                "SELECT version FROM aliases WHERE model = ? AND alias = ?", row -> (int) row.integer(1), model, alias);
    }

    static boolean isPrompt(Query query, long model) {
        return query.one(
                        "SELECT value FROM registered_model_tags WHERE model = ? AND key = ?",
                        row -> row.text(1),
                        model,
                        PROMPT_TAG)
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    /** The newest version of each stage. */
    static List<ModelVersion> latest(Query query, long model, Predicate<String> stages) {
        return newest(query, model).stream()
                .filter(stored -> stages.test(stored.bare().currentStage()))
                .map(stored -> stored.whole(query))
                .toList();
    }

    private static List<ModelVersion.Stored> newest(Query query, long model) {
        return query.list(
                "SELECT " + ModelVersion.COLUMNS + ModelVersion.FROM
                        + "WHERE v.model = ? AND v.deleted = 0 AND v.version = (SELECT MAX(w.version) FROM"
                        + " model_versions w WHERE w.model = v.model AND w.deleted = 0 AND w.stage = v.stage)"
                        + " ORDER BY v.version",
                ModelVersion.Stored::read,
                model);
    }

    static RegisteredModel model(Query query, long model) {
        List<KeyValue> tags = query.list(
                "SELECT key, value FROM registered_model_tags WHERE model = ? ORDER BY key",
                row -> new KeyValue(row.text(1), row.text(2)),
                model);
        List<RegisteredModel.Alias> aliases = query.list(
                "SELECT alias, version FROM aliases WHERE model = ? ORDER BY alias",
                row -> new RegisteredModel.Alias(row.text(1), Long.toString(row.integer(2))),
                model);
        List<ModelVersion> latest = newest(query, model).stream()
                .map(stored -> stored.listed(query))
                .toList();
        return query.one(
                        "SELECT name, created, updated, description FROM registered_models WHERE id = ?",
                        row -> new RegisteredModel(
                                row.text(1), row.integer(2), row.integer(3), row.textOrNull(4), latest, tags, aliases),
                        model)
                .orElseThrow(() -> SlipwayException.notFound("Registered Model not found"));
    }
}
