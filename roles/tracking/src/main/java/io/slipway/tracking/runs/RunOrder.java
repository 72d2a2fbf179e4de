package io.slipway.tracking.runs;

import io.slipway.storage.Query;
import io.slipway.tracking.search.Entity;
import io.slipway.tracking.search.Keyset;
import io.slipway.tracking.search.Keyset.Type;
import io.slipway.tracking.search.Order;
import io.slipway.tracking.search.Sql;
import java.util.List;

/**
 * The order of a run search, with the joins it needs. What a run lacks comes last in both directions, NaN just before
 * it; equal runs follow by start time, newest first, then by id.
 */
final class RunOrder {
    private final Query query;
    private final KeyIds keys;
    private final Sql joins = new Sql();
    private int joined;

    RunOrder(Query query, KeyIds keys) {
        this.query = query;
        this.keys = keys;
    }

    Keyset keyset(List<Order> order) {
        var keyset = new Keyset();
        keyset(keyset, order);
        return keyset;
    }

    void keyset(Keyset keyset, List<Order> order) {
        boolean byStart = false;
        boolean byId = false;
        for (Order each : order) {
            if (each.entity() == Entity.ATTRIBUTE) {
                byStart |= each.key().equals("start_time");
                byId |= each.key().equals("run_id");
                attribute(keyset, each);
            } else {
                joined(keyset, each);
            }
        }
        if (!byStart) {
            keyset.by("r.start_time", Type.INTEGER, false);
        }
        if (!byId) {
            keyset.by("r.run_id", Type.TEXT, true);
        }
    }

    private static void attribute(Keyset keyset, Order order) {
        switch (order.key()) {
            case "start_time" -> keyset.by("r.start_time", Type.INTEGER, order.ascending());
            case "end_time" -> {
                keyset.by("CASE WHEN r.end_time IS NULL THEN 1 ELSE 0 END", Type.INTEGER, true);
                keyset.by("COALESCE(r.end_time, 0)", Type.INTEGER, order.ascending());
            }
            default -> keyset.by(RunConditions.column(order.key()), Type.TEXT, order.ascending());
        }
    }

    private void joined(Keyset keyset, Order order) {
        String table = "o" + joined++;
        long key = keys.find(query, order.key()).orElse(-1L);
        boolean metric = order.entity() == Entity.METRIC;
        String source = metric ? "latest_metrics" : order.entity() == Entity.PARAM ? "params" : "tags";
        joins.add(" LEFT JOIN " + source + " " + table + " ON " + table + ".run = r.id AND " + table + ".key = ?", key);
        String nan = metric ? " WHEN " + table + ".nan = 1 THEN 1" : "";
        keyset.by("CASE WHEN " + table + ".value IS NULL THEN 2" + nan + " ELSE 0 END", Type.INTEGER, true);
        keyset.by(
                "COALESCE(" + table + ".value, " + (metric ? "0.0" : "''") + ")",
                metric ? Type.REAL : Type.TEXT,
                order.ascending());
    }

    /** To be added after the table {@code runs r}; call it after the keysets are made. */
    Sql joins() {
        return joins;
    }
}
