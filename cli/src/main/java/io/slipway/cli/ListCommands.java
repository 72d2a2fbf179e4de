package io.slipway.cli;

import io.slipway.cli.Printer.Column;
import io.slipway.kernel.SlipwayException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The nouns of which the command line only shows a list; the web UI and the API show the rest. */
public final class ListCommands {
    private static final String API = "/api/slipway/v1/";

    private ListCommands() {}

    /** {@code slipway datasets}. */
    @Command(name = "datasets", description = "Dataset versions that runs and pipelines used or made.")
    public static final class Datasets {
        @Command(name = "list", description = "Datasets.")
        int list(@Mixin ServerOptions options) {
            options.printer()
                    .rows(
                            options.server().get(API + "datasets"),
                            "/datasets",
                            List.of(
                                    Column.text("DATASET", "/name"),
                                    Column.number("VERSIONS", "/versions"),
                                    Column.text("NEWEST", "/latest/digest"),
                                    Column.number("ROWS", "/latest/rows"),
                                    Column.time("UPDATED", "/updated")),
                            "No dataset yet. Pipelines record what they read and write; try 'slipway demo'.");
            return 0;
        }
    }

    /** {@code slipway endpoints}. */
    @Command(name = "endpoints", description = "Models that answer requests.")
    public static final class Endpoints {
        @Command(name = "list", description = "Endpoints with version, rate and latency.")
        int list(@Mixin ServerOptions options) {
            options.printer()
                    .rows(
                            options.server().get(API + "endpoints"),
                            "/endpoints",
                            List.of(
                                    Column.text("ENDPOINT", "/model"),
                                    Column.number("LIVE", "/live_version"),
                                    Column.number("REQ/S", "/rate"),
                                    Column.number("FAILED", "/failures"),
                                    Column.number("P50 us", "/p50_micros"),
                                    Column.number("P99 us", "/p99_micros")),
                            "Nothing is served yet. Set an alias on a model version:"
                                    + " slipway models promote MODEL VERSION");
            return 0;
        }
    }

    /** {@code slipway monitors}. */
    @Command(name = "monitors", description = "What watches the data and the quality.")
    public static final class Monitors {
        @Command(name = "list", description = "Monitors.")
        int list(@Mixin ServerOptions options) {
            options.printer()
                    .rows(
                            options.server().get(API + "monitors"),
                            "/monitors",
                            List.of(Column.text("MONITOR", "/name"), Column.text("MODEL", "/model")),
                            "No monitor yet. Declare one in slipway.yaml and run: slipway apply -f slipway.yaml");
            return 0;
        }

        @Command(name = "show", description = "Windows of a monitor.")
        int show(@Mixin ServerOptions options, @picocli.CommandLine.Parameters(paramLabel = "MONITOR") String monitor) {
            options.printer()
                    .rows(
                            options.server().get(API + "monitors/" + Server.escape(monitor)),
                            "/windows",
                            List.of(
                                    Column.time("FROM", "/start"),
                                    Column.number("ROWS", "/rows"),
                                    Column.number("LABELLED", "/labelled"),
                                    Column.number("DRIFT", "/drift_share"),
                                    Column.number("AUC", "/auc"),
                                    Column.number("LOW", "/auc_low"),
                                    Column.number("HIGH", "/auc_high"),
                                    Column.text("STATE", "/state")),
                            "No window yet: the monitor has seen no prediction.");
            return 0;
        }
    }

    /** {@code slipway events}. */
    @Command(name = "events", description = "Who did what, and when.")
    public static final class Events {
        @Command(name = "list", description = "Events, newest first.")
        int list(
                @Mixin ServerOptions options,
                @Option(names = "--kind", paramLabel = "PREFIX", description = "e.g. model.") @Nullable String kind,
                @Option(names = "--subject", paramLabel = "PREFIX", description = "e.g. models/flights-late") @Nullable
                        String subject,
                @Option(names = "--actor", paramLabel = "NAME") @Nullable String actor,
                @Option(names = "--limit", paramLabel = "N", defaultValue = "30") int limit) {
            if (limit < 1) {
                throw SlipwayException.invalid("--limit is " + limit + "; it must be at least 1");
            }
            options.printer()
                    .rows(
                            options.server()
                                    .get(API + "events?limit=" + limit + query("kind", kind) + query("subject", subject)
                                            + query("actor", actor)),
                            "/events",
                            List.of(
                                    Column.number("NO", "/sequence"),
                                    Column.time("TIME", "/time"),
                                    Column.text("KIND", "/kind"),
                                    Column.text("SUBJECT", "/subject"),
                                    Column.text("WHO", "/actor")),
                            "No such event.");
            return 0;
        }

        private static String query(String name, @Nullable String value) {
            return value == null ? "" : "&" + name + "=" + Server.escape(value);
        }
    }
}
