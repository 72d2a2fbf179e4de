package io.slipway.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.Server;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What happened so far, read from the server's events: told as it comes, and summed up at the end. */
final class Ledger {
    private static final String API = "/api/slipway/v1/";
    private static final int PAGE = 1000;
    private static final long COMPARISON_MILLIS = 30_000;

    private final Server control;
    private final String model;
    private long told;

    Ledger(Server control, String model) {
        this.control = control;
        this.model = model;
    }

    boolean pipelineRuns() {
        JsonNode runs = control.get(API + "pipelines/" + model + "/runs").path("runs");
        for (JsonNode run : runs) {
            String state = run.path("state").asText();
            if (state.equals("RUNNING") || state.equals("QUEUED")) {
                return true;
            }
        }
        return false;
    }

    int champion() {
        return control.get("/api/2.0/mlflow/registered-models/alias?name=" + model + "&alias=champion")
                .at("/model_version/version")
                .asInt();
    }

    /** Data of the newest {@code monitor.window_judged} that has labelled rows. */
    JsonNode newestLabelledWindow() {
        return eventsAfter(0).reversed().stream()
                .filter(e -> e.path("kind").asText().equals("monitor.window_judged"))
                .map(e -> e.path("data"))
                .filter(d -> d.has("labelled_blob"))
                .findFirst()
                .orElseThrow(() -> new SlipwayException(ErrorCode.INTERNAL, "the monitor judged no window"));
    }

    /** The newest comparison that the challenger did not win. */
    Optional<JsonNode> refusal() {
        return comparisons(eventsAfter(0)).reversed().stream()
                .filter(d -> !d.path("promoted").asBoolean())
                .findFirst();
    }

    private static List<JsonNode> comparisons(List<JsonNode> events) {
        return events.stream()
                .filter(e -> e.path("kind").asText().equals("model.challenger_compared"))
                .map(e -> e.path("data"))
                .toList();
    }

    /** Waits for the comparison that ends the run. */
    JsonNode comparisonOf(String run) throws InterruptedException {
        long until = System.currentTimeMillis() + COMPARISON_MILLIS;
        while (System.currentTimeMillis() < until) {
            for (JsonNode comparison :
                    control.get(API + "models/" + model + "/comparisons").path("comparisons")) {
                if (comparison.path("pipeline_run").asText().equals(run)) {
                    return comparison;
                }
            }
            Thread.sleep(100);
        }
        throw new SlipwayException(ErrorCode.DEADLINE_EXCEEDED, "run " + run + " was not compared");
    }

    /** What has happened up to now was told otherwise. */
    void readToHere() {
        List<JsonNode> events = eventsAfter(0);
        told = events.isEmpty() ? 0 : events.getLast().path("sequence").asLong();
    }

    /** Tells what the monitor found and what came of it since the last call. */
    void tellNews(Display display) {
        for (JsonNode event : eventsAfter(told)) {
            told = Math.max(told, event.path("sequence").asLong());
            JsonNode data = event.path("data");
            switch (event.path("kind").asText()) {
                case "monitor.window_judged" -> display.fact(window(data));
                case "monitor.alert_fired" ->
                    display.turn("alert '" + data.path("rule").asText() + "' in "
                            + month(data.path("window_start").asLong()) + ": "
                            + data.path("condition").asText() + " ("
                            + number(data.path("value")) + "); an event, and training reacts");
                case "model.challenger_compared" -> display.turn(verdict(data));
                case "model.alias_moved" -> {
                    if (data.path("alias").asText().equals("champion")) {
                        display.turn("@champion: version "
                                + data.path("previous_version").asText("–") + " → "
                                + data.path("version").asText() + ", while requests go on");
                    }
                }
                default -> {
                    // not for this display
                }
            }
        }
    }

    private static String window(JsonNode data) {
        return String.format(
                Locale.ROOT,
                "%-9s %,6d predicted, %,6d labelled  AUC %s [%s, %s]  late %s %%  drifted %s %% of features",
                month(data.path("window_start").asLong()),
                data.path("rows").asLong(),
                data.path("labelled").asLong(),
                number(data.path("auc")),
                number(data.path("auc_low")),
                number(data.path("auc_high")),
                percent(data.path("positive_rate")),
                percent(data.path("drift_share")));
    }

