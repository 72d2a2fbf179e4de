package io.slipway.cli.dvc;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code dvc remote}. */
@Command(
        name = "remote",
        description = "Set up and manage data remotes.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 254,
        subcommands = {
            RemoteAddCommand.class,
            RemoteListCommand.class,
            RemoteDefaultCommand.class,
            RemoteRemoveCommand.class
        })
final class RemoteCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with remotes: add, list, default or remove");
    }
}
