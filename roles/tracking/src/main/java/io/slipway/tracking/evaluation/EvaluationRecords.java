package io.slipway.tracking.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Ids;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.storage.Tx;
import io.slipway.tracking.wire.Caller;
import io.slipway.tracking.wire.PageTokens;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts, reads and deletes the records of evaluation datasets. Records with the same inputs are one record. */
final class EvaluationRecords {
    private static final int MAX_RECORDS = 50_000;
    private static final int USUAL_PAGE = 1000;
    private static final int MAX_PAGE = 50_000;
    private static final int MAX_FIELDS = 10_000;

    private final Database database;
    private final InstantSource clock;

    EvaluationRecords(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** How many records are new and how many were there. */
    record Counts(int insertedCount, int updatedCount) {}

    /**
     * @param nextToken null at the end
     */
    record PageOfRecords(ArrayNode records, @Nullable String nextToken) {}

    private record Stored(
            long seq, @Nullable String outputs, @Nullable String expectations, String tags) {}

    Counts put(Caller caller, String id, String json) {
        List<EvaluationRecord> records = records(json);
        return database.write(tx -> {
            EvaluationDataset dataset = EvaluationDataset.require(tx, caller.workspace(), id);
            long now = clock.millis();
            String user = null;
            int inserted = 0;
            long next = 1
                    + tx.one(
                                    "SELECT COALESCE(MAX(seq), 0) FROM evaluation_records WHERE dataset = ?",
                                    row -> row.integer(1),
                                    id)
                            .orElse(0L);
            for (EvaluationRecord record : records) {
                user = record.user() == null ? user : record.user();
                String hash = record.hash();
                Stored stored = stored(tx, id, hash);
                if (stored == null) {
                    insert(tx, id, next++, hash, record, now);
                    inserted++;
                } else {
                    merge(tx, id, stored, record, now);
                }
            }
            describe(tx, dataset, schema(dataset.schema(), records), user, now);
            return new Counts(inserted, records.size() - inserted);
        });
    }

    private static List<EvaluationRecord> records(String json) {
        if (!(EvaluationDatasets.parsed("records", json) instanceof ArrayNode array)) {
            throw SlipwayException.invalid("Invalid value for parameter 'records': it must hold a JSON list.");
        }
        if (array.size() > MAX_RECORDS) {
            throw SlipwayException.invalid("At most " + MAX_RECORDS + " records at once, not " + array.size() + ".");
        }
        var records = new ArrayList<EvaluationRecord>(array.size());
        for (int i = 0; i < array.size(); i++) {
            records.add(EvaluationRecord.of(array.get(i), i));
        }
        return records;
    }

    private static @Nullable Stored stored(Query query, String id, String hash) {
        return query.one(
                        "SELECT seq, outputs, expectations, tags FROM evaluation_records"
                                + " WHERE dataset = ? AND input_hash = ?",
                        row -> new Stored(row.integer(1), row.textOrNull(2), row.textOrNull(3), row.text(4)),
                        id,
                        hash)
                .orElse(null);
    }

    private static void insert(Tx tx, String id, long seq, String hash, EvaluationRecord record, long now) {
        tx.update(
                "INSERT INTO evaluation_records (dataset, seq, record_id, input_hash, inputs, outputs, expectations,"
                        + " tags, source, created, updated, created_by, updated_by)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                seq,
                "dr-" + Ids.hex32(),
                hash,
                record.inputs().toString(),
                text(record.outputs()),
                text(record.expectations()),
                record.tags().toString(),
                text(record.source()),
                now,
                now,
                record.user(),
                record.user());
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : node.toString();
    }

    /** New outputs replace the old ones; expectations and tags are added to those that are there. */
    private static void merge(Tx tx, String id, Stored stored, EvaluationRecord record, long now) {
        tx.update(
                "UPDATE evaluation_records SET outputs = ?, expectations = ?, tags = ?, updated = ?,"
                        + " updated_by = COALESCE(?, updated_by) WHERE dataset = ? AND seq = ?",
                record.named() ? text(record.outputs()) : stored.outputs,
                together(stored.expectations, record.expectations()),
                together(stored.tags, record.tags()),
                now,
                record.user(),
                id,
                stored.seq);
    }

    private static @Nullable String together(@Nullable String before, @Nullable ObjectNode more) {
        if (more == null || more.isEmpty()) {
            return before;
        }
        ObjectNode all = before != null && Json.parse(before) instanceof ObjectNode object ? object : Json.object();
        return all.setAll(more).toString();
    }

    private static void describe(
            Tx tx, EvaluationDataset dataset, @Nullable String schema, @Nullable String user, long now) {
        tx.update(
                "UPDATE evaluation_datasets SET updated = ?, updated_by = ?, digest = ?, data_schema = ?, profile = ?"
                        + " WHERE dataset_id = ?",
                now,
                user,
                EvaluationDataset.digest(dataset.name(), now),
                schema,
                profile(tx, dataset.datasetId()),
                dataset.datasetId());
    }

    private static @Nullable String profile(Query query, String id) {
        long count = query.one("SELECT COUNT(*) FROM evaluation_records WHERE dataset = ?", row -> row.integer(1), id)
                .orElse(0L);
        return count == 0 ? null : Json.object().put("num_records", count).toString();
    }

    /** Names and types of the fields seen so far: {@code {"inputs": {name: type}, …}}. */
    private static @Nullable String schema(@Nullable String before, List<EvaluationRecord> records) {
        if (records.isEmpty() && before == null) {
            return null;
        }
        ObjectNode schema = before != null && Json.parse(before) instanceof ObjectNode object ? object : Json.object();
        if (before == null) {
            schema.putObject("inputs");
            schema.putObject("outputs");
            schema.putObject("expectations");
            schema.put("version", "1.0");
        }
        for (EvaluationRecord record : records) {
            note(schema, "inputs", record.inputs());
            note(schema, "expectations", record.expectations());
            JsonNode outputs = record.outputs();
            if (outputs instanceof ObjectNode object) {
                note(schema, "outputs", object);
            } else if (outputs != null
                    && schema.path("outputs").isEmpty()
                    && !schema.path("outputs").isTextual()) {
                schema.put("outputs", type(outputs));
            }
        }
        return schema.toString();
    }

    private static void note(ObjectNode schema, String part, @Nullable ObjectNode values) {
        if (values != null && schema.get(part) instanceof ObjectNode types && types.size() < MAX_FIELDS) {
            values.properties().forEach(each -> {
                if (!types.has(each.getKey())) {
                    types.put(each.getKey(), type(each.getValue()));
                }
            });
        }
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "float";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "string";
        };
    }

