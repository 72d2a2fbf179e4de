package io.slipway.tracking.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MLflow's calls for scorers. */
final class ScorersResource {
    private static final String AT = "3.0/mlflow/scorers/";

    private static final JsonNode NO_CONFIGS =
            Json.object().set("configs", Json.object().arrayNode());

    private final Scorers scorers;

    ScorersResource(Scorers scorers) {
        this.scorers = scorers;
    }

    /** What registering answers. */
    record Registered(
            int version,
            String scorerId,
            String experimentId,
            String name,
            String serializedScorer,
            long creationTime) {}

    record Many(List<Scorers.Scorer> scorers) {}

    void addTo(MlflowRoutes routes) {
        Permission read = Permission.EXPERIMENT_READ;
        Permission write = Permission.EXPERIMENT_WRITE;
        routes.json(Method.POST, AT + "register", "registerScorer", "Add a version of a scorer", write, this::register);
        routes.json(Method.GET, AT + "list", "listScorers", "Scorers of experiments", read, this::list);
        routes.json(
                Method.GET,
                AT + "versions",
                "listScorerVersions",
                "All versions of a scorer",
                read,
                (m, r) -> new Many(scorers.versions(r.workspace(), m.text("experiment_id"), m.text("name"))));
        routes.json(
                Method.GET,
                AT + "get",
                "getScorer",
                "A version of a scorer, the newest if none is named",
                read,
                (m, r) -> Map.of(
                        "scorer", scorers.get(r.workspace(), m.text("experiment_id"), m.text("name"), version(m))));
        routes.json(
                Method.GET,
                AT + "online-configs",
                "listOnlineScoring",
                "Scorers that judge new traces by themselves: none",
                read,
                (m, r) -> NO_CONFIGS);
        routes.json(Method.DELETE, AT + "delete", "deleteScorer", "Delete versions of a scorer", write, (m, r) -> {
            scorers.delete(Caller.of(r), m.text("experiment_id"), m.text("name"), version(m));
            return MlflowRoutes.NOTHING;
        });
    }

    private static @Nullable Integer version(Message message) {
        return message.integer("version")
                .map(number -> (int) Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .orElse(null);
    }

    private Object register(Message message, Request request) {
        Scorers.Scorer made = scorers.register(
                Caller.of(request),
                message.text("experiment_id"),
                message.text("name"),
                message.text("serialized_scorer"));
        return new Registered(
                made.scorerVersion(),
                made.scorerId(),
                Long.toString(made.experimentId()),
                made.scorerName(),
                made.serializedScorer(),
                made.creationTime());
    }

    private Object list(Message message, Request request) {
        String one = message.textOr("experiment_id", "");
        boolean several = message.has("experiment_ids");
        if (!one.isEmpty() && several) {
            throw SlipwayException.invalid("Cannot specify both 'experiment_id' and 'experiment_ids'. Use"
                    + " 'experiment_ids' to scope the query to multiple experiments, or 'experiment_id' to scope it to"
                    + " a single experiment.");
        }
        return new Many(
                one.isEmpty()
                        ? scorers.list(request.workspace(), several ? message.texts("experiment_ids") : null)
                        : scorers.list(request.workspace(), one));
    }
}
