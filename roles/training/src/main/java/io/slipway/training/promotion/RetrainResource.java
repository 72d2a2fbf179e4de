package io.slipway.training.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.Json;
import io.slipway.training.pipelines.PipelineRun;
import org.jspecify.annotations.Nullable;

/** Retraining by hand: what an alert starts, started by a person. */
public final class RetrainResource {
    private final Retrainings retrainings;

    public RetrainResource(Retrainings retrainings) {
        this.retrainings = retrainings;
    }

    public void addTo(EndpointTable table) {
        table.post(
                        "/api/slipway/v1/pipelines/{name}/retrain",
                        "retrain",
                        "Queue a run whose model is compared with the champion on a labelled window")
                .needs(Permission.PIPELINE_RUN)
                .limits(Limits.SMALL)
                .takes(Retrain.class)
                .answers(PipelineRun.class)
                .by(this::retrain);
    }

    /**
     * @param params dotted parameter → value; left out: as params.yaml says
     * @param labelledBlob key of the window's labelled rows, as the event {@code monitor.window_judged} tells it
     * @param windowStart with {@code windowEnd}: the window in UTC milliseconds, end not included
     */
    record Retrain(
            @Nullable JsonNode params,
            @Nullable String reason,
            String labelledBlob,
            long windowStart,
            long windowEnd) {}

    private Response retrain(Request request) {
        Retrain asked = request.json(Retrain.class);
        PipelineRun run = retrainings.byHand(
                request.workspace(),
                request.path("name"),
                asked.params() == null ? Json.object() : asked.params(),
                asked.reason() == null ? "retrained by hand" : asked.reason(),
                new Retrainings.Window(asked.labelledBlob(), asked.windowStart(), asked.windowEnd()),
                request.actor());
        return Response.json(run);
    }
}
