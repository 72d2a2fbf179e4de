package io.slipway.cli.dvc;

import io.slipway.data.dvc.Transfers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What push, fetch and pull have in common. */
final class TransferOptions {
    @Option(
            names = {"-r", "--remote"},
            paramLabel = "<name>",
            description = "Remote to use instead of the default one.")
    @Nullable
    String remote;

    @Option(names = "--run-cache", negatable = true, description = "Take the history of runs along.")
    boolean runCache;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "<number>",
            description = "Accepted for the sake of scripts; all processors are used.")
    int jobs;

    @Parameters(paramLabel = "<targets>", description = "Stages, .dvc files or outputs.")
    List<String> targets = new ArrayList<>();

    Transfers.Scope scope() {
        return new Transfers.Scope(targets, Optional.ofNullable(remote), runCache);
    }

    static String count(int files, String verb) {
        return files == 0 ? "Everything is up to date." : files + " file" + (files > 1 ? "s " : " ") + verb;
    }
}