    /**
     * In the order in which they came; none if there is no such dataset.
     *
     * @param max 0 for the usual number
     */
    PageOfRecords page(String workspace, String id, long max, String token) {
        if (max < 0 || max > MAX_PAGE) {
            throw SlipwayException.invalid("Invalid value " + max
                    + " for parameter 'max_results' supplied. It must be a positive integer of at most " + MAX_PAGE
                    + ".");
        }
        int size = max == 0 ? USUAL_PAGE : (int) max;
        List<JsonNode> last = PageTokens.read(id, token);
        return database.read(query -> {
            ArrayNode records = Json.object().arrayNode();
            var seqs = new ArrayList<Long>();
            query.each(
                    "SELECT " + EvaluationRecord.COLUMNS + " FROM evaluation_records WHERE dataset = ? AND seq > ?"
                            + " AND EXISTS (SELECT 1 FROM evaluation_datasets d WHERE d.dataset_id = dataset"
                            + " AND d.workspace = ?) ORDER BY seq LIMIT ?",
                    row -> {
                        if (records.size() < size) {
                            records.add(EvaluationRecord.read(row));
                        }
                        seqs.add(row.integer(12));
                    },
                    id,
                    last == null ? 0 : last.getFirst().asLong(),
                    workspace,
                    size + 1);
            String next = seqs.size() > size ? PageTokens.make(id, List.of(seqs.get(size - 1))) : null;
            return new PageOfRecords(records, next);
        });
    }

    /** Answers how many of them were there. */
    int delete(Caller caller, String id, List<String> records) {
        return database.write(tx -> {
            if (!EvaluationDataset.exists(tx, caller.workspace(), id)) {
                return 0;
            }
            int gone = 0;
            for (String record : records) {
                gone += tx.update("DELETE FROM evaluation_records WHERE dataset = ? AND record_id = ?", id, record);
            }
            if (gone > 0) {
                tx.update("UPDATE evaluation_datasets SET profile = ? WHERE dataset_id = ?", profile(tx, id), id);
            }
            return gone;
        });
    }
}
