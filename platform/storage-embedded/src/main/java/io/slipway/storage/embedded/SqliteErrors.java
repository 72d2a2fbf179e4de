package io.slipway.storage.embedded;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.sql.SQLException;

/** Turns SQLite's result codes (https://sqlite.org/rescode.html) into ours, without its text, which may hold SQL. */
final class SqliteErrors {
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int NOMEM = 7;
    private static final int READONLY = 8;
    private static final int INTERRUPT = 9;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int TOOBIG = 18;
    private static final int CONSTRAINT = 19;
    private static final int NOTADB = 26;

    private SqliteErrors() {}

    static SlipwayException translate(SQLException e) {
        return switch (primary(e)) {
            case FULL ->
                failure(
                        ErrorCode.STORAGE_FULL,
                        "the disk that holds the database is full; nothing of this change was kept. Free some space, then try again",
                        e);
            case CONSTRAINT ->
                failure(
                        ErrorCode.CONFLICT,
                        "the change conflicts with what is stored: a name or id is taken, or something that it refers to is missing",
                        e);
            case CORRUPT, NOTADB ->
                failure(
                        ErrorCode.DATA_CORRUPT,
                        "the database file slipway.db in the home is damaged. It was left as it is; stop Slipway, move the file aside and restore a backup",
                        e);
            case BUSY, LOCKED ->
                failure(ErrorCode.UNAVAILABLE, "the database is busy with another program's work; try again", e);
            case IOERR, CANTOPEN, READONLY, NOMEM ->
                failure(
                        ErrorCode.UNAVAILABLE,
                        "the database cannot read or write its files; look at the disk and the rights of the home",
                        e);
            case TOOBIG -> failure(ErrorCode.PAYLOAD_TOO_LARGE, "a value is too large for the database", e);
            default -> failure(ErrorCode.INTERNAL, "the database refused a statement; the log has the reason", e);
        };
    }

    /**
     * After these SQLite may have rolled back the whole transaction, not just the statement
     * (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
     */
    static boolean endsTransaction(SQLException e) {
        return switch (primary(e)) {
            case BUSY, NOMEM, INTERRUPT, IOERR, FULL, CORRUPT, NOTADB -> true;
            default -> false;
        };
    }

    private static int primary(SQLException e) {
        return e.getErrorCode() & 0xff;
    }

    private static SlipwayException failure(ErrorCode code, String message, SQLException cause) {
        return new SlipwayException(code, message, cause);
    }
}
