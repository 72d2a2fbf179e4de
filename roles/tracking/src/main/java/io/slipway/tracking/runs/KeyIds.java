package io.slipway.tracking.runs;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The small numbers that stand for the names of metrics, params and tags. Numbers never change, so those that are
 * durable are remembered in memory; a number made inside a transaction is remembered only after it is kept.
 */
public final class KeyIds {
    private static final int MAX_REMEMBERED = 100_000;

    private final Map<String, Long> ids = new ConcurrentHashMap<>();
    private final Map<Long, String> names = new ConcurrentHashMap<>();

    /** Work in a transaction that needs numbers for names. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Tx tx, InTransaction keys);
    }

    /** Runs {@code work} as {@link Database#write} does. */
    public <T> T write(Database database, Work<T> work) {
        var kept = new Object() {
            Map<String, Long> fresh = Map.of();
        };
        T result = database.write(tx -> {
            var keys = new InTransaction(tx);
            T made = work.in(tx, keys);
            kept.fresh = keys.fresh;
            return made;
        });
        kept.fresh.forEach(this::remember);
        return result;
    }

    private void remember(String name, long id) {
        if (ids.size() >= MAX_REMEMBERED) {
            ids.clear();
            names.clear();
        }
        ids.put(name, id);
        names.put(id, name);
    }

    /** The number of a name, empty if nothing has that name yet. */
    Optional<Long> find(Query query, String name) {
        Long known = ids.get(name);
        return known != null
                ? Optional.of(known)
                : query.one("SELECT id FROM keys WHERE name = ?", row -> row.integer(1), name);
    }

    String name(Query query, long id) {
        String known = names.get(id);
        if (known == null) {
            known = query.one("SELECT name FROM keys WHERE id = ?", row -> row.text(1), id)
                    .orElseThrow(() -> new SlipwayException(ErrorCode.DATA_CORRUPT, "a point has an unknown name"));
            remember(known, id);
        }
        return known;
    }

    /** Gives numbers to names, new ones too. */
    public final class InTransaction {
        private final Tx tx;
        private final Map<String, Long> fresh = new HashMap<>();

        private InTransaction(Tx tx) {
            this.tx = tx;
        }

        public long id(String name) {
            Long known = ids.get(name);
            return known != null ? known : fresh.computeIfAbsent(name, this::findOrMake);
        }

        private Long findOrMake(String name) {
            Optional<Long> found = tx.one("SELECT id FROM keys WHERE name = ?", row -> row.integer(1), name);
            if (found.isPresent()) {
                return found.get();
            }
            long id = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM keys", row -> row.integer(1))
                    .orElse(1L);
            tx.update("INSERT INTO keys (id, name) VALUES (?, ?)", id, name);
            return id;
        }
    }
}
