package io.slipway.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.Server;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects records and sends them in batches; whoever sent one hears what became of it. */
final class Outbox {
    private static final int MAX_LINES = 1000;
    private static final int MAX_CHARACTERS = 4 << 20;

    private final Server server;
    private final Report report;
    private final StringBuilder lines = new StringBuilder();
    private final List<Consumer<JsonNode>> waiting = new ArrayList<>();

    Outbox(Server server, Report report) {
        this.server = server;
        this.report = report;
    }

    /** A record that the report counts as one of {@code kind}. */
    void send(String kind, ObjectNode record, Consumer<JsonNode> answered) {
        String id = record.path("model").asText("")
                + record.path("name").asText(record.path("alias").asText(""));
        ask(record, result -> {
            String state = result.path("state").asText();
            report.count(kind, state);
            if (state.equals("refused") || (state.equals("kept") && !kind.equals("experiments"))) {
                report.left(
                        kind,
                        result.path("id").asText("").isEmpty()
                                ? id
                                : result.path("id").asText(),
                        result.path("reason").asText());
            }
            answered.accept(result);
        });
    }

    /** A record that is not counted. */
    void ask(JsonNode record, Consumer<JsonNode> answered) {
        String line = Json.write(record);
        if (waiting.size() == MAX_LINES || lines.length() + line.length() > MAX_CHARACTERS) {
            flush();
        }
        lines.append(line).append('\n');
        waiting.add(answered);
    }

    void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        JsonNode results = server.send(
                        "POST",
                        "/api/slipway/v1/imports",
                        "application/x-ndjson",
                        BodyPublishers.ofString(lines.toString()))
                .path("results");
        if (results.size() != waiting.size()) {
            throw new SlipwayException(
                    ErrorCode.INTERNAL, "the server answered " + results.size() + " of " + waiting.size() + " records");
        }
        var told = List.copyOf(waiting);
        waiting.clear();
        lines.setLength(0);
        for (int i = 0; i < told.size(); i++) {
            told.get(i).accept(results.get(i));
        }
    }
}
