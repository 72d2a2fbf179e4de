package io.slipway.tracking.traces;

import io.slipway.storage.Database;
import io.slipway.storage.Tx;
import io.slipway.tracking.experiments.Experiment;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.otlp.Span;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Adds spans, in one transaction for all of a request, and makes or completes their traces. A span that comes again
 * replaces itself. Until the client has described the trace, its times, state, previews and sums follow its spans.
 */
final class SpanLog {
    private static final String IN_PROGRESS = "IN_PROGRESS";
    private static final String TAG_PREFIX = "mlflow.traceTag.";
    private static final long NANOS = 1_000_000;
    private static final int MAX_VALUE = 8000;
    private static final Pattern TAG_KEY = Pattern.compile("[\\p{L}\\p{N}_.-][\\p{L}\\p{N}_:. -]{0,249}");

    private final Database database;

    SpanLog(Database database) {
        this.database = database;
    }

    /** A span with what the database keeps of it, made before the transaction. */
    private record Prepared(
            Span span,
            String content,
            @Nullable String usage,
            @Nullable String cost) {
        static Prepared of(Span received) {
            Span span = Conventions.applied(received);
            return new Prepared(
                    span,
                    SpanContent.of(span, Traces.PREFIX + span.traceId()),
                    Conventions.numbers(span.attributes(), Conventions.USAGE)
                            .map(Object::toString)
                            .orElse(null),
                    Conventions.numbers(span.attributes(), Conventions.COST)
                            .map(Object::toString)
                            .orElse(null));
        }
    }

    /** @param runId the run to link traces to whose root is among the spans; empty for none */
    void log(Caller caller, String experimentId, List<Span> spans, String runId) {
        Map<String, List<Prepared>> byTrace = new LinkedHashMap<>();
        spans.forEach(span ->
                byTrace.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(Prepared.of(span)));
        database.write(tx -> {
            Experiment experiment = Experiments.requireActive(tx, caller.workspace(), experimentId);
            byTrace.forEach((traceId, those) -> log(tx, caller, experiment, Traces.PREFIX + traceId, those));
            List<String> ended = spans.stream()
                    .filter(Span::root)
                    .map(span -> Traces.PREFIX + span.traceId())
                    .distinct()
                    .toList();
            if (!runId.isEmpty() && !ended.isEmpty()) {
                RunLinks.add(tx, caller.workspace(), ended, runId);
            }
            return true;
        });
    }

    private static void log(Tx tx, Caller caller, Experiment experiment, String traceId, List<Prepared> spans) {
        Optional<TraceRow> before = TraceRow.find(tx, caller.workspace(), traceId);
        long start = spans.stream().mapToLong(p -> p.span.startNanos()).min().orElse(0) / NANOS;
        TraceRow row = before.orElseGet(
                () -> TraceRows.insert(tx, caller.workspace(), experiment, traceId, start, IN_PROGRESS));
        put(tx, row.id(), spans);
        TraceRow after = follow(row, start, spans);
        if (!after.equals(row)) {
            TraceRows.update(tx, after);
        }
        TraceRows.putTags(tx, row.id(), tags(spans));
        spans.stream()
                .filter(p -> p.span.root() && !p.span.name().isEmpty())
                .findFirst()
                .ifPresent(p ->
                        TraceRows.addTags(tx, row.id(), Map.of(TraceInfo.NAME, Names.cut(p.span.name(), MAX_VALUE))));
        TraceRows.addMetadata(tx, row.id(), people(spans));
        sums(tx, row, spans);
    }

    private static void put(Tx tx, long trace, List<Prepared> spans) {
        List<@Nullable Object[]> rows = new ArrayList<>(spans.size());
        for (Prepared p : spans) {
            rows.add(new @Nullable Object[] {
                trace,
                p.span.spanId(),
                p.span.parentId(),
                p.span.name(),
                Conventions.text(p.span.attributes(), Conventions.TYPE).orElse("UNKNOWN"),
                p.span.status().code(),
                p.span.startNanos(),
                p.span.endNanos(),
                p.usage,
                p.cost,
                p.content
            });
        }
        tx.batch(
                "INSERT INTO spans (trace, span_id, parent_id, name, type, status, start_nanos, end_nanos, token_usage,"
                        + " cost, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (trace, span_id) DO"
                        + " UPDATE SET parent_id = excluded.parent_id, name = excluded.name, type = excluded.type,"
                        + " status = excluded.status, start_nanos = excluded.start_nanos, end_nanos ="
                        + " excluded.end_nanos, token_usage = excluded.token_usage, cost = excluded.cost, content ="
                        + " excluded.content",
                rows);
    }

