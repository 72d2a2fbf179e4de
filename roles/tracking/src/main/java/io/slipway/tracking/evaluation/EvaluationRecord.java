package io.slipway.tracking.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Row;
import io.slipway.tracking.wire.Names;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One record as a client sends it.
 *
 * @param outputs null if the record says that there are none; absent outputs are an empty object
 * @param named true if the record names outputs, so that they replace those that are there
 */
record EvaluationRecord(
        ObjectNode inputs,
        @Nullable JsonNode outputs,
        boolean named,
        @Nullable ObjectNode expectations,
        ObjectNode tags,
        @Nullable ObjectNode source) {
    private static final List<String> SOURCES = List.of("UNSPECIFIED", "TRACE", "HUMAN", "DOCUMENT", "CODE");

    /** @param at its place, for complaints */
    static EvaluationRecord of(JsonNode node, int at) {
        if (!(node instanceof ObjectNode object)) {
            throw SlipwayException.invalid("Invalid value for parameter 'records[" + at + "]': it must be an object.");
        }
        JsonNode outputs = object.get("outputs");
        ObjectNode inputs = member(object, "inputs", at);
        ObjectNode tags = member(object, "tags", at);
        return new EvaluationRecord(
                inputs == null ? Json.object() : inputs,
                outputs == null ? Json.object() : outputs.isNull() ? null : outputs,
                outputs != null,
                member(object, "expectations", at),
                tags == null ? Json.object() : tags,
                source(member(object, "source", at)));
    }

    private static @Nullable ObjectNode member(ObjectNode record, String name, int at) {
        JsonNode node = record.get(name);
        if (node == null || (node.isNull() && !name.equals("inputs"))) {
            return null;
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw SlipwayException.invalid(
                "Invalid value for parameter 'records[" + at + "]." + name + "': it must be an object.");
    }

    private static @Nullable ObjectNode source(@Nullable ObjectNode given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        String type = given.path("source_type").asText().toUpperCase(Locale.ROOT);
        if (!SOURCES.contains(type)) {
            throw SlipwayException.invalid("Invalid dataset record source type: " + Names.shown(type)
                    + ". Valid source types: ['UNSPECIFIED', 'TRACE', 'HUMAN', 'DOCUMENT', 'CODE']");
        }
        var source = Json.object().put("source_type", type);
        source.set("source_data", given.path("source_data") instanceof ObjectNode data ? data : Json.object());
        return source;
    }

    @Nullable
    String user() {
        JsonNode user = tags.get(EvaluationDatasets.USER_TAG);
        return user == null ? null : user.asText();
    }

    /** The same for the same inputs, whatever the order of their keys. */
    String hash() {
        return EvaluationDataset.sha256(sorted(inputs).toString());
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var byKey = new TreeMap<String, JsonNode>();
            object.properties().forEach(each -> byKey.put(each.getKey(), sorted(each.getValue())));
            var sorted = Json.object();
            byKey.forEach(sorted::set);
            return sorted;
        }
        if (node instanceof ArrayNode array) {
            var sorted = Json.object().arrayNode();
            array.forEach(each -> sorted.add(sorted(each)));
            return sorted;
        }
        return node;
    }

    static final String COLUMNS = "record_id, dataset, inputs, outputs, expectations, tags, source, created, updated,"
            + " created_by, updated_by, seq";

    /** A stored record as MLflow's clients read it. */
    static ObjectNode read(Row row) {
        var record = Json.object().put("dataset_record_id", row.text(1)).put("dataset_id", row.text(2));
        record.set("inputs", Json.parse(row.text(3)));
        set(record, "outputs", row.textOrNull(4));
        set(record, "expectations", row.textOrNull(5));
        record.set("tags", Json.parse(row.text(6)));
        set(record, "source", row.textOrNull(7));
        if (record.get("source") instanceof ObjectNode source) {
            String type = source.path("source_type").asText();
            JsonNode id = source.path("source_data").path(type.equals("TRACE") ? "trace_id" : "source_id");
            if (id.isTextual()) {
                record.put("source_id", id.textValue());
            }
            record.put("source_type", type);
        }
        record.put("created_time", row.integer(8)).put("last_update_time", row.integer(9));
        if (row.textOrNull(10) instanceof String by) {
            record.put("created_by", by);
        }
        if (row.textOrNull(11) instanceof String by) {
            record.put("last_updated_by", by);
        }
        return record;
    }

    private static void set(ObjectNode record, String name, @Nullable String json) {
        if (json != null) {
            record.set(name, Json.parse(json));
        }
    }
}
