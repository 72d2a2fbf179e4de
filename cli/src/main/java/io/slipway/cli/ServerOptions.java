package io.slipway.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that talks to a server takes. */
public final class ServerOptions {
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the server (default: SLIPWAY_URL, else MLFLOW_TRACKING_URI, else http://127.0.0.1:5000)")
    @Nullable
    String url;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            description = "how to print (default: table)")
    Printer.Format format = Printer.Format.table;

    public Server server() {
        return Server.of(url);
    }

    public Printer.Format format() {
        return format;
    }

    public Printer printer() {
        return new Printer(format, System.out);
    }
}
