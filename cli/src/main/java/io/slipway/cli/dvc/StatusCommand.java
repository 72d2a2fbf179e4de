package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.Transfers;
import io.slipway.data.dvc.yaml.PythonJson;
import io.slipway.data.dvc.yaml.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what changed. */
@Command(
        name = "status",
        description = "Show changed stages, compare the workspace with the cache or the cache with a remote.")
final class StatusCommand extends DvcVerb {
    private static final int LABEL_WIDTH = 20;

    @Option(
            names = {"-c", "--cloud"},
            description = "Compare the cache with the default remote.")
    boolean cloud;

    @Option(
            names = {"-r", "--remote"},
            paramLabel = "<name>",
            description = "Compare the cache with this remote.")
    @Nullable
    String remote;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Parameters(paramLabel = "<targets>", description = "Stages, .dvc files or outputs.")
    List<String> targets = new ArrayList<>();

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            boolean withRemote = cloud || remote != null;
            LinkedHashMap<String, Value> status = new LinkedHashMap<>();
            if (withRemote) {
                new Transfers(dvc)
                        .status(new Transfers.Scope(targets, Optional.ofNullable(remote), false))
                        .forEach((path, word) -> status.put(path, Value.of(word)));
            } else {
                dvc.status(targets).forEach((stage, changes) -> status.put(stage, new Value.Items(changes.asValues())));
            }
            if (json) {
                out().println(PythonJson.sorted(new Value.Entries(status), Set.of()));
            } else if (quiet) {
                return status.isEmpty() ? 0 : 1;
            } else if (!status.isEmpty()) {
                show(new Value.Entries(status), withRemote ? 1 : 0);
            } else if (dvc.isEmpty()) {
                say("There are no data or pipelines tracked in this project yet.\n"
                        + "See <https://dvc.org/doc/start> to get started!");
            } else if (withRemote) {
                String name = Optional.ofNullable(remote)
                        .or(() -> dvc.project().config().find("core", "remote"))
                        .orElse("");
                say("Cache and remote '" + name + "' are in sync.");
            } else {
                say("Data and pipelines are up to date.");
            }
            return 0;
        }
    }

    private void show(Value value, int indent) {
        String tabs = "\t".repeat(indent);
        switch (value) {
            case Value.Items(List<Value> list) -> list.forEach(item -> show(item, indent));
            case Value.Entries(LinkedHashMap<String, Value> map) ->
                map.forEach((key, each) -> {
                    if (each instanceof Value.Text(String word)) {
                        String label = word + ":";
                        say(tabs + label + " ".repeat(LABEL_WIDTH - label.length()) + key);
                    } else {
                        say(tabs + key + ":");
                        show(each, indent + 1);
                    }
                });
            default -> say(tabs + value.print());
        }
    }
}
