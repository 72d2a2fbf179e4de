package io.slipway.tracking.traces;

import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.Names;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One clause such as {@code trace.tag.team = 'north'} or {@code span.type = 'TOOL'}, as SQL preceded by AND. */
final class MetricFilter {
    private static final int LONGEST = 10_000;
    private static final Pattern CLAUSE = Pattern.compile(
            "\\s*+`?(trace|span|assessment)`?\\.([a-z_]++)(?:\\.(`[^`]++`|\"[^\"]++\"|[^\\s=!<>]++))?\\s*+(\\S++)\\s*+"
                    + "(?:'([^']*+)'|\"([^\"]*+)\")\\s*+",
            Pattern.DOTALL);

    private MetricFilter() {}

    static Sql sql(MetricView view, String filter) {
        Matcher clause = CLAUSE.matcher(filter);
        if (filter.length() > LONGEST || !clause.matches()) {
            throw SlipwayException.invalid("Invalid filter: '" + Names.shown(filter) + "'. Write one comparison such as"
                    + " trace.status = 'OK', trace.tag.team = 'north', trace.metadata.run = 'a', span.name = 'x',"
                    + " assessment.name = 'good'.");
        }
        if (!clause.group(4).equals("=")) {
            throw SlipwayException.invalid(
                    "Invalid comparator: '" + Names.shown(clause.group(4)) + "', only '=' operator is supported");
        }
        String value = clause.group(5) != null ? clause.group(5) : clause.group(6);
        String entity = clause.group(2);
        String key = key(clause.group(1), entity, clause.group(3));
        return switch (clause.group(1)) {
            case "trace" -> trace(entity, key, value);
            case "span" -> ofView(view, MetricView.SPANS, "span", "s." + entity, entity, "name, status, type", value);
            default ->
                ofView(
                        view,
                        MetricView.ASSESSMENTS,
                        "assessment",
                        entity.equals("type") ? "a.kind" : "a.name",
                        entity,
                        "name, type",
                        value);
        };
    }

    private static String key(String kind, String entity, @Nullable String key) {
        boolean wanted = entity.equals("tag") || entity.equals("metadata");
        if (wanted && key == null) {
            throw SlipwayException.invalid(
                    "Filtering by " + entity + " requires a key, e.g. '" + kind + "." + entity + ".<key> = <value>'");
        }
        if (!wanted && key != null) {
            throw SlipwayException.invalid(
                    "Filtering by " + entity + " does not require a key, use '" + kind + "." + entity + "' instead");
        }
        if (key == null) {
            return "";
        }
        return key.startsWith("`") || key.startsWith("\"") ? key.substring(1, key.length() - 1) : key;
    }

    private static Sql trace(String entity, String key, String value) {
        return switch (entity) {
            case "status" -> new Sql().add(" AND t.state = ?", value);
            case "tag" ->
                new Sql()
                        .add(
                                " AND EXISTS (SELECT 1 FROM trace_tags f WHERE f.trace = t.id AND f.key = ? AND"
                                        + " f.value = ?)",
                                key,
                                value);
            case "metadata" -> {
                String with =
                        "EXISTS (SELECT 1 FROM trace_metadata f WHERE f.trace = t.id AND f.key = ? AND f.value = ?)";
                yield key.equals(TraceInfo.RUN)
                        ? new Sql()
                                .add(
                                        " AND (" + with + " OR EXISTS (SELECT 1 FROM trace_runs l WHERE l.trace = t.id"
                                                + " AND l.run_id = ?))",
                                        key,
                                        value,
                                        value)
                        : new Sql().add(" AND " + with, key, value);
            }
            default -> throw unknown(entity, "trace", "status, tag, metadata");
        };
    }

    private static Sql ofView(
            MetricView view, MetricView only, String kind, String column, String entity, String known, String value) {
        if (!known.contains(entity)) {
            throw unknown(entity, kind, known);
        }
        if (view != only) {
            throw SlipwayException.invalid(
                    "Filtering by " + kind + " is only supported for " + only + " view type, got " + view);
        }
        return new Sql().add(" AND " + column + " = ?", value);
    }

    private static SlipwayException unknown(String entity, String kind, String known) {
        return SlipwayException.invalid("Invalid entity '" + entity + "' specified for view type '" + kind
                + "'. Valid entities are ['" + known.replace(", ", "', '") + "']");
    }
}
