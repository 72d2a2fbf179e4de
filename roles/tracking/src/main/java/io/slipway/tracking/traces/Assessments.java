package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Ids;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.Names;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds, changes, gets and deletes assessments. One that overrides another makes it invalid while it is there. */
final class Assessments {
    private final Database database;
    private final InstantSource clock;

    Assessments(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    static String newId() {
        return "a-" + Ids.hex32();
    }

    Assessment create(Caller caller, Assessment wanted) {
        return database.write(tx -> {
            TraceRow trace = TraceRow.require(tx, caller.workspace(), wanted.traceId());
            insert(tx, trace.id(), wanted);
            return require(tx, trace, wanted.assessmentId());
        });
    }

    static void insert(Tx tx, long trace, Assessment a) {
        if (a.overrides() != null
                && tx.update(
                                "UPDATE assessments SET valid = 0 WHERE trace = ? AND assessment_id = ?",
                                trace,
                                a.overrides())
                        == 0) {
            throw missing(a.overrides(), a.traceId());
        }
        tx.update(
                "INSERT INTO assessments (assessment_id, trace, kind, name, value, number, error, source_type,"
                        + " source_id, rationale, metadata, span_id, created, updated, overrides, valid)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                a.assessmentId(),
                trace,
                a.kind(),
                a.name(),
                a.value(),
                number(a.value()),
                a.error(),
                a.sourceType(),
                a.sourceId(),
                a.rationale(),
                a.metadata(),
                a.spanId(),
                a.created(),
                a.updated(),
                a.overrides(),
                a.valid() ? 1 : 0);
    }

    private static @Nullable Double number(String json) {
        JsonNode value = Json.parse(json);
        return value.isNumber() ? (Double) value.doubleValue() : null;
    }

    private static SlipwayException missing(String assessmentId, String traceId) {
        return SlipwayException.notFound("Assessment with ID '" + Names.shown(assessmentId) + "' not found for trace '"
                + Names.shown(traceId) + "'");
    }

    Assessment get(String workspace, String traceId, String assessmentId) {
        return database.read(query -> require(query, TraceRow.require(query, workspace, traceId), assessmentId));
    }

    private static Assessment require(Query query, TraceRow trace, String assessmentId) {
        return query.one(
                        "SELECT " + TraceReader.ASSESSMENT + " FROM assessments a JOIN traces t ON t.id = a.trace"
                                + " WHERE a.trace = ? AND a.assessment_id = ?",
                        TraceReader::assessment,
                        trace.id(),
                        assessmentId)
                .orElseThrow(() -> missing(assessmentId, trace.traceId()));
    }

    /**
     * The parts to change; null leaves as it is.
     *
     * @param kind of {@code value}, which must be that of the assessment
     * @param metadata is added to what is there
     */
    record Change(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String value,
            @Nullable String error,
            @Nullable String rationale,
            @Nullable ObjectNode metadata) {}

    Assessment update(Caller caller, String traceId, String assessmentId, Change change) {
        return database.write(tx -> {
            TraceRow trace = TraceRow.require(tx, caller.workspace(), traceId);
            Assessment before = require(tx, trace, assessmentId);
            if (change.kind != null && !change.kind.equals(before.kind())) {
                throw SlipwayException.invalid(
                        "Cannot update " + change.kind + " value on an assessment that is " + before.kind() + ".");
            }
            String value = change.value == null ? before.value() : change.value;
            tx.update(
                    "UPDATE assessments SET name = ?, value = ?, number = ?, error = ?, rationale = ?, metadata = ?,"
                            + " updated = ? WHERE trace = ? AND assessment_id = ?",
                    change.name == null ? before.name() : change.name,
                    value,
                    number(value),
                    change.value == null ? before.error() : change.error,
                    change.rationale == null ? before.rationale() : change.rationale,
                    merged(before.metadata(), change.metadata),
                    clock.millis(),
                    trace.id(),
                    assessmentId);
            return require(tx, trace, assessmentId);
        });
    }

    private static @Nullable String merged(@Nullable String before, @Nullable ObjectNode change) {
        if (change == null) {
            return before;
        }
        ObjectNode all = before == null ? Json.object() : (ObjectNode) Json.parse(before);
        all.setAll(change);
        return all.toString();
    }

    /** Nothing happens if there is none. */
    void delete(Caller caller, String traceId, String assessmentId) {
        database.write(tx -> {
            TraceRow trace = TraceRow.require(tx, caller.workspace(), traceId);
            Optional<String> overridden = tx.one(
                    "SELECT COALESCE(overrides, '') FROM assessments WHERE trace = ? AND assessment_id = ?",
                    row -> row.text(1),
                    trace.id(),
                    assessmentId);
            overridden.ifPresent(id -> tx.update(
                    "UPDATE assessments SET valid = 1 WHERE trace = ? AND assessment_id = ?", trace.id(), id));
            tx.update("DELETE FROM assessments WHERE trace = ? AND assessment_id = ?", trace.id(), assessmentId);
            return true;
        });
    }
}
