package io.slipway.tracking.evaluation;

import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.tracking.wire.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dataset to evaluate with, in the shape in which MLflow's clients get it: {@code tags}, {@code schema} and
 * {@code profile} are texts that hold JSON.
 *
 * @param experimentIds told only by the call that creates the dataset
 */
record EvaluationDataset(
        String datasetId,
        String name,
        String tags,
        @Nullable String schema,
        @Nullable String profile,
        String digest,
        long createdTime,
        long lastUpdateTime,
        @Nullable String createdBy,
        @Nullable String lastUpdatedBy,
        List<String> experimentIds) {
    static final String COLUMNS = "d.dataset_id, d.name, d.data_schema, d.profile, d.digest, d.created, d.updated,"
            + " d.created_by, d.updated_by";
    static final int WIDTH = 9;

    static EvaluationDataset read(Row row) {
        return new EvaluationDataset(
                row.text(1),
                row.text(2),
                "{}",
                row.textOrNull(3),
                row.textOrNull(4),
                row.text(5),
                row.integer(6),
                row.integer(7),
                row.textOrNull(8),
                row.textOrNull(9),
                List.of());
    }

    static EvaluationDataset require(Query query, String workspace, String id) {
        return query.one(
                        "SELECT " + COLUMNS + " FROM evaluation_datasets d WHERE d.dataset_id = ? AND d.workspace = ?",
                        EvaluationDataset::read,
                        id,
                        workspace)
                .map(found -> found.withTags(query))
                .orElseThrow(() ->
                        SlipwayException.notFound("Evaluation dataset with id '" + Names.shown(id) + "' not found"));
    }

    static boolean exists(Query query, String workspace, String id) {
        return query.one(
                        "SELECT 1 FROM evaluation_datasets WHERE dataset_id = ? AND workspace = ?",
                        row -> row.integer(1),
                        id,
                        workspace)
                .isPresent();
    }

    EvaluationDataset withTags(Query query) {
        var tags = Json.object();
        query.each(
                "SELECT key, value FROM evaluation_dataset_tags WHERE dataset = ? ORDER BY key",
                row -> tags.put(row.text(1), row.text(2)),
                datasetId);
        return with(tags.toString(), experimentIds);
    }

    EvaluationDataset in(List<String> experiments) {
        return with(tags, experiments);
    }

    private EvaluationDataset with(String newTags, List<String> experiments) {
        return new EvaluationDataset(
                datasetId,
                name,
                newTags,
                schema,
                profile,
                digest,
                createdTime,
                lastUpdateTime,
                createdBy,
                lastUpdatedBy,
                experiments);
    }

    /** Changes whenever the records may have: the beginning of SHA-256 of {@code name:time}. */
    static String digest(String name, long time) {
        return sha256(name + ":" + time).substring(0, 8);
    }

    static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
