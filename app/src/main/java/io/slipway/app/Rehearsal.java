package io.slipway.app;

import java.nio.file.Path;

/** The small commands that the start-up cache of the command line is recorded from. */
public final class Rehearsal {
    private Rehearsal() {}

    /** @param folder empty, to be used and left dirty */
    public static void cli(Path folder) {
        Main.run("version");
        Main.run("dvc", "--version");
        Main.run("dvc", "root");
        Main.run("models", "list", "--url", "http://127.0.0.1:9");
    }
}