    private static TraceRow follow(TraceRow row, long start, List<Prepared> spans) {
        @Nullable
        Span root = spans.stream()
                .map(Prepared::span)
                .filter(Span::root)
                .findFirst()
                .orElse(null);
        long begin = row.described() ? row.requestTime() : Math.min(row.requestTime(), start);
        @Nullable Long duration = row.duration();
        long end = spans.stream().mapToLong(p -> p.span.endNanos()).max().orElse(0) / NANOS;
        if (!row.described() && end > 0) {
            long known = duration == null ? end : Math.max(end, row.requestTime() + duration);
            duration = Math.max(0, known - begin);
        }
        boolean open = row.state().equals(IN_PROGRESS) || row.state().equals("STATE_UNSPECIFIED");
        String state = root != null && open ? (root.status().code().equals("ERROR") ? "ERROR" : "OK") : row.state();
        return new TraceRow(
                row.id(),
                row.traceId(),
                row.experiment(),
                begin,
                duration,
                state,
                row.clientRequestId(),
                preview(row.requestPreview(), root, Conventions.INPUTS, "user"),
                preview(row.responsePreview(), root, Conventions.OUTPUTS, "assistant"),
                row.described());
    }

    private static @Nullable String preview(@Nullable String before, @Nullable Span root, String key, String role) {
        String json = before != null || root == null ? null : root.attributes().get(key);
        return json == null ? before : Previews.of(json, role);
    }

    /** Where the spans are, what made them, and what the exporter wrote as tags on the root. */
    private static Map<String, String> tags(List<Prepared> spans) {
        var tags = new LinkedHashMap<String, String>();
        for (Prepared p : spans) {
            p.span.resource().forEach((key, value) -> {
                if (!key.startsWith("telemetry.sdk.") && !key.startsWith("mlflow.")) {
                    tag(tags, key, Conventions.text(Map.of(key, value), key).orElse(value));
                }
            });
        }
        for (Prepared p : spans) {
            if (p.span.root()) {
                p.span.attributes().forEach((key, value) -> {
                    if (key.startsWith(TAG_PREFIX)) {
                        tag(
                                tags,
                                key.substring(TAG_PREFIX.length()),
                                Conventions.text(Map.of(key, value), key).orElse(value));
                    }
                });
            }
        }
        tags.remove(TraceInfo.ARTIFACTS);
        tags.put(TraceInfo.SPANS_LOCATION, "TRACKING_STORE");
        return tags;
    }

    private static void tag(Map<String, String> tags, String key, String value) {
        if (TAG_KEY.matcher(key).matches()) {
            tags.put(key, Names.cut(value, MAX_VALUE));
        }
    }

    private static Map<String, String> people(List<Prepared> spans) {
        var metadata = new LinkedHashMap<String, String>();
        for (Prepared p : spans) {
            Map<String, String> attributes = p.span.attributes();
            Conventions.text(attributes, "session.id")
                    .or(() -> Conventions.text(attributes, "gen_ai.conversation.id"))
                    .ifPresent(id -> metadata.putIfAbsent(TraceInfo.SESSION, Names.cut(id, MAX_VALUE)));
            Conventions.text(attributes, "user.id")
                    .ifPresent(id -> metadata.putIfAbsent(TraceInfo.USER, Names.cut(id, MAX_VALUE)));
        }
        return metadata;
    }

    /** Token counts and costs over all spans that are stored by now; what the client said itself stays. */
    private static void sums(Tx tx, TraceRow row, List<Prepared> spans) {
        var metadata = new LinkedHashMap<String, String>();
        if (spans.stream().anyMatch(p -> p.usage != null)) {
            sum(tx, row.id(), "token_usage").ifPresent(sum -> metadata.put(TraceInfo.USAGE, sum));
        }
        if (spans.stream().anyMatch(p -> p.cost != null)) {
            sum(tx, row.id(), "cost").ifPresent(sum -> metadata.put(TraceInfo.COST, sum));
        }
        if (row.described()) {
            TraceRows.addMetadata(tx, row.id(), metadata);
        } else {
            TraceRows.putMetadata(tx, row.id(), metadata);
        }
    }

    private static Optional<String> sum(Tx tx, long trace, String column) {
        return Rollup.sum(tx.list(
                "SELECT span_id, parent_id, " + column + " FROM spans WHERE trace = ?",
                found -> new Rollup.Node(found.text(1), found.text(2), found.textOrNull(3)),
                trace));
    }
}
