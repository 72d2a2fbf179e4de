package io.slipway.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.Server;
import io.slipway.kernel.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sends flights to the endpoint in the order in which they depart, and each flight's fate to the monitor once event
 * time has come to it. Goes as fast as the endpoint answers, and slower while {@code unhurried} says so.
 */
final class Traffic implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int LABEL_BATCH = 500;
    private static final long PAUSE_NANOS = 8_000_000;

    private final String model;
    private final URI infer;
    private final Server control;
    private final BooleanSupplier unhurried;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Semaphore free = new Semaphore(CONNECTIONS);
    private final PriorityQueue<Flight> unlabelled = new PriorityQueue<>(Comparator.comparingLong(Flight::labelTime));
    private final ConcurrentSkipListMap<String, LongAdder> answeredBy = new ConcurrentSkipListMap<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile String lastFailure = "";

    Traffic(String model, String inferenceUrl, Server control, BooleanSupplier unhurried) {
        this.model = model;
        this.infer = URI.create(inferenceUrl + "/v2/models/" + model + "/infer");
        this.control = control;
        this.unhurried = unhurried;
    }

    /** @param late 1, 0, or NaN if it never became known */
    record Flight(String id, long eventTime, long labelTime, String inputs, double late) {}

    long sent() {
        return sent.sum();
    }

    long failed() {
        return failed.sum();
    }

    String lastFailure() {
        return lastFailure;
    }

    /** Requests by the version that said it answered. */
    Map<String, Long> answeredBy() {
        Map<String, Long> counts = new TreeMap<>();
        answeredBy.forEach((version, count) -> counts.put(version, count.sum()));
        return counts;
    }

    /** Sends the flights and the labels that become due on the way; returns when all are answered. */
    void replay(List<Flight> flights) throws InterruptedException {
        for (Flight flight : flights) {
            free.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    send(flight);
                } finally {
                    free.release();
                }
            });
            if (!Double.isNaN(flight.late)) {
                unlabelled.add(flight);
            }
            labels(flight.eventTime, LABEL_BATCH);
            if (unhurried.getAsBoolean()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        free.acquire(CONNECTIONS);
        free.release(CONNECTIONS);
        labels(flights.isEmpty() ? 0 : flights.getLast().eventTime, 1);
    }

    /** Tells every label that is still owed. */
    void remainingLabels() {
        labels(Long.MAX_VALUE, 1);
    }

    private void labels(long now, int atLeast) {
        List<Flight> due = new ArrayList<>();
        if (unlabelled.size() < atLeast) {
            return;
        }
        while (!unlabelled.isEmpty() && unlabelled.peek().labelTime <= now) {
            due.add(unlabelled.remove());
        }
        for (int from = 0; from < due.size(); from += 10_000) {
            var body = Json.object().put("model", model);
            var labels = body.putArray("labels");
            for (Flight flight : due.subList(from, Math.min(due.size(), from + 10_000))) {
                labels.addObject()
                        .put("request_id", flight.id)
                        .put("value", flight.late)
                        .put("time", flight.labelTime);
            }
            control.post("/api/slipway/v1/labels", body);
        }
    }

    private void send(Flight flight) {
        String body = "{\"id\":\"" + flight.id + "\",\"parameters\":{\"event_time\":" + flight.eventTime
                + "},\"inputs\":" + flight.inputs + "}";
        var request = HttpRequest.newBuilder(infer)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        sent.increment();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode answer = Json.parse(response.body());
            if (response.statusCode() == 200) {
                answeredBy
                        .computeIfAbsent(answer.path("model_version").asText(), v -> new LongAdder())
                        .increment();
            } else {
                fail(response.statusCode() + ": " + answer.path("error").asText());
            }
        } catch (IOException e) {
            fail(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted");
        }
    }

    private void fail(String reason) {
        failed.increment();
        lastFailure = reason;
    }

    @Override
    public void close() {
        http.close();
    }
}
