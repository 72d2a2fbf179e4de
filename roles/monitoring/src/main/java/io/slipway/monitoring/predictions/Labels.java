package io.slipway.monitoring.predictions;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import java.util.List;

/** What really happened, told later and keyed by the request that predicted it. */
public final class Labels {
    private static final int MAX_BATCH = 50_000;

    private final Database database;

    public Labels(Database database) {
        this.database = database;
    }

    /** @param time when it became known, UTC milliseconds */
    public record Label(String requestId, double value, long time) {}

    /** Keeps the labels; the same label again changes nothing, a different value replaces the old one. */
    public void add(String model, List<Label> labels) {
        if (labels.size() > MAX_BATCH) {
            throw SlipwayException.invalid(labels.size() + " labels in one request; send at most " + MAX_BATCH);
        }
        for (Label label : labels) {
            if (!Double.isFinite(label.value())) {
                throw SlipwayException.invalid(
                        "the label of request '" + label.requestId() + "' is not a finite number; nothing was kept");
            }
        }
        database.write(tx -> {
            for (Label label : labels) {
                tx.update(
                        "INSERT INTO labels (model, request_id, value, time) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (model, request_id) DO UPDATE SET value = excluded.value",
                        model,
                        label.requestId(),
                        label.value(),
                        label.time());
            }
            return 0;
        });
    }

    /** Time of the newest label of a model; {@link Long#MIN_VALUE} if there is none. */
    public long newest(String model) {
        return database.read(q -> q.one(
                        "SELECT COALESCE(MAX(time), -9223372036854775807) FROM labels WHERE model = ?",
                        r -> r.integer(1),
                        model)
                .orElse(Long.MIN_VALUE));
    }
}
