package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.Printer.Column;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What takes the space, and how it is given back. */
public final class TrashCommands {
    private static final String API = "/api/slipway/v1/";

    private TrashCommands() {}

    /** {@code slipway gc}. */
    @Command(
            name = "gc",
            description = {
                "Really delete runs, logged models and experiments that were deleted long enough ago, with their files.",
                "The server does this by itself every hour; what versions of models name always stays."
            })
    public static final class Gc implements Callable<Integer> {
        private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

        @Mixin
        private ServerOptions options = new ServerOptions();

        @Option(names = "--dry-run", description = "only say what would be deleted")
        private boolean dryRun;

        @Option(
                names = "--older-than",
                paramLabel = "AGE",
                description = "deleted at least so long ago, e.g. 7d or 0s (default: tracking.trash.retention)")
        private @Nullable String olderThan;

        @Override
        public Integer call() {
            ObjectNode body = Json.object().put("dry_run", dryRun);
            String age = olderThan;
            if (age != null) {
                body.put("older_than_ms", millis(age));
            }
            JsonNode done = options.server().post(API + "trash/empty", body);
            options.printer()
                    .answer(
                            done,
                            (dryRun ? "would delete " : "deleted ")
                                    + done.path("runs").asLong() + " runs, "
                                    + done.path("logged_models").asLong() + " logged models, "
                                    + done.path("experiments").asLong() + " experiments: "
                                    + done.path("files").asLong() + " files, "
                                    + done.path("bytes").asLong() + " bytes"
                                    + (done.path("held").isEmpty()
                                            ? ""
                                            : "; kept " + done.path("held").size() + " that models name"));
            return 0;
        }

        private static long millis(String age) {
            Matcher matcher = AGE.matcher(age.strip());
            if (!matcher.matches()) {
                throw SlipwayException.invalid("--older-than takes an age such as 30m, 12h or 7d.");
            }
            long amount = Long.parseLong(matcher.group(1));
            return amount
                    * switch (matcher.group(2)) {
                        case "s" -> 1000L;
                        case "m" -> 60_000L;
                        case "h" -> 3_600_000L;
                        default -> 86_400_000L;
                    };
        }
    }

    /** {@code slipway storage}. */
    @Command(name = "storage", description = "What takes the space, by experiment and by model.")
    public static final class Space implements Callable<Integer> {
        @Mixin
        private ServerOptions options = new ServerOptions();

        @Option(names = "--by", paramLabel = "experiment|model", defaultValue = "experiment")
        private String by = "experiment";

        @Option(names = "--fresh", description = "count again now; else the last count of ten minutes is shown")
        private boolean fresh;

        @Override
        public Integer call() {
            JsonNode space = options.server().get(API + "storage" + (fresh ? "?fresh=true" : ""));
            boolean models = by.equals("model");
            List<Column> columns = models
                    ? List.of(
                            Column.text("MODEL", "/model"),
                            Column.number("VERSIONS", "/versions"),
                            Column.number("FILES", "/files"),
                            Column.number("BYTES", "/bytes"))
                    : List.of(
                            Column.text("EXPERIMENT", "/name"),
                            Column.number("RUNS", "/runs"),
                            Column.number("DELETED", "/deleted_runs"),
                            Column.number("FILES", "/files"),
                            Column.number("BYTES", "/bytes"),
                            Column.number("TRASH", "/trash_bytes"));
            options.printer().rows(space, models ? "/models" : "/experiments", columns, "Nothing is stored yet.");
            return 0;
        }
    }
}
