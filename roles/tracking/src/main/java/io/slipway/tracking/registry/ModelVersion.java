package io.slipway.tracking.registry;

import io.slipway.storage.Query;
import io.slipway.storage.Row;
import io.slipway.tracking.wire.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version of a registered model in the shape in which MLflow's clients get it. */
public record ModelVersion(
        String name,
        String version,
        long creationTimestamp,
        long lastUpdatedTimestamp,
        @Nullable String userId,
        String currentStage,
        @Nullable String description,
        @Nullable String source,
        String runId,
        String runLink,
        String status,
        @Nullable String statusMessage,
        @Nullable String modelId,
        List<KeyValue> tags,
        List<String> aliases) {
    static final String COLUMNS = "v.model, m.name, v.version, v.created, v.updated, v.user_id, v.stage, v.description,"
            + " v.source, v.run_id, v.run_link, v.status, v.model_id, v.storage_location";
    static final int WIDTH = 14;
    static final String FROM = " FROM model_versions v JOIN registered_models m ON m.id = v.model ";

    /** A version without its tags and aliases, with what only the server knows. */
    record Stored(
            long model,
            int number,
            ModelVersion bare,
            @Nullable String storageLocation) {
        static Stored read(Row row) {
            var bare = new ModelVersion(
                    row.text(2),
                    Long.toString(row.integer(3)),
                    row.integer(4),
                    row.integer(5),
                    row.textOrNull(6),
                    row.text(7),
                    row.textOrNull(8),
                    row.textOrNull(9),
                    orEmpty(row.textOrNull(10)),
                    orEmpty(row.textOrNull(11)),
                    row.text(12),
                    null,
                    row.textOrNull(13),
                    List.of(),
                    List.of());
            return new Stored(row.integer(1), (int) row.integer(3), bare, row.textOrNull(14));
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text;
        }

        ModelVersion whole(Query query) {
            return with(
                    tags(query),
                    query.list(
                            "SELECT alias FROM aliases WHERE model = ? AND version = ? ORDER BY alias",
                            row -> row.text(1),
                            model,
                            number));
        }

        /** As MLflow shows a version among others: without its aliases. */
        ModelVersion listed(Query query) {
            return with(tags(query), List.of());
        }

        private List<KeyValue> tags(Query query) {
            return query.list(
                    "SELECT key, value FROM model_version_tags WHERE model = ? AND version = ? ORDER BY key",
                    row -> new KeyValue(row.text(1), row.text(2)),
                    model,
                    number);
        }

        private ModelVersion with(List<KeyValue> tags, List<String> aliases) {
            return new ModelVersion(
                    bare.name,
                    bare.version,
                    bare.creationTimestamp,
                    bare.lastUpdatedTimestamp,
                    bare.userId,
                    bare.currentStage,
                    bare.description,
                    bare.source,
                    bare.runId,
                    bare.runLink,
                    bare.status,
                    bare.statusMessage,
                    bare.modelId,
                    tags,
                    aliases);
        }
    }
}
