package io.slipway.cli.moving;

import java.io.PrintStream;
import java.util.Locale;

/** Says on standard error how far it is: a line that changes on a terminal, one every ten seconds elsewhere. */
final class Progress {
    private final PrintStream out;
    private final boolean terminal;
    private final boolean silent;
    private String doing = "";
    private long runs;
    private long points;
    private long files;
    private long bytes;
    private long said = System.nanoTime();
    private int width;

    Progress(PrintStream out, boolean silent) {
        this.out = out;
        this.silent = silent;
        this.terminal = System.console() != null && System.console().isTerminal();
    }

    void say(String what) {
        doing = what;
        tell();
    }

    void runs(long more) {
        runs += more;
        tell();
    }

    void points(long more) {
        points += more;
        tell();
    }

    void file(long size) {
        files++;
        bytes += Math.max(0, size);
        tell();
    }

    private void tell() {
        long now = System.nanoTime();
        if (silent || now - said < (terminal ? 200_000_000L : 10_000_000_000L)) {
            return;
        }
        said = now;
        String line = String.format(
                Locale.ROOT, "%s · %d runs · %d points · %d files (%.1f MB)", doing, runs, points, files, bytes / 1e6);
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else {
            out.println(line);
        }
    }

    void end() {
        if (terminal && width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
            width = 0;
        }
    }
}
