package io.slipway.app;

import io.slipway.app.commands.AuditCommand;
import io.slipway.app.commands.ConfigCommand;
import io.slipway.app.commands.DoctorCommand;
import io.slipway.app.commands.RolesCommand;
import io.slipway.app.commands.StartCommand;
import io.slipway.app.commands.VersionCommand;
import io.slipway.app.demo.DemoCommand;
import io.slipway.cli.ApplyCommand;
import io.slipway.cli.ListCommands;
import io.slipway.cli.ModelsCommand;
import io.slipway.cli.PipelinesCommand;
import io.slipway.cli.RunsCommand;
import io.slipway.cli.TrashCommands;
import io.slipway.cli.dvc.DvcCommand;
import io.slipway.cli.moving.ExportCommand;
import io.slipway.cli.moving.ImportCommand;
import io.slipway.cli.moving.SyncCommand;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.kernel.Spelling;
import io.slipway.training.cli.EvaluateCommand;
import io.slipway.training.cli.TrainCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The one entry point: the first word is the command. Only the command that is called is built, so that a small one
 * starts fast. Exit codes: 0 done, 1 failed, 2 wrongly called.
 */
public final class Main {
    /** Every command; its help is in help.txt. */
    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    private static final String DVC = "dvc";

    static {
        COMMANDS.put("demo", DemoCommand::new);
        COMMANDS.put("train", TrainCommand::new);
        COMMANDS.put("evaluate", EvaluateCommand::new);
        COMMANDS.put(DVC, DvcCommand::new);
        COMMANDS.put("apply", ApplyCommand::new);
        COMMANDS.put("runs", RunsCommand::new);
        COMMANDS.put("models", ModelsCommand::new);
        COMMANDS.put("datasets", ListCommands.Datasets::new);
        COMMANDS.put("pipelines", PipelinesCommand::new);
        COMMANDS.put("endpoints", ListCommands.Endpoints::new);
        COMMANDS.put("monitors", ListCommands.Monitors::new);
        COMMANDS.put("events", ListCommands.Events::new);
        COMMANDS.put("import", ImportCommand::new);
        COMMANDS.put("export", ExportCommand::new);
        COMMANDS.put("sync", SyncCommand::new);
        COMMANDS.put("gc", TrashCommands.Gc::new);
        COMMANDS.put("storage", TrashCommands.Space::new);
        COMMANDS.put("audit", AuditCommand::new);
        COMMANDS.put("roles", RolesCommand::new);
        COMMANDS.put("doctor", DoctorCommand::new);
        COMMANDS.put("version", VersionCommand::new);
        COMMANDS.put("rehearse", RehearseCommand::new);
    }

    /** Commands whose options are the keys of the configuration. */
    private static final Map<String, Configured> CONFIGURED = Map.of(
            "start-dev", new StartCommand(StartCommand.Mode.DEVELOPMENT)::run,
            "start", new StartCommand(StartCommand.Mode.PRODUCTION)::run,
            "config", new ConfigCommand()::run);

    /** Reads its arguments itself. */
    @FunctionalInterface
    private interface Configured {
        int run(List<String> arguments) throws Exception;
    }

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        String name = args.length == 0 ? "help" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (name) {
            case "help", "-h", "--help" -> {
                return rest.length == 0 ? help() : run(rest[0], "--help");
            }
            case "-V", "--version" -> name = "version";
            case "completion" -> {
                System.out.println(completion());
                return 0;
            }
            default -> {
                // a command of the table
            }
        }
        Configured configured = CONFIGURED.get(name);
        if (configured != null) {
            try {
                return configured.run(List.of(rest));
            } catch (Exception e) {
                return failed(e);
            }
        }
        Supplier<Object> command = COMMANDS.get(name);
        if (command == null) {
            List<String> names = new ArrayList<>(COMMANDS.keySet());
            names.addAll(CONFIGURED.keySet());
            System.err.println("slipway: there is no command '" + name + "'" + Spelling.suggestion(name, names)
                    + " 'slipway --help' lists them.");
            return 2;
        }
        return commandLine(name, command, rest).execute(rest);
    }

    /** Commands that the help must name. */
    static List<String> commandNames() {
        List<String> names = new ArrayList<>(COMMANDS.keySet());
        names.addAll(CONFIGURED.keySet());
        names.remove("rehearse");
        return names;
    }

    /** @param arguments that it will be called with; none for the whole command */
    private static CommandLine commandLine(String name, Supplier<Object> command, String... arguments) {
        var line = name.equals(DVC) ? DvcCommand.commandLine(arguments) : new CommandLine(command.get());
        line.setCommandName("slipway " + name)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e));
        if (!line.getSubcommands().isEmpty() && !(line.getCommand() instanceof Runnable)) {
            line.setExecutionStrategy(parsed -> {
                if (parsed.subcommand() == null && !parsed.isUsageHelpRequested()) {
                    parsed.commandSpec().commandLine().usage(System.err);
                    return 2;
                }
                return new CommandLine.RunLast().execute(parsed);
            });
        }
        addHelp(line);
        return line;
    }

    private static void addHelp(CommandLine line) {
        if (!line.getCommandSpec().mixinStandardHelpOptions()
                && line.getCommandSpec().findOption("--help") == null) {
            // Not mixinStandardHelpOptions: picocli would then look for the arguments of command methods two places
            // off.
            line.getCommandSpec()
                    .addOption(OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Show this help message and exit.")
                            .build());
        }
        line.getSubcommands().values().forEach(Main::addHelp);
    }

    /** One message for people, never a stack trace; SLIPWAY_DEBUG=1 adds it for those who look for a mistake of ours. */
    private static int failed(Exception e) {
        boolean known = e instanceof SlipwayException s && s.code() != ErrorCode.INTERNAL;
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        System.err.println("slipway: " + text);
        if ("1".equals(System.getenv("SLIPWAY_DEBUG"))) {
            e.printStackTrace();
        } else if (!known) {
            System.err.println("  (" + e.getClass().getSimpleName() + "; SLIPWAY_DEBUG=1 shows where)");
        }
        return 1;
    }

    private static int help() {
        try (InputStream in = Objects.requireNonNull(Main.class.getResourceAsStream("help.txt"))) {
            System.out.print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A bash script (zsh reads it after {@code bashcompinit}): source <(slipway completion). */
    private static String completion() {
        var root = new CommandLine(CommandLine.Model.CommandSpec.create().name("slipway"));
        COMMANDS.forEach((name, command) -> {
            if (!name.equals("rehearse")) {
                root.addSubcommand(name, commandLine(name, command).setCommandName(name));
            }
        });
        for (String word : List.of(
                "start", "start-dev", "config", "build", "test", "bench", "format", "clean", "help", "completion")) {
            root.addSubcommand(
                    word, new CommandLine(CommandLine.Model.CommandSpec.create().name(word)));
        }
        return AutoComplete.bash("slipway", root);
    }
}
