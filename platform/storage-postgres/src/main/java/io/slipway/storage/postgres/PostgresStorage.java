package io.slipway.storage.postgres;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Storage;
import io.slipway.storage.embedded.EmbeddedStorage;
import io.slipway.storage.embedded.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;

/** A store whose tables lie in PostgreSQL, and whose blobs and chain of events lie in the home. */
public final class PostgresStorage {
    private static final String EMBEDDED = "slipway.db";
    private static final String MARK = "tables-in-postgresql";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private PostgresStorage() {}

    /**
     * Opens it, making what is missing; the database itself must exist. One process at a time uses a database (more
     * exactly, a schema of it) and a home.
     *
     * @param clock gives events their time
     * @throws SlipwayException INVALID_ARGUMENT if the home has its tables in the embedded database; UNAVAILABLE if the
     *     database cannot be reached, refuses the login or is in use by another Slipway; DATA_CORRUPT if it is newer
     *     than this Slipway
     */
    public static Storage open(Path home, InstantSource clock, PostgresAddress address) {
        if (Files.exists(home.resolve(EMBEDDED))) {
            throw SlipwayException.invalid(
                    "the home " + home + " has its tables in " + EMBEDDED
                            + ", which are not moved to PostgreSQL; choose another home, or start without storage.database.url");
        }
        try {
            Storage storage = EmbeddedStorage.open(home, clock, Options.DEFAULT, folder -> new Postgres(address));
            Files.writeString(
                    home.resolve(MARK), "The tables of this home are in the database of storage.database.url\n");
            return storage;
        } catch (SQLException e) {
            throw translated(e);
        } catch (IOException e) {
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "cannot write to the home " + home, e);
        }
    }

    /** @throws SlipwayException INVALID_ARGUMENT if the home has its tables in PostgreSQL */
    public static void refuseOther(Path home) {
        if (Files.exists(home.resolve(MARK))) {
            throw SlipwayException.invalid("the home " + home
                    + " has its tables in PostgreSQL; give storage.database.url, or choose another home");
        }
    }

    private static SlipwayException translated(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState())
                ? new SlipwayException(
                        ErrorCode.UNAVAILABLE,
                        "the database of storage.database.url is in use by another Slipway; stop that one first, or give"
                                + " this one a database of its own",
                        e)
                : PostgresErrors.translate(e);
    }
}
