package io.slipway.tracking.traces;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.tracking.artifacts.ArtifactStore;
import io.slipway.tracking.experiments.Experiment;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.KeyValue;
import io.slipway.tracking.wire.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Describes, tags, links, gets and deletes traces. */
final class Traces {
    static final String PREFIX = "tr-";
    static final int MAX_LINKS = 100;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][\\w-]{0,99}");
    private static final int MAX_KEY = 250;
    private static final int MAX_VALUE = 8000;
    private static final int DELETED_AT_ONCE = 1000;

    /** Tags by which the server finds the data of a trace: no client sets them. */
    private static final Set<String> RESERVED = Set.of(
            TraceInfo.SPANS_LOCATION,
            TraceInfo.ARTIFACTS,
            "mlflow.trace.archiveLocation",
            "mlflow.trace.archivalFailure");

    private final Database database;
    private final ArtifactStore artifacts;

    Traces(Database database, ArtifactStore artifacts) {
        this.database = database;
        this.artifacts = artifacts;
    }

    /** What a client says of a trace; {@code assessments} are still without ids. */
    record Description(
            String traceId,
            String experimentId,
            long requestTime,
            @Nullable Long duration,
            String state,
            @Nullable String clientRequestId,
            @Nullable String requestPreview,
            @Nullable String responsePreview,
            Map<String, String> tags,
            Map<String, String> metadata,
            List<Assessment> assessments) {}

    /** Adds a trace, or completes the one that its spans made before. */
    TraceInfo describe(Caller caller, Description wanted) {
        if (!ID.matcher(wanted.traceId).matches()) {
            throw SlipwayException.invalid("Invalid trace ID '" + Names.shown(wanted.traceId)
                    + "': use letters, digits, '-' and '_', at most 100.");
        }
        Map<String, String> tags = checkedTags(wanted.tags);
        Map<String, String> metadata = cut(wanted.metadata);
        metadata.put(TraceInfo.FINISHED, "true");
        return database.write(tx -> {
            Experiment experiment = Experiments.requireActive(tx, caller.workspace(), wanted.experimentId);
            TraceRow before = TraceRow.find(tx, caller.workspace(), wanted.traceId)
                    .orElseGet(() -> TraceRows.insert(
                            tx, caller.workspace(), experiment, wanted.traceId, wanted.requestTime, wanted.state));
            var row = new TraceRow(
                    before.id(),
                    wanted.traceId,
                    Long.parseLong(experiment.experimentId()),
                    wanted.requestTime,
                    wanted.duration,
                    wanted.state,
                    wanted.clientRequestId,
                    wanted.requestPreview == null ? before.requestPreview() : wanted.requestPreview,
                    wanted.responsePreview == null ? before.responsePreview() : wanted.responsePreview,
                    true);
            TraceRows.update(tx, row);
            TraceRows.putTags(tx, row.id(), tags);
            TraceRows.putMetadata(tx, row.id(), metadata);
            wanted.assessments.forEach(each -> Assessments.insert(tx, row.id(), each));
            return TraceReader.info(tx, row);
        });
    }

    private static Map<String, String> checkedTags(Map<String, String> tags) {
        var checked = new LinkedHashMap<String, String>();
        tags.forEach((key, value) -> {
            if (!RESERVED.contains(key)) {
                checked.put(Names.key(key), Names.cut(value, MAX_VALUE));
            }
        });
        return checked;
    }

    private static Map<String, String> cut(Map<String, String> metadata) {
        var cut = new LinkedHashMap<String, String>();
        metadata.forEach((key, value) ->
                cut.put(Names.longest("trace_metadata key", key, MAX_KEY), Names.cut(value, MAX_VALUE)));
        return cut;
    }

    TraceInfo info(String workspace, String traceId) {
        return database.read(query -> TraceReader.info(query, TraceRow.require(query, workspace, traceId)));
    }

    List<TraceInfo> infos(String workspace, List<String> traceIds, List<String> experimentIds) {
        return database.read(query -> TraceReader.infos(query, rows(query, workspace, traceIds, experimentIds)));
    }

    /** A trace with the contents of its spans. */
    record Whole(TraceInfo info, List<String> spans) {
        /** True when as many spans are here as the client said that it made. */
        boolean complete() {
            return spans.size() >= Math.max(1, TraceSizes.spans(info.metadata()));
        }
    }

    Whole whole(String workspace, String traceId) {
        return database.read(query -> whole(query, TraceRow.require(query, workspace, traceId)));
    }

    List<Whole> wholes(String workspace, List<String> traceIds, List<String> experimentIds) {
        return database.read(query -> TraceReader.infos(query, rows(query, workspace, traceIds, experimentIds)).stream()
                .map(info -> new Whole(info, TraceReader.spans(query, info.row().id())))
                .filter(Whole::complete)
                .toList());
    }

    private static Whole whole(Query query, TraceRow row) {
        return new Whole(TraceReader.info(query, row), TraceReader.spans(query, row.id()));
    }

    static List<TraceRow> rows(Query query, String workspace, List<String> traceIds, List<String> experimentIds) {
        List<Long> experiments = experimentIds.stream().map(Names::experimentId).toList();
        var rows = new ArrayList<TraceRow>();
        for (String traceId : traceIds.stream().distinct().toList()) {
            Optional<TraceRow> row = TraceRow.find(query, workspace, traceId);
            row.filter(r -> experiments.isEmpty() || experiments.contains(r.experiment()))
                    .ifPresent(rows::add);
        }
        return rows;
    }

    void setTag(Caller caller, String traceId, KeyValue tag) {
        refuseReserved(tag.key(), "set");
        Names.key(tag.key());
        database.write(tx -> {
            TraceRow row = TraceRow.require(tx, caller.workspace(), traceId);
            TraceRows.putTags(tx, row.id(), Map.of(tag.key(), Names.cut(tag.value(), MAX_VALUE)));
            return true;
        });
    }

    void deleteTag(Caller caller, String traceId, String key) {
        refuseReserved(key, "deleted");
        database.write(tx -> {
            TraceRow row = TraceRow.require(tx, caller.workspace(), traceId);
            if (tx.update("DELETE FROM trace_tags WHERE trace = ? AND key = ?", row.id(), key) == 0) {
                throw SlipwayException.notFound("No trace tag with key '" + Names.shown(key) + "' for trace with ID '"
                        + Names.shown(traceId) + "'");
            }
            return true;
        });
    }

    private static void refuseReserved(String key, String what) {
        if (RESERVED.contains(key)) {
            throw SlipwayException.invalid("The trace tag '" + key + "' is reserved and cannot be " + what + ".");
        }
    }

    void linkToRun(Caller caller, List<String> traceIds, String runId) {
        if (traceIds.size() > MAX_LINKS) {
            throw SlipwayException.invalid("Cannot link more than " + MAX_LINKS
                    + " traces to a run in a single request. Provided " + traceIds.size() + " traces.");
        }
        database.write(tx -> {
            RunLinks.add(tx, caller.workspace(), traceIds, runId);
            return true;
        });
    }

    /** @param prompts written name/version */
    void linkPrompts(Caller caller, String traceId, List<String> prompts) {
        database.write(tx -> {
            TraceRow row = TraceRow.require(tx, caller.workspace(), traceId);
            prompts.forEach(prompt -> tx.update(
                    "INSERT INTO trace_prompts (prompt, trace) VALUES (?, ?) ON CONFLICT (prompt, trace) DO NOTHING",
                    prompt,
                    row.id()));
            return true;
        });
    }

    /**
     * Which traces of an experiment to delete, all conditions together.
     *
     * @param before those that began at this time or earlier, epoch milliseconds; null for any
     * @param most the oldest of them, at most this many; null for all
     */
    record Doomed(
            String experimentId,
            @Nullable Long before,
            @Nullable Long most,
            List<String> traceIds) {}

    /** Deletes traces with all that hangs on them and their files; answers how many. */
    int delete(Caller caller, Doomed doomed) throws IOException {
        boolean byTime = doomed.before != null;
        if (byTime == !doomed.traceIds.isEmpty()) {
            throw SlipwayException.invalid(
                    byTime
                            ? "Only one of `max_timestamp_millis` and `trace_ids` can be specified."
                            : "Either `max_timestamp_millis` or `trace_ids` must be specified.");
        }
        if (!byTime && doomed.most != null) {
            throw SlipwayException.invalid("`max_traces` can't be specified if `request_ids` is specified.");
        }
        if (doomed.most != null && doomed.most <= 0) {
            throw SlipwayException.invalid("`max_traces` must be a positive integer, received " + doomed.most + ".");
        }
        long left = doomed.most == null ? Long.MAX_VALUE : doomed.most;
        int deleted = 0;
        while (left > 0) {
            List<String> folders = deleteSome(caller, doomed, (int) Math.min(left, DELETED_AT_ONCE));
            for (String uri : folders) {
                artifacts.deleteFolder(uri);
            }
            deleted += folders.size();
            left -= folders.size();
            if (folders.size() < DELETED_AT_ONCE) {
                break;
            }
        }
        return deleted;
    }

    /** In one transaction; answers where the files of the deleted traces are. */
    private List<String> deleteSome(Caller caller, Doomed doomed, int most) {
        return database.write(tx -> {
            var sql = new Sql()
                    .add("SELECT " + TraceRow.COLUMNS + " FROM traces t WHERE t.workspace = ?", caller.workspace())
                    .add(" AND t.experiment = ?", Names.experimentId(doomed.experimentId));
            if (doomed.before != null) {
                sql.add(" AND t.request_time <= ?", doomed.before);
            } else {
                sql.add(" AND ").in("t.trace_id", doomed.traceIds);
            }
            sql.add(" ORDER BY t.request_time, t.trace_id LIMIT ?", most);
            List<TraceRow> rows = tx.list(sql.text(), TraceRow::read, sql.parameters());
            List<String> folders = TraceReader.infos(tx, rows).stream()
                    .map(info -> info.tags().getOrDefault(TraceInfo.ARTIFACTS, ""))
                    .toList();
            TraceRows.delete(tx, rows);
            if (!rows.isEmpty()) {
                tx.emit(caller.event(
                        "trace.deleted",
                        "experiments/" + doomed.experimentId,
                        Map.of("experiment_id", doomed.experimentId, "traces", rows.size())));
            }
            return folders;
        });
    }
}
