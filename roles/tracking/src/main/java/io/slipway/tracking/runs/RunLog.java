package io.slipway.tracking.runs;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Writes metrics, params and tags of runs: all of one call or nothing of it. */
final class RunLog {
    static final int MAX_TAG_VALUE = 8000;
    private static final int MAX_PARAM_VALUE = 6000;
    private static final int MAX_METRICS = 1000;
    private static final int MAX_PARAMS = 100;
    private static final int MAX_TAGS = 100;
    private static final int MAX_TOGETHER = 1000;
    private static final int STRETCH = 200;

    private final Database database;
    private final KeyIds keys;
    private final FreshPoints fresh;
    private final Samples samples;

    RunLog(Database database, KeyIds keys, FreshPoints fresh, Samples samples) {
        this.database = database;
        this.keys = keys;
        this.fresh = fresh;
        this.samples = samples;
    }

    /**
     * What one call writes.
     *
     * @param single whether the call has no lists, which shows in complaints
     */
    record Batch(List<Metric> metrics, List<KeyValue> params, List<KeyValue> tags, boolean single) {
        static Batch of(Metric metric) {
            return new Batch(List.of(metric), List.of(), List.of(), true);
        }

        static Batch ofParam(KeyValue param) {
            return new Batch(List.of(), List.of(param), List.of(), true);
        }

        static Batch ofTag(KeyValue tag) {
            return new Batch(List.of(), List.of(), List.of(tag), true);
        }

        private String path(String list, int index, String field) {
            return single ? field : list + "[" + index + "]." + field;
        }
    }

    /**
     * Writes {@code batch}. A point that is there already is kept once; a param that is there with another value is
     * refused.
     */
    void log(Caller caller, String runId, Batch batch) {
        checkSizes(batch);
        checkNames(batch);
        long kept = keys.write(database, (tx, ids) -> {
            RunRow run = RunRow.requireActive(tx, caller.workspace(), runId);
            logParams(tx, ids, run, batch.params);
            long id = logMetrics(tx, ids, run, batch.metrics);
            logModelMetrics(tx, run, batch.metrics);
            logTags(tx, ids, run, batch.tags);
            return id;
        });
        fresh.kept(kept);
        if (!batch.metrics.isEmpty()) {
            samples.changed(runId);
        }
    }

    /** A long stretch of few metrics lies side by side anyway; it goes to its place at once. */
    private long logMetrics(Tx tx, KeyIds.InTransaction ids, RunRow run, List<Metric> metrics) {
        if (metrics.isEmpty()) {
            return 0;
        }
        if (metrics.size() > STRETCH) {
            MetricRows.add(tx, ids, run.id(), run.experiment(), metrics);
            return 0;
        }
        MetricRows.putLatest(tx, ids, run.id(), run.experiment(), metrics);
        return fresh.add(tx, ids, run.id(), metrics);
    }

    private static void checkSizes(Batch batch) {
        atMost("metrics", batch.metrics.size(), MAX_METRICS);
        atMost("params", batch.params.size(), MAX_PARAMS);
        atMost("tags", batch.tags.size(), MAX_TAGS);
        atMost(
                "metrics, params, and tags",
                batch.metrics.size() + batch.params.size() + batch.tags.size(),
                MAX_TOGETHER);
    }

    private static void atMost(String what, int count, int max) {
        if (count > max) {
            throw SlipwayException.invalid("A batch logging request can contain at most " + max + " " + what + ". Got "
                    + count + " " + what + ". Please split up " + what + " across multiple requests and try again.");
        }
    }

