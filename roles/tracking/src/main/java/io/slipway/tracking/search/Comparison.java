package io.slipway.tracking.search;

import java.util.List;

/**
 * One clause of a filter, checked against its {@link Grammar}.
 *
 * @param key of the metric, param or tag; or the attribute's own name, aliases resolved
 * @param values one value; several for IN and NOT IN; none for IS NULL and IS NOT NULL. Double for metrics and numeric
 *     attributes, String otherwise
 * @param position where the clause begins, from 0
 */
public record Comparison(Entity entity, String key, Operator operator, List<Object> values, int position) {
    public Comparison {
        values = List.copyOf(values);
    }

    public String text() {
        return (String) values.getFirst();
    }

    public double number() {
        return (Double) values.getFirst();
    }
}
