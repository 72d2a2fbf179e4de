package io.slipway.tracking.search;

import java.util.Map;
import java.util.Set;

/**
 * What may be named in the filters and orders of one kind of search.
 *
 * @param entities the words before the dot, in all their spellings
 * @param attributes names (and aliases) to the attribute they mean
 * @param numeric attributes that hold numbers
 * @param listable attributes that take IN
 * @param orderable attributes that may be ordered by
 */
public record Grammar(
        Map<String, Entity> entities,
        Map<String, String> attributes,
        Set<String> numeric,
        Set<String> listable,
        Set<String> orderable) {
    static final Set<String> DATASET_KEYS = Set.of("name", "digest", "context");

    /** Runs: everything there is. */
    public static final Grammar RUNS = new Grammar(
            Map.ofEntries(
                    Map.entry("metric", Entity.METRIC),
                    Map.entry("metrics", Entity.METRIC),
                    Map.entry("parameter", Entity.PARAM),
                    Map.entry("parameters", Entity.PARAM),
                    Map.entry("param", Entity.PARAM),
                    Map.entry("params", Entity.PARAM),
                    Map.entry("tag", Entity.TAG),
                    Map.entry("tags", Entity.TAG),
                    Map.entry("attribute", Entity.ATTRIBUTE),
                    Map.entry("attributes", Entity.ATTRIBUTE),
                    Map.entry("attr", Entity.ATTRIBUTE),
                    Map.entry("run", Entity.ATTRIBUTE),
                    Map.entry("dataset", Entity.DATASET),
                    Map.entry("datasets", Entity.DATASET)),
            Map.ofEntries(
                    Map.entry("run_id", "run_id"),
                    Map.entry("run_name", "run_name"),
                    Map.entry("run name", "run_name"),
                    Map.entry("Run name", "run_name"),
                    Map.entry("Run Name", "run_name"),
                    Map.entry("status", "status"),
                    Map.entry("artifact_uri", "artifact_uri"),
                    Map.entry("user_id", "user_id"),
                    Map.entry("start_time", "start_time"),
                    Map.entry("created", "start_time"),
                    Map.entry("Created", "start_time"),
                    Map.entry("end_time", "end_time")),
            Set.of("start_time", "end_time"),
            Set.of("run_id"),
            Set.of("run_id", "run_name", "status", "artifact_uri", "user_id", "start_time", "end_time"));

    /** Experiments. */
    public static final Grammar EXPERIMENTS = new Grammar(
            Map.of(
                    "attribute",
                    Entity.ATTRIBUTE,
                    "attributes",
                    Entity.ATTRIBUTE,
                    "tag",
                    Entity.TAG,
                    "tags",
                    Entity.TAG),
            Map.of(
                    "name", "name",
                    "experiment_id", "experiment_id",
                    "creation_time", "creation_time",
                    "last_update_time", "last_update_time"),
            Set.of("creation_time", "last_update_time"),
            Set.of("experiment_id"),
            Set.of("name", "experiment_id", "creation_time", "last_update_time"));

    /** Logged models. */
    public static final Grammar LOGGED_MODELS = new Grammar(
            Map.of(
                    "attributes", Entity.ATTRIBUTE,
                    "metrics", Entity.METRIC,
                    "params", Entity.PARAM,
                    "tags", Entity.TAG),
            Map.ofEntries(
                    Map.entry("name", "name"),
                    Map.entry("model_name", "name"),
                    Map.entry("model_id", "model_id"),
                    Map.entry("model_type", "model_type"),
                    Map.entry("status", "status"),
                    Map.entry("source_run_id", "source_run_id"),
                    Map.entry("experiment_id", "experiment_id"),
                    Map.entry("creation_time", "creation_timestamp"),
                    Map.entry("creation_timestamp", "creation_timestamp"),
                    Map.entry("last_updated_timestamp", "last_updated_timestamp"),
                    Map.entry("last_updated_time", "last_updated_timestamp")),
            Set.of("creation_timestamp", "last_updated_timestamp"),
            Set.of("name", "model_id", "model_type", "status", "source_run_id"),
            Set.of(
                    "name",
                    "model_id",
                    "model_type",
                    "status",
                    "source_run_id",
                    "experiment_id",
                    "creation_timestamp",
                    "last_updated_timestamp"));

    /** Registered models. */
    public static final Grammar REGISTERED_MODELS = new Grammar(
            Map.of(
                    "attribute",
                    Entity.ATTRIBUTE,
                    "attributes",
                    Entity.ATTRIBUTE,
                    "tag",
                    Entity.TAG,
                    "tags",
                    Entity.TAG),
            Map.of(
                    "name", "name",
                    "timestamp", "last_updated_timestamp",
                    "last_updated_timestamp", "last_updated_timestamp"),
            Set.of("last_updated_timestamp"),
            Set.of("name"),
            Set.of("name", "last_updated_timestamp"));

    /** Model versions. */
    public static final Grammar MODEL_VERSIONS = new Grammar(
            Map.of(
                    "attribute",
                    Entity.ATTRIBUTE,
                    "attributes",
                    Entity.ATTRIBUTE,
                    "tag",
                    Entity.TAG,
                    "tags",
                    Entity.TAG),
            Map.of(
                    "name", "name",
                    "run_id", "run_id",
                    "source_path", "source_path",
                    "version_number", "version_number",
                    "version", "version_number",
                    "creation_timestamp", "creation_timestamp",
                    "timestamp", "last_updated_timestamp",
                    "last_updated_timestamp", "last_updated_timestamp"),
            Set.of("version_number", "creation_timestamp", "last_updated_timestamp"),
            Set.of("run_id", "name"),
            Set.of("name", "version_number", "creation_timestamp", "last_updated_timestamp"));

    /** Evaluation datasets. */
    public static final Grammar EVALUATION_DATASETS = new Grammar(
            Map.of("tags", Entity.TAG),
            Map.of(
                    "name", "name",
                    "created_time", "created_time",
                    "last_update_time", "last_update_time",
                    "created_by", "created_by",
                    "last_updated_by", "last_updated_by"),
            Set.of("created_time", "last_update_time"),
            Set.of("name"),
            Set.of("name", "created_time", "last_update_time"));

    /** Traces, with their spans and what is said about them. */
    public static final Grammar TRACES = new Grammar(
            Map.ofEntries(
                    Map.entry("tag", Entity.TAG),
                    Map.entry("tags", Entity.TAG),
                    Map.entry("attribute", Entity.ATTRIBUTE),
                    Map.entry("attributes", Entity.ATTRIBUTE),
                    Map.entry("trace", Entity.ATTRIBUTE),
                    Map.entry("request_metadata", Entity.METADATA),
                    Map.entry("metadata", Entity.METADATA),
                    Map.entry("span", Entity.SPAN),
                    Map.entry("feedback", Entity.FEEDBACK),
                    Map.entry("expectation", Entity.EXPECTATION),
                    Map.entry("issue", Entity.ISSUE)),
            Map.ofEntries(
                    Map.entry("request_id", "request_id"),
                    Map.entry("trace_id", "request_id"),
                    Map.entry("client_request_id", "client_request_id"),
                    Map.entry("timestamp", "timestamp_ms"),
                    Map.entry("timestamp_ms", "timestamp_ms"),
                    Map.entry("execution_time", "execution_time_ms"),
                    Map.entry("execution_time_ms", "execution_time_ms"),
                    Map.entry("end_time", "end_time_ms"),
                    Map.entry("end_time_ms", "end_time_ms"),
                    Map.entry("status", "status"),
                    Map.entry("state", "status"),
                    Map.entry("name", "name"),
                    Map.entry("run_id", "run_id"),
                    Map.entry("prompt", "prompt"),
                    Map.entry("text", "text"),
                    Map.entry("experiment_id", "experiment_id")),
            Set.of("timestamp_ms", "execution_time_ms", "end_time_ms"),
            Set.of("name", "status", "request_id", "run_id", "client_request_id"),
            Set.of(
                    "experiment_id",
                    "timestamp_ms",
                    "execution_time_ms",
                    "end_time_ms",
                    "status",
                    "request_id",
                    "name",
                    "run_id"));

    /** How texts are compared: only where there are spans, by regular expressions too. */
    Set<Operator> texts() {
        return entities.containsValue(Entity.SPAN) ? Operator.TEXT_OR_PATTERN : Operator.TEXT;
    }
}
