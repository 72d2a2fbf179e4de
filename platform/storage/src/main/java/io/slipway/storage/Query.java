package io.slipway.storage;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at a snapshot. Parameters may be null, String, Integer, Long, Double, Boolean (stored as 0 or 1), byte[]. */
public interface Query {
    /** All rows in memory: for results that are known to be small. */
    <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters);

    /** The only row, or empty; INTERNAL if there are several. */
    <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... parameters);

    /** Row by row, in constant memory; {@code row} is valid only during the call. */
    void each(String sql, Consumer<Row> row, @Nullable Object... parameters);

    /** Makes an object of a row. */
    @FunctionalInterface
    interface RowMapper<T> {
        T map(Row row);
    }
}
