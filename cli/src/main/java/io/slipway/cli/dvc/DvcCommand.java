package io.slipway.cli.dvc;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code slipway dvc}. */
@Command(
        name = "dvc",
        description = {
            "Version data and run pipelines in DVC's file formats.",
            "The same files can be used with the real dvc at any time.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 254,
        exitCodeOnExecutionException = 255,
        subcommands = {
            InitCommand.class,
            AddCommand.class,
            StatusCommand.class,
            CheckoutCommand.class,
            CommitCommand.class,
            ReproCommand.class,
            DagCommand.class,
            PushCommand.class,
            FetchCommand.class,
            PullCommand.class,
            RemoteCommand.class,
            ConfigCommand.class,
            GcCommand.class,
            RootCommand.class,
            VersionCommand.class
        })
public final class DvcCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do, for example: slipway dvc status");
    }
}
