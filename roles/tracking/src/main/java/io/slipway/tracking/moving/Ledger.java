package io.slipway.tracking.moving;

import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers what was imported, and how it was then. */
final class Ledger {
    private final String workspace;
    private final long now;

    Ledger(String workspace, long now) {
        this.workspace = workspace;
        this.now = now;
    }

    /** A time that the source does not tell is that of the import. */
    long orNow(@Nullable Long time) {
        return time == null ? now : time;
    }

    /** What the ledger says about a record. */
    enum Known {
        NEW,
        SAME,
        CHANGED
    }

    Known known(Query query, String kind, String id, String digest) {
        return digest(query, kind, id)
                .map(before -> before.equals(digest) ? Known.SAME : Known.CHANGED)
                .orElse(Known.NEW);
    }

    Optional<String> digest(Query query, String kind, String id) {
        return query.one(
                "SELECT digest FROM imported WHERE workspace = ? AND kind = ? AND id = ?",
                row -> row.text(1),
                workspace,
                kind,
                id);
    }

    void note(Tx tx, String kind, String id, String digest) {
        tx.update(
                "INSERT INTO imported (workspace, kind, id, digest, time) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (workspace, kind, id) DO UPDATE SET digest = excluded.digest, time = excluded.time",
                workspace,
                kind,
                id,
                digest,
                now);
    }
}
