package io.slipway.app.server;

import java.time.Instant;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one log: a line per event on standard error, in UTC. */
public final class Log {
    private static @Nullable Logger root;

    private Log() {}

    /** Standard output stays for what scripts read. SLIPWAY_DEBUG=1 shows more. */
    public static void toStandardError() {
        LogManager.getLogManager().reset();
        var handler = new ConsoleHandler();
        handler.setFormatter(new OneLine());
        boolean debug = "1".equals(System.getenv("SLIPWAY_DEBUG"));
        handler.setLevel(debug ? Level.FINE : Level.INFO);
        root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        if (debug) {
            Logger.getLogger("io.slipway").setLevel(Level.FINE);
        }
        Logger.getLogger("org.eclipse.jetty").setLevel(Level.WARNING);
        Logger.getLogger("org.flywaydb").setLevel(Level.WARNING);
    }

    /** Nothing but warnings, for commands with a display of their own. */
    public static void onlyWarnings() {
        toStandardError();
        if (root != null) {
            root.setLevel(Level.WARNING);
        }
    }

    /** Time, level, where, what; a stack trace below it if there is one. */
    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord record) {
            String logger = String.valueOf(record.getLoggerName());
            var line = new StringBuilder()
                    .append(Instant.ofEpochMilli(record.getMillis()))
                    .append(' ')
                    .append(record.getLevel().getName())
                    .append(' ')
                    .append(logger.substring(logger.lastIndexOf('.') + 1))
                    .append(": ")
                    .append(formatMessage(record))
                    .append('\n');
            if (record.getThrown() != null) {
                var trace = new java.io.StringWriter();
                record.getThrown().printStackTrace(new java.io.PrintWriter(trace));
                line.append(trace);
            }
            return line.toString();
        }
    }
}
