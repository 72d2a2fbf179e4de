package io.slipway.tracking.traces;

import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.tracking.search.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what hangs on traces, for many at once. */
final class TraceReader {
    static final String ASSESSMENT = "a.assessment_id, t.trace_id, a.kind, a.name, a.value, a.error, a.source_type,"
            + " a.source_id, a.rationale, a.metadata, a.span_id, a.created, a.updated, a.overrides, a.valid";
    private static final int AT_ONCE = 400;

    private TraceReader() {}

    static TraceInfo info(Query query, TraceRow row) {
        return infos(query, List.of(row)).getFirst();
    }

    static List<TraceInfo> infos(Query query, List<TraceRow> rows) {
        var all = new ArrayList<TraceInfo>(rows.size());
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            List<TraceRow> some = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
            List<Long> ids = some.stream().map(TraceRow::id).toList();
            Map<Long, Map<String, String>> tags = keyed(query, "trace_tags", ids);
            Map<Long, Map<String, String>> metadata = keyed(query, "trace_metadata", ids);
            Map<Long, List<Assessment>> assessments = assessments(query, ids);
            some.forEach(row -> all.add(new TraceInfo(
                    row,
                    tags.getOrDefault(row.id(), Map.of()),
                    metadata.getOrDefault(row.id(), Map.of()),
                    assessments.getOrDefault(row.id(), List.of()))));
        }
        return all;
    }

    private static Map<Long, Map<String, String>> keyed(Query query, String table, List<Long> ids) {
        var found = new HashMap<Long, Map<String, String>>();
        var sql = new Sql()
                .add("SELECT trace, key, value FROM " + table + " WHERE ")
                .in("trace", ids)
                .add(" ORDER BY trace, key");
        query.each(
                sql.text(),
                row -> found.computeIfAbsent(row.integer(1), id -> new LinkedHashMap<>())
                        .put(row.text(2), row.text(3)),
                sql.parameters());
        return found;
    }

    private static Map<Long, List<Assessment>> assessments(Query query, List<Long> ids) {
        var found = new HashMap<Long, List<Assessment>>();
        var sql = new Sql()
                .add("SELECT " + ASSESSMENT + ", t.id FROM assessments a JOIN traces t ON t.id = a.trace WHERE ")
                .in("a.trace", ids)
                .add(" ORDER BY a.id");
        query.each(
                sql.text(),
                row -> found.computeIfAbsent(row.integer(16), id -> new ArrayList<>())
                        .add(assessment(row)),
                sql.parameters());
        return found;
    }

    static Assessment assessment(Row row) {
        return new Assessment(
                row.text(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.text(5),
                row.textOrNull(6),
                row.text(7),
                row.text(8),
                row.textOrNull(9),
                row.textOrNull(10),
                row.textOrNull(11),
                row.integer(12),
                row.integer(13),
                row.textOrNull(14),
                row.flag(15));
    }

    /** The stored spans of a trace, by the time they began. */
    static List<String> spans(Query query, long trace) {
        return query.list(
                "SELECT content FROM spans WHERE trace = ? ORDER BY start_nanos, span_id", row -> row.text(1), trace);
    }
}