    static String verdict(JsonNode data) {
        return String.format(
                Locale.ROOT,
                "version %s against champion %s: AUC %s and %s, difference %s [%s, %s] on %,d rows: %s",
                data.path("challenger_version").asText(),
                data.path("champion_version").asText(),
                number(data.path("challenger_auc")),
                number(data.path("champion_auc")),
                number(data.path("difference")),
                number(data.path("ci_low")),
                number(data.path("ci_high")),
                data.path("rows").asLong(),
                data.path("promoted").asBoolean() ? "promoted" : "not promoted");
    }

    /** The tables of the end. The last month is missing: its window closes when flights of the next one come. */
    String report(Traffic traffic, double seconds, int every) {
        List<JsonNode> events = eventsAfter(0);
        var table = new StringBuilder("\nWhat happened\n");
        table.append("  month      predicted  labelled    AUC  95 % interval    late  drifted  answered mostly by\n");
        for (JsonNode event : events) {
            if (event.path("kind").asText().equals("monitor.window_judged")) {
                JsonNode data = event.path("data");
                table.append(String.format(
                        Locale.ROOT,
                        "  %-9s %,10d %,9d  %s  [%s, %s]  %s %%   %s %%  version %s%n",
                        month(data.path("window_start").asLong()),
                        data.path("rows").asLong(),
                        data.path("labelled").asLong(),
                        number(data.path("auc")),
                        number(data.path("auc_low")),
                        number(data.path("auc_high")),
                        percent(data.path("positive_rate")),
                        percent(data.path("drift_share")),
                        data.path("version").asText("–")));
            }
        }
        table.append("  December   its window is open until traffic of January comes\n");
        long swaps = championMoves();
        List<JsonNode> comparisons = comparisons(events);
        if (!comparisons.isEmpty()) {
            table.append("\n  compared on  champion    AUC  challenger    AUC  difference\n");
        }
        for (JsonNode data : comparisons) {
            table.append(String.format(
                    Locale.ROOT,
                    "  %-11s  version %2s  %s  version %2s   %s  %s [%s, %s]  %s%n",
                    month(data.path("window_start").asLong()),
                    data.path("champion_version").asText(),
                    number(data.path("champion_auc")),
                    data.path("challenger_version").asText(),
                    number(data.path("challenger_auc")),
                    number(data.path("difference")),
                    number(data.path("ci_low")),
                    number(data.path("ci_high")),
                    data.path("promoted").asBoolean() ? "promoted" : "not promoted"));
        }
        table.append(String.format(
                Locale.ROOT,
                "%n  %,d requests (one flight in %d), answered by version: %s%n  failed requests = %d%s%n"
                        + "  %d comparisons, %d moves of @champion, %,d events, %.0f seconds%n",
                traffic.sent(),
                every,
                traffic.answeredBy(),
                traffic.failed(),
                traffic.failed() == 0 ? "" : " (the last: " + traffic.lastFailure() + ")",
                comparisons.size(),
                swaps,
                events.isEmpty() ? 0 : events.getLast().path("sequence").asLong(),
                seconds));
        return table.toString();
    }

    /** How often the champion's alias was set, the first time included. */
    long championMoves() {
        return eventsAfter(0).stream().filter(this::championMoved).count();
    }

    private boolean championMoved(JsonNode event) {
        return event.path("kind").asText().equals("model.alias_moved")
                && event.at("/data/alias").asText().equals("champion");
    }

    /** Oldest first. */
    private List<JsonNode> eventsAfter(long sequence) {
        List<JsonNode> found = new ArrayList<>();
        String token = null;
        do {
            JsonNode page = control.get(API + "events?limit=" + PAGE + (token == null ? "" : "&page_token=" + token));
            boolean older = false;
            for (JsonNode event : page.path("events")) {
                older = event.path("sequence").asLong() <= sequence;
                if (older) {
                    break;
                }
                found.addFirst(event);
            }
            token = older || !page.hasNonNull("next_page_token")
                    ? null
                    : page.path("next_page_token").asText();
        } while (token != null);
        return found;
    }

    private static String month(long start) {
        return Story.name(Instant.ofEpochMilli(start).atZone(ZoneOffset.UTC).getMonthValue());
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : "  –  ";
    }

    private static String percent(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%4.1f", value.asDouble() * 100) : " –  ";
    }
}
