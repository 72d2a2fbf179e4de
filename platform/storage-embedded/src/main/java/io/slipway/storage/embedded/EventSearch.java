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
 * Finds events, newest first. Of the filter's parts the one that fits fewest rows, if they are few, is looked up in
 * its index and the rows sorted; where all fit many, going back from the newest meets enough of them soon.
 */
final class EventSearch {
    private static final int FEW = 2000;
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    private EventSearch() {}

    /** One part of the filter as SQL, with the index that serves it. */
    private record Condition(String sql, String index, List<Object> parameters) {}

    static Page<Event> page(Query query, SqlEngine engine, Filter filter, int limit, @Nullable String token) {
        List<Condition> conditions = conditions(filter);
        StringBuilder sql = new StringBuilder("SELECT " + StoredEvent.COLUMNS + " FROM events ");
        sql.append(access(query, engine, conditions)).append(" WHERE sequence < ?");
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(token == null ? Long.MAX_VALUE : decode(token));
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
            conditions.add(new Condition("actor = ?", "events_by_actor", List.of(actor)));
        }
        Long from = filter.from();
        Long to = filter.to();
        if (from != null || to != null) {
            conditions.add(new Condition(
                    "time >= ? AND time < ?",
                    "events_by_time",
                    List.of(from == null ? (Object) Long.MIN_VALUE : from, to == null ? (Object) Long.MAX_VALUE : to)));
        }
        return conditions;
    }

    private static Condition prefix(String column, String prefix) {
        return new Condition(
                column + " >= ? AND " + column + " < ?",
                "events_by_" + column,
                List.of(prefix, prefix + LAST_CHARACTER));
    }

    private static String access(Query query, SqlEngine engine, List<Condition> conditions) {
        String best = engine.useIndex("");
        if (best.isEmpty()) {
            return best;
        }
        long fewest = FEW;
        for (Condition condition : conditions) {
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
