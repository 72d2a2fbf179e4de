package io.slipway.operations.events;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.Event;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.EventLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events over HTTP: a filtered page, a live stream, and the check of the chain. */
public final class EventsResource {
    private static final int MAX_LIMIT = 1000;
    private static final int STREAM_BATCH = 200;
    /** Short enough that a client's absence is noticed, long enough to cost nothing. */
    private static final long KEEP_ALIVE_MILLIS = 10_000;

    private static final Duration STREAM_LIFE = Duration.ofHours(12);

    private final EventLog log;

    public EventsResource(EventLog log) {
        this.log = log;
    }

    public void addTo(EndpointTable table) {
        table.get("/api/slipway/v1/events", "listEvents", "Events, newest first, filtered")
                .needs(Permission.EVENT_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(EventPage.class)
                .by(this::list);
        table.get("/api/slipway/v1/events/stream", "followEvents", "Events as they happen (server-sent events)")
                .needs(Permission.EVENT_READ)
                .limits(Limits.NO_BODY.within(STREAM_LIFE).waiting())
                .takesNothing()
                .answersBytes()
                .by(this::stream);
        table.get("/api/slipway/v1/events/verify", "verifyEvents", "Check the whole hash chain")
                .needs(Permission.EVENT_READ)
                .limits(Limits.NO_BODY.within(Duration.ofMinutes(10)))
                .takesNothing()
                .answers(ChainState.class)
                .by(request -> Response.json(ChainState.of(log.verify())));
    }

    /** @param events newest first */
    record EventPage(List<Event> events, @Nullable String nextPageToken) {}

    /** @param problem null if the chain holds */
    record ChainState(
            boolean intact,
            long events,
            String head,
            @Nullable String problem) {
        static ChainState of(EventLog.Verification v) {
            return new ChainState(v.intact(), v.events(), v.head(), v.problem());
        }
    }

    private Response list(Request request) {
        var filter = new EventLog.Filter(
                request.query("kind").orElse(null),
                request.query("subject").orElse(null),
                request.query("actor").orElse(null),
                request.query("from").map(v -> number("from", v)).orElse(null),
                request.query("to").map(v -> number("to", v)).orElse(null));
        long limit = request.query("limit").map(v -> number("limit", v)).orElse(100L);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw SlipwayException.invalid("limit is " + limit + "; it must be 1 to " + MAX_LIMIT);
        }
        var page = log.search(filter, (int) limit, request.query("page_token").orElse(null));
        return Response.json(new EventPage(page.items(), page.nextToken()));
    }

    /** Follows from {@code after} (default: only what comes from now on) until the client goes or the server stops. */
    private Response stream(Request request) {
        long start = request.header("Last-Event-ID")
                .or(() -> request.query("after"))
                .map(v -> number("after", v))
                .orElseGet(log::head);
        return Response.streamed("text/event-stream", -1, out -> follow(out, start))
                .with("Cache-Control", "no-store")
                .with("X-Accel-Buffering", "no");
    }

    private void follow(OutputStream out, long start) throws IOException {
        try {
            followUntilInterrupted(out, start);
        } catch (InterruptedException e) {
            // the server stops: the stream ends whole, and the client asks again with its last id
        }
    }

    private void followUntilInterrupted(OutputStream out, long start) throws IOException, InterruptedException {
        send(out, ": following from " + start + "\n\n");
        long position = start;
        while (true) {
            if (!log.await(position, KEEP_ALIVE_MILLIS)) {
                send(out, ": still here\n\n");
                continue;
            }
            for (Event event : log.after(position, STREAM_BATCH)) {
                send(out, "id: " + event.sequence() + "\ndata: " + Json.write(event) + "\n\n");
                position = event.sequence();
            }
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw SlipwayException.invalid(
                    "query parameter '" + name + "' is '" + value + "'; it must be a whole number");
        }
    }
}