    private static void checkNames(Batch batch) {
        for (int i = 0; i < batch.metrics.size(); i++) {
            Metric metric = batch.metrics.get(i);
            Names.key(batch.path("metrics", i, "name"), "Metric name", metric.key());
            if (metric.timestamp() < 0) {
                throw SlipwayException.invalid("Invalid value " + metric.timestamp() + " for parameter '"
                        + batch.path("metrics", i, "timestamp") + "' supplied: metric '" + metric.key() + "' (value="
                        + metric.value() + "). Timestamp must be a nonnegative long (64-bit integer) ");
            }
        }
        for (int i = 0; i < batch.params.size(); i++) {
            Names.key(
                    batch.path("params", i, "key"),
                    "Param key",
                    batch.params.get(i).key());
        }
        for (int i = 0; i < batch.tags.size(); i++) {
            String path = batch.path("tags", i, "key");
            Names.key(path, path, batch.tags.get(i).key());
        }
        var seen = new HashSet<String>();
        List<String> twice = batch.params.stream()
                .map(KeyValue::key)
                .filter(key -> !seen.add(key))
                .map(Names::quoted)
                .toList();
        if (!twice.isEmpty()) {
            throw SlipwayException.invalid("Duplicate parameter keys have been submitted: [" + String.join(", ", twice)
                    + "]. Please ensure the request contains only one param value per param key.");
        }
    }

    private static void logParams(Tx tx, KeyIds.InTransaction ids, RunRow run, List<KeyValue> params) {
        for (KeyValue param : params) {
            String value = Names.cut(param.value(), MAX_PARAM_VALUE);
            long key = ids.id(param.key());
            int added = tx.update(
                    "INSERT INTO params (run, key, experiment, value) VALUES (?, ?, ?, ?) ON CONFLICT (run, key) DO NOTHING",
                    run.id(),
                    key,
                    run.experiment(),
                    value);
            if (added == 0) {
                checkSame(tx, run, param.key(), key, value);
            }
        }
    }

    private static void checkSame(Tx tx, RunRow run, String name, long key, String value) {
        String old = tx.one("SELECT value FROM params WHERE run = ? AND key = ?", row -> row.text(1), run.id(), key)
                .orElse(value);
        if (!old.equals(value)) {
            throw SlipwayException.invalid("Changing param values is not allowed. Param with key='" + name
                    + "' was already logged with value='" + old + "' for run ID='" + run.runId()
                    + "'. Attempted logging new value '" + value + "'.");
        }
    }

    private static void logModelMetrics(Tx tx, RunRow run, List<Metric> metrics) {
        for (Metric metric : metrics) {
            if (metric.modelId() == null || metric.modelId().isEmpty()) {
                continue;
            }
            Optional<Long> model = tx.one(
                    "SELECT id FROM logged_models WHERE model_id = ? AND experiment = ?",
                    row -> row.integer(1),
                    metric.modelId(),
                    run.experiment());
            long id = model.orElseThrow(() -> SlipwayException.notFound(
                    "Logged model with ID '" + Names.shown(String.valueOf(metric.modelId())) + "' not found."));
            tx.update(
                    """
                    INSERT INTO logged_model_metrics
                        (model, run_id, key, time, step, value, nan, dataset_name, dataset_digest)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (model, key, run_id, time, step) DO UPDATE SET value = excluded.value, nan = excluded.nan
                    """,
                    id,
                    run.runId(),
                    metric.key(),
                    metric.timestamp(),
                    metric.step(),
                    metric.storedValue(),
                    metric.nanMark(),
                    metric.datasetName(),
                    metric.datasetDigest());
        }
    }

    private static void logTags(Tx tx, KeyIds.InTransaction ids, RunRow run, List<KeyValue> tags) {
        for (KeyValue tag : tags) {
            String value = Names.cut(tag.value(), MAX_TAG_VALUE);
            putTag(tx, run.id(), ids.id(tag.key()), value);
            if (tag.key().equals(Runs.NAME_TAG)) {
                tx.update("UPDATE runs SET name = ? WHERE id = ?", value, run.id());
            }
        }
    }

    static void putTag(Tx tx, long run, long key, String value) {
        tx.update(
                "INSERT INTO tags (run, key, value) VALUES (?, ?, ?)"
                        + " ON CONFLICT (run, key) DO UPDATE SET value = excluded.value",
                run,
                key,
                value);
    }
}
