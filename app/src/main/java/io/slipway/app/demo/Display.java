package io.slipway.app.demo;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the steps: a line that moves on a terminal, plain lines elsewhere. Safe for use by several threads. */
final class Display implements AutoCloseable {
    private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final int WIDTH = 110;

    private final PrintStream out;
    private final boolean live;
    private final long began = System.nanoTime();
    private final Thread painter;
    private @Nullable String step;
    private String detail = "";
    private int number;
    private int frame;

    Display(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
        this.painter = Thread.ofVirtual().name("display").unstarted(this::paint);
        if (live) {
            painter.start();
        }
    }

    static Display ofTerminal() {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
        return new Display(System.out, terminal);
    }

    /** Begins a step; a step under way is done. */
    synchronized void step(String title) {
        endStep();
        step = title;
        detail = "";
        number++;
        if (!live) {
            out.printf(Locale.ROOT, "%n%d. %s%n", number, title);
        }
    }

    /** What the step does just now; seen on a terminal only. */
    synchronized void now(String text) {
        detail = text;
    }

    /** Something that stays to be read. */
    synchronized void fact(String text) {
        clearLine();
        if (live && step != null) {
            out.println("\u001b[1m" + number + ". " + step + "\u001b[0m");
            step = null;
        }
        out.println("   " + text);
    }

    /** A fact of something that changes the course: an alert, a swap, a refusal. */
    synchronized void turn(String text) {
        fact(live ? "\u001b[36m→\u001b[0m " + text : "→ " + text);
    }

    /** Text as it is, below all steps. */
    synchronized void text(String text) {
        endStep();
        clearLine();
        out.println(text);
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    private void endStep() {
        if (live && step != null) {
            clearLine();
            out.println("\u001b[1m" + number + ". " + step + "\u001b[0m");
        }
        step = null;
        detail = "";
    }

    private void clearLine() {
        if (live) {
            out.print("\r\u001b[K");
        }
    }

    private void paint() {
        try {
            while (true) {
                synchronized (this) {
                    if (step != null || !detail.isEmpty()) {
                        String title = step == null ? "  " : number + ". " + step;
                        String line = title + (detail.isEmpty() ? "" : "  " + detail);
                        String cut = line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line;
                        out.print("\r\u001b[K" + SPINNER[frame++ % SPINNER.length] + " " + cut);
                        out.flush();
                    }
                }
                Thread.sleep(120);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        painter.interrupt();
        synchronized (this) {
            endStep();
            clearLine();
        }
    }
}
