package io.slipway.tracking.moving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Names;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of an import: a JSON object whose {@code type} says which. Times are epoch milliseconds; ids are the
 * original ones, but {@code experiment_id} is the id that Slipway answered for the experiment's line.
 */
sealed interface Line {
    /** Longest text of a param or tag; what the sources hold is far shorter. */
    int MAX_VALUE = 100_000;

    /** What the record is of, for the answer. */
    String id();

    /** An experiment; it is found again by its name, or by its id and time of creation. */
    record ExperimentLine(
            String id, String name, String lifecycle, long created, long updated, Map<String, String> tags)
            implements Line {
        public ExperimentLine {
            need(id, "id");
            Names.longest("name", need(name, "name"), 500);
            checkLifecycle(lifecycle);
            tags = texts("tag", tags);
        }
    }

    /** A dataset that a run read. */
    record DatasetLine(
            String name,
            String digest,
            String sourceType,
            String source,
            @Nullable String schema,
            @Nullable String profile,
            Map<String, String> tags) {
        public DatasetLine {
            need(name, "dataset name");
            need(digest, "dataset digest");
            need(sourceType, "dataset source_type");
            need(source, "dataset source");
            tags = texts(null, tags);
        }
    }

    /** A logged model that a run made. */
    record OutputLine(String modelId, long step) {
        public OutputLine {
            need(modelId, "model_id");
        }
    }

    /** A run with all but its points. */
    record RunLine(
            String runId,
            String experimentId,
            String name,
            String status,
            String userId,
            long startTime,
            @Nullable Long endTime,
            String lifecycle,
            @Nullable Long deletedTime,
            Map<String, String> params,
            Map<String, String> tags,
            List<DatasetLine> datasets,
            List<String> inputs,
            List<OutputLine> outputs)
            implements Line {
        public RunLine {
            Names.runId(need(runId, "run_id"));
            need(experimentId, "experiment_id");
            need(name, "name");
            oneOf("status", status, List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"));
            need(userId, "user_id");
            checkLifecycle(lifecycle);
            params = texts("param", params);
            tags = texts("tag", tags);
            datasets = given(datasets);
            inputs = given(inputs);
            outputs = given(outputs);
        }

        @Override
        public String id() {
            return runId;
        }
    }

    /** @param points time, step and value of each; a value that JSON has no number for is a text: NaN, Infinity */
    record MetricsLine(String runId, String key, List<List<JsonNode>> points) implements Line {
        public MetricsLine {
            Names.runId(need(runId, "run_id"));
            Names.key("key", "Metric name", need(key, "key"));
            points = given(points);
        }

        @Override
        public String id() {
            return runId;
        }
    }

    /**
     * Asks whether the points of a run were all taken already, or says that they are.
     *
     * @param mark what changes when the source has more points
     * @param taken true once all were sent
     */
    record HistoryLine(String runId, String mark, boolean taken) implements Line {
        public HistoryLine {
            need(runId, "run_id");
            Names.longest("mark", need(mark, "mark"), 200);
        }

        @Override
        public String id() {
            return runId;
        }
    }

    /** A point measured on a logged model. */
    record ModelPoint(
            String key,
            long time,
            long step,
            JsonNode value,
            String runId,
            @Nullable String datasetName,
            @Nullable String datasetDigest) {
        public ModelPoint {
            Names.key("key", "Metric name", need(key, "key"));
            need(runId, "run_id");
        }
    }

    /** A model that a run logged. */
    record LoggedModelLine(
            String modelId,
            String experimentId,
            String name,
            @Nullable String modelType,
            @Nullable String sourceRunId,
            String status,
            @Nullable String statusMessage,
            long created,
            long updated,
            String lifecycle,
            Map<String, String> params,
            Map<String, String> tags,
            List<ModelPoint> metrics)
            implements Line {
        public LoggedModelLine {
            Names.runId(need(modelId, "model_id"));
            need(experimentId, "experiment_id");
            Names.longest("name", need(name, "name"), 500);
            oneOf(
                    "status",
                    status,
                    List.of("LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"));
            checkLifecycle(lifecycle);
            params = texts("param", params);
            tags = texts("tag", tags);
            metrics = given(metrics);
        }

        @Override
        public String id() {
            return modelId;
        }
    }

    /** A registered model. */
    record ModelLine(String name, @Nullable String description, long created, long updated, Map<String, String> tags)
            implements Line {
        public ModelLine {
            Names.longest("name", need(name, "name"), 256);
            tags = texts("tag", tags);
        }

        @Override
        public String id() {
            return name;
        }
    }

    /**
     * A version of a registered model.
     *
     * @param location where its files are here; null if they were not taken
     * @param deleted keeps the number from being given again, and nothing else
     */
    record VersionLine(
            String model,
            int version,
            long created,
            long updated,
            @Nullable String description,
            @Nullable String userId,
            String stage,
            @Nullable String source,
            @Nullable String location,
            @Nullable String runId,
            @Nullable String runLink,
            @Nullable String modelId,
            boolean deleted,
            Map<String, String> tags)
            implements Line {
        public VersionLine {
            need(model, "model");
            if (version < 1) {
                throw SlipwayException.invalid("'version' must be 1 or greater");
            }
            oneOf("stage", stage, List.of("None", "Staging", "Production", "Archived"));
            tags = texts("tag", tags);
        }

        @Override
        public String id() {
            return model + "/" + version;
        }
    }

    /** @param created when the version was made: tells it from another source's version of the same number */
    record AliasLine(String model, String alias, int version, long created) implements Line {
        public AliasLine {
            need(model, "model");
            need(alias, "alias");
        }

        @Override
        public String id() {
            return model + "@" + alias;
        }
    }

    /** @throws SlipwayException INVALID_ARGUMENT that says what is wrong with it */
    static Line parse(String json) {
        if (!(Json.parse(json) instanceof ObjectNode object)) {
            throw SlipwayException.invalid("a line must be a JSON object");
        }
        JsonNode type = object.remove("type");
        String named = type == null ? "" : type.asText();
        Class<? extends Line> shape = switch (named) {
            case "experiment" -> ExperimentLine.class;
            case "run" -> RunLine.class;
            case "metrics" -> MetricsLine.class;
            case "history" -> HistoryLine.class;
            case "logged_model" -> LoggedModelLine.class;
            case "model" -> ModelLine.class;
            case "version" -> VersionLine.class;
            case "alias" -> AliasLine.class;
            default -> throw SlipwayException.invalid("there is no 'type' " + Names.shown(named));
        };
        try {
            return Json.strict().treeToValue(object, shape);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof SlipwayException said) {
                throw said;
            }
            throw Json.invalid(e);
        }
    }

    private static String need(@Nullable String value, String name) {
        if (value == null) {
            throw SlipwayException.invalid("'" + name + "' is missing");
        }
        return value;
    }

    private static <T> List<T> given(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }

    private static void checkLifecycle(@Nullable String stage) {
        oneOf("lifecycle", stage, List.of("active", "deleted"));
    }

    private static void oneOf(String name, @Nullable String value, List<String> possible) {
        if (value == null || !possible.contains(value)) {
            throw SlipwayException.invalid("'" + name + "' must be one of " + String.join(", ", possible));
        }
    }

    /** @param what checks the keys as names of this; null takes any */
    private static Map<String, String> texts(@Nullable String what, @Nullable Map<String, String> texts) {
        if (texts == null) {
            return Map.of();
        }
        texts.forEach((key, value) -> {
            if (what != null) {
                Names.key("key", what, key);
            }
            Names.longest(key, need(value, key), MAX_VALUE);
        });
        return texts;
    }
}
