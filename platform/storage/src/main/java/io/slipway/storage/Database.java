package io.slipway.storage;

/**
 * Relational state with events.
 *
 * <p>SQL is kept to what SQLite and PostgreSQL both take, with {@code ?} for parameters. Each role owns its tables
 * and names no other's. All methods may be called from any thread.
 */
public interface Database extends AutoCloseable {
    /**
     * Runs {@code work} in a transaction and returns its result when the change and its events are durable (they
     * survive kill -9 and loss of power). If {@code work} throws, nothing of it is kept and the exception reaches the
     * caller unchanged. Writes are serialised, so {@code work} sees no other write half done; it must be short,
     * without I/O of its own, and may run again from its start if the store asks for that.
     *
     * @throws io.slipway.kernel.SlipwayException STORAGE_FULL, UNAVAILABLE (closed, busy), CONFLICT (a constraint)
     */
    <T extends @org.jspecify.annotations.Nullable Object> T write(Write<T> work);

    /** Runs {@code work} on one consistent snapshot; long reads never hold up writes. */
    <T extends @org.jspecify.annotations.Nullable Object> T read(Read<T> work);

    /**
     * Brings a role's tables to the newest form; call once at start, before any use.
     *
     * @param role names the role and its history; its scripts are the class path resources
     *     {@code db/<role>/V<number>__<what>.sql}, applied in order of number, each once
     * @throws io.slipway.kernel.SlipwayException DATA_CORRUPT if the database is newer than the scripts or an applied
     *     script was changed
     */
    void migrate(String role);

    @Override
    void close();

    /** Work that changes state. */
    @FunctionalInterface
    interface Write<T extends @org.jspecify.annotations.Nullable Object> {
        T in(Tx tx);
    }

    /** Work that only looks. */
    @FunctionalInterface
    interface Read<T extends @org.jspecify.annotations.Nullable Object> {
        T in(Query query);
    }
}
