package io.slipway.cli.dvc;

import picocli.CommandLine.Command;

/** Prints which DVC the formats are of. */
@Command(name = "version", description = "Show the version of DVC whose files and commands these are.")
final class VersionCommand extends DvcVerb {
    private static final String FORMATS_OF = "3.67.1";

    @Override
    int run() {
        say("DVC version: " + FORMATS_OF + " (slipway)");
        say("Platform: Java " + Runtime.version() + " on " + System.getProperty("os.name") + "-"
                + System.getProperty("os.arch"));
        say("Supports: local folders");
        return 0;
    }
}
