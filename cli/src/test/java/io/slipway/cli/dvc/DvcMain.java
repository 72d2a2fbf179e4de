package io.slipway.cli.dvc;

/** Runs the verbs of {@code slipway dvc} alone, so that acceptance tests can drive them as a program. */
final class DvcMain {
    private DvcMain() {}

    public static void main(String[] args) {
        System.exit(DvcCommand.commandLine(args).execute(args));
    }
}
