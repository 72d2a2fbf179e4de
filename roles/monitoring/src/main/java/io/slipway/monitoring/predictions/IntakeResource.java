package io.slipway.monitoring.predictions;

import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Labels over HTTP. */
public final class IntakeResource {
    private final Labels labels;
    private final Supplier<Set<String>> monitored;
    private final InstantSource clock;

    public IntakeResource(Labels labels, Supplier<Set<String>> monitored, InstantSource clock) {
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
