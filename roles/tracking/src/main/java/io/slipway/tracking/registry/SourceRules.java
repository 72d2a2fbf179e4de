package io.slipway.tracking.registry;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.tracking.artifacts.ArtifactPath;
import io.slipway.tracking.artifacts.ArtifactStore;
import io.slipway.tracking.models.LoggedModels;
import io.slipway.tracking.runs.Runs;
import io.slipway.tracking.wire.Names;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides where the files of a new version are. A source in the server's own store counts only together with the run or
 * logged model that owns it; local paths and addresses of other hosts are refused whatever they look like; an object
 * store's address is kept for clients, and never opened here.
 */
final class SourceRules {
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)");
    private static final Pattern VERSION = Pattern.compile("/([^/@]+)/(\\d{1,9})");
    private static final Pattern ALIAS = Pattern.compile("/([^/@]+)@([^/@]+)");
    private static final Set<String> OBJECT_STORES =
            Set.of("s3", "r2", "b2", "gs", "dbfs", "abfs", "abfss", "wasb", "wasbs", "uc");
    private static final Set<String> PROMPT_SOURCES = Set.of("prompt-template", "dummy-source");

    private SourceRules() {}

    /**
     * What is kept of a source.
     *
     * @param storage artifact URI of the files; null for a prompt, which has none, and for a run that is not here
     */
    record Resolved(
            String source,
            @Nullable String runId,
            @Nullable String modelId,
            @Nullable String storage) {
        /** With the run that made the logged model, where no run is known. */
        Resolved withRunOfModel(Query query, String workspace) {
            if (modelId == null || runId != null) {
                return this;
            }
            return new Resolved(
                    source,
                    LoggedModels.findSourceRun(query, workspace, modelId).orElse(null),
                    modelId,
                    storage);
        }
    }

    static Resolved prompt(String source) {
        if (!PROMPT_SOURCES.contains(source)) {
            throw SlipwayException.invalid("Invalid prompt source: '" + Names.shown(source)
                    + "'. Prompt sources must use an MLflow placeholder.");
        }
        return new Resolved(source, null, null, null);
    }

    static Resolved resolve(
            Query query, String workspace, String source, @Nullable String runId, @Nullable String modelId) {
        Names.longest("source", source, 2048);
        String plain = ArtifactPath.decoded(source);
        Matcher uri = SCHEME.matcher(plain);
        boolean windowsDrive = plain.length() >= 2 && plain.charAt(1) == ':';
        String scheme = uri.matches() && !windowsDrive ? uri.group(1).toLowerCase(Locale.ROOT) : "file";
        if (scheme.equals("file")) {
            throw SlipwayException.invalid("Invalid model version source: '" + Names.shown(source)
                    + "'. To use a local path as a model version source, the run_id request parameter has to be"
                    + " specified and the local path has to be contained within the artifact directory of the run"
                    + " specified by the run_id.");
        }
        refuseTricks(source, plain);
        String rest = uri.group(2);
        return switch (scheme) {
            case "models" -> ofModels(query, workspace, source, rest, runId, modelId);
            case "runs" -> ofRun(query, workspace, source, rest, runId, modelId);
            case "mlflow-artifacts" -> ofStore(query, workspace, source, runId, modelId);
            default -> {
                if (!OBJECT_STORES.contains(scheme)) {
                    throw SlipwayException.invalid("Invalid source: URIs of the scheme '" + scheme
                            + "' are not supported. Upload the model to the artifact store first.");
                }
                yield new Resolved(source, runId, modelId, source);
            }
        };
    }

    private static void refuseTricks(String source, String plain) {
        boolean climbs = ("/" + plain.replace('?', '/').replace('#', '/').replace(';', '/') + "/").contains("/../");
        boolean odd = plain.chars().anyMatch(c -> c < 32 || c == 127 || c == '\\');
        if (climbs || odd) {
            throw SlipwayException.invalid("Invalid model version source: '" + Names.shown(source)
                    + "'. If supplying a source as an http, https, local file path, ftp, objectstore, or"
                    + " mlflow-artifacts uri, an absolute path must be provided without relative path references"
                    + " present. Please provide an absolute path.");
        }
    }

    private static SlipwayException notOwned(String source, String parameter) {
        return SlipwayException.invalid("Invalid model version source: '" + Names.shown(source) + "'. The " + parameter
                + " request parameter must identify the resource that contains the source.");
    }

    private static Resolved ofModels(
            Query query,
            String workspace,
            String source,
            String rest,
            @Nullable String runId,
            @Nullable String modelId) {
        Matcher version = VERSION.matcher(rest);
        if (version.matches()) {
            return ofVersion(
                    query, workspace, source, version.group(1), Integer.parseInt(version.group(2)), runId, modelId);
        }
        Matcher alias = ALIAS.matcher(rest);
        if (alias.matches()) {
            long model = RegistryRows.requireModel(query, workspace, alias.group(1));
            int number =
                    RegistryRows.aliased(query, model, alias.group(2)).orElseThrow(() -> notOwned(source, "model_id"));
            return ofVersion(query, workspace, source, alias.group(1), number, runId, modelId);
        }
        String id = rest.startsWith("/") ? rest.substring(1) : rest;
        if (!id.startsWith("m-") || id.indexOf('/') >= 0 || !id.equals(modelId)) {
            throw notOwned(source, "model_id");
        }
        String storage =
                LoggedModels.findArtifactUri(query, workspace, id).orElseThrow(() -> notOwned(source, "model_id"));
        return new Resolved(source, runId, id, storage);
    }

    private static Resolved ofVersion(
            Query query,
            String workspace,
            String source,
            String name,
            int number,
            @Nullable String runId,
            @Nullable String modelId) {
        long model = RegistryRows.requireModel(query, workspace, name);
        if (RegistryRows.isPrompt(query, model)) {
            throw SlipwayException.invalid("Invalid model version source: '" + Names.shown(source)
                    + "'. Prompt versions cannot be used as model version sources.");
        }
        ModelVersion.Stored from = RegistryRows.requireVersion(query, workspace, name, number);
        boolean otherRun = runId != null && !runId.equals(from.bare().runId());
        boolean otherModel = modelId != null && !modelId.equals(from.bare().modelId());
        if (otherRun || otherModel) {
            throw SlipwayException.invalid("Invalid model version source: '" + Names.shown(source)
                    + "'. The run_id and model_id request parameters must match the referenced model version.");
        }
        return new Resolved(
                "models:/" + name + "/" + number,
                from.bare().runId(),
                from.bare().modelId(),
                from.storageLocation());
    }

    private static Resolved ofRun(
            Query query,
            String workspace,
            String source,
            String rest,
            @Nullable String runId,
            @Nullable String modelId) {
        String path = rest.startsWith("/") && !rest.startsWith("//") ? rest.substring(1) : "";
        int slash = path.indexOf('/');
        String id = slash < 0 ? path : path.substring(0, slash);
        if (modelId != null || runId == null || !id.equals(runId)) {
            throw notOwned(source, modelId != null ? "model_id" : "run_id");
        }
        String below = slash < 0 ? "" : ArtifactPath.checked(path.substring(slash + 1));
        String storage = Runs.findArtifactUri(query, workspace, id)
                .map(root -> below.isEmpty() ? root : root + "/" + below)
                .orElse(null);
        return new Resolved(source, runId, null, storage);
    }

    private static Resolved ofStore(
            Query query, String workspace, String source, @Nullable String runId, @Nullable String modelId) {
        String parameter = modelId != null ? "model_id" : "run_id";
        Optional<String> root = modelId != null
                ? LoggedModels.findArtifactUri(query, workspace, modelId)
                : runId != null ? Runs.findArtifactUri(query, workspace, runId) : Optional.empty();
        Optional<String> owned = root.flatMap(ArtifactStore::folder);
        Optional<String> asked = ArtifactStore.folder(source);
        if (owned.isEmpty()
                || asked.isEmpty()
                || owned.get().isEmpty()
                || !(asked.get() + "/").startsWith(owned.get() + "/")) {
            throw notOwned(source, parameter);
        }
        return new Resolved(source, runId, modelId, "mlflow-artifacts:/" + asked.get());
    }
}
