package io.slipway.storage.postgres;

import java.util.regex.Pattern;

/**
 * Table definitions as they are written for SQLite, in PostgreSQL's words. Text is compared byte by byte, as SQLite
 * does. What this makes of a script is part of the checksum under which the script was applied: rules may be added,
 * but what they make of a script that was released never changes.
 */
final class PostgresDefinitions {
    private static final Pattern WITHOUT_ROWID = Pattern.compile("\\)\\s*WITHOUT ROWID\\s*;");
    private static final Pattern INTEGER = Pattern.compile("\\bINTEGER\\b");
    private static final Pattern REAL = Pattern.compile("\\bREAL\\b");
    private static final Pattern BLOB = Pattern.compile("\\bBLOB\\b");
    private static final Pattern TEXT = Pattern.compile("\\bTEXT\\b");

    private PostgresDefinitions() {}

    static String of(String script) {
        String text = WITHOUT_ROWID.matcher(script).replaceAll(");");
        text = INTEGER.matcher(text).replaceAll("BIGINT");
        text = REAL.matcher(text).replaceAll("DOUBLE PRECISION");
        text = BLOB.matcher(text).replaceAll("BYTEA");
        return TEXT.matcher(text).replaceAll("TEXT COLLATE \"C\"");
    }
}
