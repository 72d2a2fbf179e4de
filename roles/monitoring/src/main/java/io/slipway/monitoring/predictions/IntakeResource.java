package io.slipway.monitoring.predictions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.api.InferenceRecordJson;
import io.slipway.serving.api.InferenceSink;
import io.slipway.serving.api.InferenceSink.InferenceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Predictions of remote instances and labels of anyone, over HTTP. */
public final class IntakeResource {
    private final InferenceSink predictions;
    private final Labels labels;
    private final Supplier<Set<String>> monitored;
    private final InstantSource clock;

    public IntakeResource(
            InferenceSink predictions, Labels labels, Supplier<Set<String>> monitored, InstantSource clock) {
        this.predictions = predictions;
        this.labels = labels;
        this.monitored = monitored;
        this.clock = clock;
    }

    public void addTo(EndpointTable table) {
        table.post("/api/slipway/v1/labels", "addLabels", "Tell what really happened, by request id")
                .needs(Permission.MONITOR_WRITE)
                .limits(Limits.body(16 << 20))
                .takes(LabelBatch.class)
                .answers(Kept.class)
                .by(this::add);
        table.post("/api/slipway/v1/inference-log", "logInference", "Predictions that a serving instance made")
                .needs(Permission.MONITOR_WRITE)
                .limits(Limits.body(64 << 20))
                .takesBytes()
                .answers(Taken.class)
                .by(this::log);
    }

    /** @param dropped records that did not fit the queue */
    record Taken(int taken, int dropped) {}

    private Response log(Request request) throws IOException {
        int taken = 0;
        int dropped = 0;
        for (InferenceRecord prediction : InferenceRecordJson.read(body(request))) {
            if (predictions.offer(prediction)) {
                taken++;
            } else {
                dropped++;
            }
        }
        return Response.json(new Taken(taken, dropped));
    }

    private static JsonNode body(Request request) throws IOException {
        try (InputStream in = request.body()) {
            return Json.strict().readTree(in);
        } catch (JsonProcessingException e) {
            throw Json.invalid(e);
        }
    }

    /** @param time UTC milliseconds when it became known; now if left out */
    record LabelValue(
            String requestId, double value, @Nullable Long time) {}

    record LabelBatch(String model, List<LabelValue> labels) {}

    record Kept(int labels) {}

    private Response add(Request request) {
        LabelBatch batch = request.json(LabelBatch.class);
        if (!monitored.get().contains(batch.model())) {
            throw SlipwayException.notFound("no monitor watches a model '" + batch.model()
                    + "'; declare one first (slipway apply -f slipway.yaml)");
        }
        labels.add(
                batch.model(),
                batch.labels().stream()
                        .map(l -> new Labels.Label(
                                l.requestId(), l.value(), l.time() == null ? clock.millis() : l.time()))
                        .toList());
        return Response.json(new Kept(batch.labels().size()));
    }
}
