package io.slipway.storage;

import org.jspecify.annotations.Nullable;

/**
 * One row of a result. Columns are counted from 1 in the order of the select list. The plain getters throw INTERNAL
 * on SQL NULL; the {@code …OrNull} ones answer null.
 */
public interface Row {
    String text(int column);

    @Nullable
    String textOrNull(int column);

    long integer(int column);

    @Nullable
    Long integerOrNull(int column);

    double real(int column);

    @Nullable
    Double realOrNull(int column);

    boolean flag(int column);

    byte[] bytes(int column);
}
