package io.slipway.storage.embedded;

import io.slipway.kernel.Event;
import io.slipway.kernel.Page;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.EventLog.Filter;
import io.slipway.storage.Query;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds events, newest first. A time narrows the sequences to look at. Of the filter's kind and subject the one that
 * fits fewest rows, if they are few, is looked up in its index and the rows sorted; where all fit many, going back from
 * the newest meets enough of them soon. An actor has no index, as it would cost each write: the rows are read.
 */
final class EventSearch {
    private static final int FEW = 2000;
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    private EventSearch() {}

    /** One part of the filter as SQL, with the index that serves it, if there is one. */
    private record Condition(String sql, @Nullable String index, List<Object> parameters) {}

    static Page<Event> page(Query query, SqlEngine engine, Filter filter, int limit, @Nullable String token) {
        List<Condition> conditions = conditions(filter);
        EventBlocks.Sequences at = sequences(query, filter);
        StringBuilder sql = new StringBuilder("SELECT " + StoredEvent.COLUMNS + " FROM events ");
        sql.append(access(query, engine, conditions, at)).append(" WHERE sequence >= ? AND sequence < ?");
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(at.from());
        parameters.add(token == null ? at.to() : Math.min(at.to(), decode(token)));
        for (Condition condition : conditions) {
            sql.append(" AND ").append(condition.sql());
            parameters.addAll(condition.parameters());
        }
        sql.append(" ORDER BY sequence DESC LIMIT ?");
        parameters.add(limit + 1);
        List<Event> events =
                query.list(sql.toString(), row -> StoredEvent.of(row).event(), parameters.toArray());
        if (events.size() <= limit) {
            return new Page<>(events, null);
        }
        List<Event> some = events.subList(0, limit);
        return new Page<>(some, encode(some.getLast().sequence()));
    }

    private static List<Condition> conditions(Filter filter) {
        List<Condition> conditions = new ArrayList<>();
        String kind = filter.kindPrefix();
        if (kind != null && !kind.isEmpty()) {
            conditions.add(prefix("kind", kind));
        }
        String subject = filter.subjectPrefix();
        if (subject != null && !subject.isEmpty()) {
            conditions.add(prefix("subject", subject));
        }
        String actor = filter.actor();
        if (actor != null && !actor.isEmpty()) {
            conditions.add(new Condition("actor = ?", null, List.of(actor)));
        }
        if (filter.from() != null || filter.to() != null) {
            conditions.add(new Condition("time >= ? AND time < ?", null, List.of(from(filter), to(filter))));
        }
        return conditions;
    }

    private static EventBlocks.Sequences sequences(Query query, Filter filter) {
        return filter.from() == null && filter.to() == null
                ? new EventBlocks.Sequences(0, Long.MAX_VALUE)
                : EventBlocks.of(query, from(filter), to(filter));
    }

    private static long from(Filter filter) {
        Long from = filter.from();
        return from == null ? Long.MIN_VALUE : from;
    }

    private static long to(Filter filter) {
        Long to = filter.to();
        return to == null ? Long.MAX_VALUE : to;
    }

    private static Condition prefix(String column, String prefix) {
        return new Condition(
                column + " >= ? AND " + column + " < ?",
                "events_by_" + column,
                List.of(prefix, prefix + LAST_CHARACTER));
    }

    private static String access(Query query, SqlEngine engine, List<Condition> conditions, EventBlocks.Sequences at) {
        String best = engine.useIndex(""); // by sequence, then
        if (best.isEmpty()) {
            return best;
        }
        long fewest = Math.min(FEW, at.size());
        for (Condition condition : conditions) {
            if (condition.index() == null) {
                continue;
            }
            String count = "SELECT count(*) FROM (SELECT 1 FROM events " + engine.useIndex(condition.index())
                    + " WHERE " + condition.sql() + " LIMIT " + FEW + ")";
            long rows = query.one(
                            count, row -> row.integer(1), condition.parameters().toArray())
                    .orElse(0L);
            if (rows < fewest) {
                fewest = rows;
                best = engine.useIndex(condition.index());
            }
        }
        return best;
    }

    private static String encode(long sequence) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("e" + sequence).getBytes(StandardCharsets.US_ASCII));
    }

    private static long decode(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            if (text.startsWith("e")) {
                return Long.parseLong(text.substring(1));
            }
        } catch (IllegalArgumentException e) {
            // told below, together with tokens of another kind
        }
        throw SlipwayException.invalid("the page token is not one that this list gave out; begin again without it");
    }
}
