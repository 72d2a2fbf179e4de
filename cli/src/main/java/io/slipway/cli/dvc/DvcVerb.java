package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs share: the folder, how to speak, and how failures become messages and exit codes. */
@Command(mixinStandardHelpOptions = true, exitCodeOnInvalidInput = 254, exitCodeOnExecutionException = 255)
abstract class DvcVerb implements Callable<Integer> {
    private static final Logger LOG = Logger.getLogger(DvcVerb.class.getName());

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(names = "--cd", paramLabel = "<path>", description = "Work in this folder instead of the current one.")
    @Nullable
    Path directory;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing; the exit code tells.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more.")
    boolean verbose;

    /** @return the exit code */
    abstract int run() throws IOException;

    /** The exit code of a failure that has none of its own; some verbs of DVC answer 1 and some 255. */
    int failureCode() {
        return 1;
    }

    /** What a failure's message starts with, if anything. */
    String failurePrefix() {
        return "";
    }

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (DvcException e) {
            LOG.log(Level.FINE, "failed", e);
            boolean config = e.kind() == DvcException.Kind.CONFIG;
            err("ERROR: " + failurePrefix()
                    + (config && failurePrefix().isEmpty() && !e.text().startsWith("configuration error")
                            ? "configuration error - "
                            : "")
                    + e.text());
            boolean own = e.kind() == DvcException.Kind.FAILED
                    || (config && !failurePrefix().isEmpty());
            return own ? failureCode() : e.kind().exitCode();
        } catch (IOException e) {
            LOG.log(Level.FINE, "failed", e);
            err("ERROR: " + failurePrefix() + "unexpected error - " + describe(e));
            return 255;
        } finally {
            out().flush();
        }
    }

    private static String describe(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "permission denied: '" + denied.getFile() + "'";
            case java.nio.file.NoSuchFileException gone -> "no such file: '" + gone.getFile() + "'";
            case java.nio.file.FileSystemException fs -> "'" + fs.getFile() + "': " + fs.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    Path folder() {
        return directory == null ? Path.of("").toAbsolutePath() : directory.toAbsolutePath();
    }

    Dvc open() throws IOException {
        return Dvc.open(folder());
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void say(String line) {
        if (!quiet) {
            out().println(line);
            out().flush();
        }
    }

    void err(String line) {
        out().flush();
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    /** Stages what was written, or tells how to. */
    void trackWithGit(Dvc dvc) throws IOException {
        if (dvc.changedFiles().isEmpty() || dvc.project().git().isEmpty() || dvc.autostage()) {
            return;
        }
        say("\nTo track the changes with git, run:\n\n\tgit add "
                + String.join(
                        " ", dvc.changedFiles().stream().map(DvcVerb::quoted).toList()));
        say("\nTo enable auto staging, run:\n\n\tdvc config core.autostage true");
    }

    private static String quoted(String word) {
        return word.matches("[a-zA-Z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\"'\"'") + "'";
    }
}
