package io.slipway.cli.dvc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
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
        exitCodeOnExecutionException = 255)
public final class DvcCommand implements Runnable {
    private static final Map<String, Supplier<Object>> VERBS = verbs();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private static Map<String, Supplier<Object>> verbs() {
        Map<String, Supplier<Object>> verbs = new LinkedHashMap<>();
        verbs.put("init", InitCommand::new);
        verbs.put("add", AddCommand::new);
        verbs.put("status", StatusCommand::new);
        verbs.put("checkout", CheckoutCommand::new);
        verbs.put("commit", CommitCommand::new);
        verbs.put("repro", ReproCommand::new);
        verbs.put("dag", DagCommand::new);
        verbs.put("push", PushCommand::new);
        verbs.put("fetch", FetchCommand::new);
        verbs.put("pull", PullCommand::new);
        verbs.put("remote", RemoteCommand::new);
        verbs.put("config", ConfigCommand::new);
        verbs.put("gc", GcCommand::new);
        verbs.put("root", RootCommand::new);
        verbs.put("version", VersionCommand::new);
        return verbs;
    }

    /**
     * The group with the verb that the arguments begin with, or with all verbs if they begin with none: building all
     * takes longer than most verbs run. The version needs none.
     */
    public static CommandLine commandLine(String... arguments) {
        var line = new CommandLine(new DvcCommand());
        Supplier<Object> called = arguments.length == 0 ? null : VERBS.get(arguments[0]);
        if (called == null && !List.of(arguments).equals(List.of("--version"))) {
            VERBS.forEach((name, verb) -> line.addSubcommand(name, verb.get()));
        } else if (called != null) {
            line.addSubcommand(arguments[0], called.get());
        }
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do, for example: slipway dvc status");
    }
}
