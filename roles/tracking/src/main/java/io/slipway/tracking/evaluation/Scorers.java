package io.slipway.tracking.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.storage.Tx;
import io.slipway.tracking.experiments.Experiments;
import io.slipway.tracking.search.Sql;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps scorers, each version as the client wrote it; nothing of it is ever run here. One that carries the source of a
 * function is refused: whoever loads it would run it.
 */
final class Scorers {
    private static final int MAX_NAME = 256;
    private static final int MAX_SERIALIZED = 1_000_000;
    private static final String SELECT = "SELECT s.experiment, s.name, v.version, v.serialized, v.created, s.scorer_id"
            + " FROM scorers s JOIN scorer_versions v ON v.scorer = s.scorer_id ";

    private final Database database;
    private final InstantSource clock;

    Scorers(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A version of a scorer, as MLflow's clients list it. */
    record Scorer(
            long experimentId,
            String scorerName,
            int scorerVersion,
            String serializedScorer,
            long creationTime,
            String scorerId) {
        static Scorer read(Row row) {
            return new Scorer(
                    row.integer(1), row.text(2), (int) row.integer(3), row.text(4), row.integer(5), row.text(6));
        }
    }

    Scorer register(Caller caller, String experimentId, String name, String serialized) {
        Names.longest("name", name, MAX_NAME);
        if (name.isBlank()) {
            throw SlipwayException.invalid("Scorer name cannot be empty or contain only whitespace.");
        }
        check(Names.longest("serialized_scorer", serialized, MAX_SERIALIZED));
        return database.write(tx -> {
            long experiment = experiment(tx, caller.workspace(), experimentId);
            int version = nextVersion(tx, experiment, name);
            tx.update(
                    "INSERT INTO scorer_versions (scorer, version, serialized, created)"
                            + " SELECT scorer_id, ?, ?, ? FROM scorers WHERE experiment = ? AND name = ?",
                    version,
                    serialized,
                    clock.millis(),
                    experiment,
                    name);
            var data = Json.object()
                    .put("experiment_id", Long.toString(experiment))
                    .put("name", name)
                    .put("version", version);
            tx.emit(caller.event("scorer.registered", "experiments/" + experiment, data));
            return require(tx, experiment, name, version);
        });
    }

    private static int nextVersion(Tx tx, long experiment, String name) {
        tx.update(
                "INSERT INTO scorers (scorer_id, experiment, name, last_version) VALUES (?, ?, ?, 1)"
                        + " ON CONFLICT (experiment, name) DO UPDATE SET last_version = scorers.last_version + 1",
                UUID.randomUUID().toString(),
                experiment,
                name);
        return tx.one(
                        "SELECT last_version FROM scorers WHERE experiment = ? AND name = ?",
                        row -> (int) row.integer(1),
                        experiment,
                        name)
                .orElseThrow();
    }

    private static void check(String serialized) {
        JsonNode scorer;
        try {
            scorer = Json.parse(serialized);
        } catch (SlipwayException e) {
            throw SlipwayException.invalid("serialized_scorer must be valid JSON");
        }
        if (!(scorer instanceof ObjectNode)) {
            throw SlipwayException.invalid("serialized_scorer must hold a JSON object");
        }
        if (scorer.findValues("call_source").stream().anyMatch(source -> !source.isNull())) {
            throw SlipwayException.invalid("Custom scorer registration (using @scorer decorator) is not supported:"
                    + " whoever loads such a scorer runs the code in it. Keep it in your source code and import it.");
        }
        String model = scorer.at("/instructions_judge_pydantic_data/model")
                .asText(scorer.at("/builtin_scorer_pydantic_data/model").asText());
        if (model.startsWith("gateway:/")) {
            throw SlipwayException.notFound(
                    "GatewayEndpoint not found (name='" + Names.shown(model.substring("gateway:/".length())) + "')");
        }
    }

    private static long experiment(Query query, String workspace, String id) {
        return Long.parseLong(Experiments.requireActive(query, workspace, id).experimentId());
    }

    private static Scorer require(Query query, long experiment, String name, @Nullable Integer version) {
        String newest = "(SELECT MAX(w.version) FROM scorer_versions w WHERE w.scorer = s.scorer_id)";
        return query.one(
                        SELECT + "WHERE s.experiment = ? AND s.name = ? AND v.version = COALESCE(?, " + newest + ")",
                        Scorer::read,
                        experiment,
                        name,
                        version)
                .orElseThrow(() -> missing(experiment, name, version));
    }

    private static SlipwayException missing(long experiment, String name, @Nullable Integer version) {
        return SlipwayException.notFound("Scorer with name '" + Names.shown(name) + "'"
                + (version == null ? "" : " and version " + version) + " not found for experiment " + experiment + ".");
    }

    /** @param version null for the newest */
    Scorer get(String workspace, String experimentId, String name, @Nullable Integer version) {
        return database.read(query -> require(query, experiment(query, workspace, experimentId), name, version));
    }

    List<Scorer> versions(String workspace, String experimentId, String name) {
        return database.read(query -> {
            long experiment = experiment(query, workspace, experimentId);
            List<Scorer> all = query.list(
                    SELECT + "WHERE s.experiment = ? AND s.name = ? ORDER BY v.version",
                    Scorer::read,
                    experiment,
                    name);
            if (all.isEmpty()) {
                throw missing(experiment, name, null);
            }
            return all;
        });
    }

    /** The newest version of each scorer of an experiment. */
    List<Scorer> list(String workspace, String experimentId) {
        return database.read(query -> newest(
                query, new Sql().add("s.experiment = ?", experiment(query, workspace, experimentId)), workspace));
    }

    /**
     * The newest version of each scorer of these experiments that are there and active.
     *
     * @param experimentIds null for all
     */
    List<Scorer> list(String workspace, @Nullable List<String> experimentIds) {
        var these = experimentIds == null
                ? new Sql().add("1 = 1")
                : new Sql()
                        .in(
                                "s.experiment",
                                experimentIds.stream().map(Names::experimentId).toList());
        return database.read(query -> newest(query, these, workspace));
    }

    private static List<Scorer> newest(Query query, Sql these, String workspace) {
        var sql = new Sql()
                .add(SELECT)
                .add("JOIN experiments e ON e.id = s.experiment WHERE ")
                .add(these)
                .add(
                        " AND e.workspace = ? AND e.lifecycle = 'active' AND v.version ="
                                + " (SELECT MAX(w.version) FROM scorer_versions w WHERE w.scorer = s.scorer_id)"
                                + " ORDER BY s.experiment, s.name LIMIT 10000",
                        workspace);
        return query.list(sql.text(), Scorer::read, sql.parameters());
    }

    /** @param version null for the scorer with all its versions */
    void delete(Caller caller, String experimentId, String name, @Nullable Integer version) {
        database.write(tx -> {
            long experiment = experiment(tx, caller.workspace(), experimentId);
            String id = tx.one(
                            "SELECT scorer_id FROM scorers WHERE experiment = ? AND name = ?",
                            row -> row.text(1),
                            experiment,
                            name)
                    .orElseThrow(() -> missing(experiment, name, null));
            int gone = tx.update(
                    "DELETE FROM scorer_versions WHERE scorer = ? AND version = COALESCE(?, version)", id, version);
            if (gone == 0) {
                throw missing(experiment, name, version);
            }
            if (version == null) {
                tx.update("DELETE FROM scorers WHERE scorer_id = ?", id);
            }
            var data = Json.object()
                    .put("experiment_id", Long.toString(experiment))
                    .put("name", name)
                    .put("version", version);
            tx.emit(caller.event("scorer.deleted", "experiments/" + experiment, data));
            return true;
        });
    }
}
