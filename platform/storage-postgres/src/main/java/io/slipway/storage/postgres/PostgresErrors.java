package io.slipway.storage.postgres;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.sql.SQLException;

/**
 * Turns PostgreSQL's error codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) into ours, without
 * its text, which may hold SQL.
 */
final class PostgresErrors {
    private PostgresErrors() {}

    static SlipwayException translate(SQLException e) {
        String state = state(e);
        return switch (state) {
            case "53100" ->
                failure(
                        ErrorCode.STORAGE_FULL,
                        "the disk of the database server is full; nothing of this change was kept. Free some space there, then try again",
                        e);
            case "53200", "53300" ->
                failure(
                        ErrorCode.UNAVAILABLE,
                        "the database server is out of memory or connections; try again, and look at its limits",
                        e);
            case "22021", "22P05" ->
                failure(ErrorCode.INVALID_ARGUMENT, "a text holds the character NUL, which PostgreSQL cannot keep", e);
            case "54000" -> failure(ErrorCode.PAYLOAD_TOO_LARGE, "a value is too large for the database's index", e);
            case "25006" ->
                failure(
                        ErrorCode.UNAVAILABLE,
                        "the database takes no changes here: it is read-only, e.g. a standby; name the primary in storage.database.url",
                        e);
            case "3D000" ->
                failure(
                        ErrorCode.UNAVAILABLE,
                        "the database that storage.database.url names does not exist; make it with createdb",
                        e);
            case "42501" ->
                failure(
                        ErrorCode.UNAVAILABLE,
                        "the user of the database may not do this; make it the owner of the database",
                        e);
            default -> byClass(state, e);
        };
    }

    private static SlipwayException byClass(String state, SQLException e) {
        return switch (kind(state)) {
            case "23" ->
                failure(
                        ErrorCode.CONFLICT,
                        "the change conflicts with what is stored: a name or id is taken, or something that it refers to is missing",
                        e);
            case "08", "57" ->
                failure(
                        ErrorCode.UNAVAILABLE,
                        "the database cannot be reached; Slipway goes on by itself when it is back. Try again",
                        e);
            case "28" ->
                failure(
                        ErrorCode.UNAVAILABLE,
                        "the database refuses the user or password; look at storage.database.user and storage.database.password",
                        e);
            case "40", "55" ->
                failure(ErrorCode.UNAVAILABLE, "the database is busy with another program's work; try again", e);
            case "58" ->
                failure(
                        ErrorCode.UNAVAILABLE,
                        "the database server cannot read or write its files; look at its log",
                        e);
            case "XX" -> failure(ErrorCode.DATA_CORRUPT, "the database is damaged; look at the log of its server", e);
            default -> failure(ErrorCode.INTERNAL, "the database refused a statement; the log has the reason", e);
        };
    }

    /** True if nothing more can be done on the connection. */
    static boolean losesConnection(SQLException e) {
        String kind = kind(state(e));
        return kind.equals("08") || state(e).startsWith("57P0");
    }

    static boolean endsTransaction(SQLException e) {
        return switch (kind(state(e))) {
            case "40", "53", "57", "58" -> true;
            default -> losesConnection(e);
        };
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    private static String kind(String state) {
        return state.length() < 2 ? "" : state.substring(0, 2);
    }

    private static SlipwayException failure(ErrorCode code, String message, SQLException cause) {
        return new SlipwayException(code, message, cause);
    }
}
