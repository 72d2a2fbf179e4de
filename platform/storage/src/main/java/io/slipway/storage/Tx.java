package io.slipway.storage;

import io.slipway.kernel.NewEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction that may change state. Valid only inside {@link Database#write}. */
public interface Tx extends Query {
    /** Runs an insert, update or delete; answers the number of rows it touched. */
    int update(String sql, @Nullable Object... parameters);

    /** The same statement for many rows, in their order. */
    void batch(String sql, List<@Nullable Object[]> rows);

    /** Tells the event together with the state: both are kept or neither. */
    void emit(NewEvent event);
}
