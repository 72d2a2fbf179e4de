package io.slipway.storage.postgres;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import io.slipway.storage.embedded.Options;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;

/** A store whose tables lie in PostgreSQL, and whose blobs and chain of events lie in the home. */
public final class PostgresStorage {
    private PostgresStorage() {}

    /**
     * Opens it, making what is missing; the database itself must exist. One process at a time uses a database (more
     * exactly, a schema of it) and a home.
     *
     * @param clock gives events their time
     * @throws SlipwayException UNAVAILABLE if the database cannot be reached, refuses the login or is in use by
     *     another Slipway; DATA_CORRUPT if it is newer than this Slipway
     */
    public static Storage open(Path home, InstantSource clock, Options options, PostgresAddress address) {
        try {
            return EmbeddedStorage.open(home, clock, options, folder -> new Postgres(address));
        } catch (SQLException e) {
            if ("55P03".equals(e.getSQLState())) {
                throw new SlipwayException(
                        ErrorCode.UNAVAILABLE,
                        "the database of storage.database.url is in use by another Slipway; stop that one first, or give"
                                + " this one a database of its own",
                        e);
            }
            throw PostgresErrors.translate(e);
        }
    }
}
