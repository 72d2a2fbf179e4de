package io.slipway.tracking.search;

import java.util.EnumSet;
import java.util.Set;

/** How a filter compares. */
public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LIKE("LIKE"),
    ILIKE("ILIKE"),
    RLIKE("RLIKE"),
    IN("IN"),
    NOT_IN("NOT IN"),
    IS_NULL("IS NULL"),
    IS_NOT_NULL("IS NOT NULL");

    static final Set<Operator> NUMERIC = EnumSet.of(EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL);
    static final Set<Operator> TEXT = EnumSet.of(EQUAL, NOT_EQUAL, LIKE, ILIKE);
    static final Set<Operator> TEXT_OR_PATTERN = EnumSet.of(EQUAL, NOT_EQUAL, LIKE, ILIKE, RLIKE);
    static final Set<Operator> ORDER = EnumSet.of(LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL);
    static final Set<Operator> LIST = EnumSet.of(IN, NOT_IN);
    static final Set<Operator> PRESENCE = EnumSet.of(IS_NULL, IS_NOT_NULL);

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    /** As it is written in a filter, and in SQL for all but LIKE and ILIKE. */
    public String text() {
        return text;
    }
}
