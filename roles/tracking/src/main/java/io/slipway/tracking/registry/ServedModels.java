package io.slipway.tracking.registry;

import io.slipway.kernel.NewEvent;
import io.slipway.storage.Database;
import io.slipway.storage.Query;
import io.slipway.tracking.api.ModelSource;
import io.slipway.tracking.artifacts.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registry as serving sees it in the same process. The sequence counts the changes of aliases. */
final class ServedModels implements ModelSource {
    private final Database database;
    private final ArtifactStore store;
    private final ModelVersions versions;
    private final ChangeSignal signal;

    ServedModels(Database database, ArtifactStore store, ModelVersions versions, ChangeSignal signal) {
        this.database = database;
        this.store = store;
        this.versions = versions;
        this.signal = signal;
    }

    @Override
    public Served served(long after, long waitMillis) throws InterruptedException {
        if (waitMillis > 0) {
            signal.await(() -> database.read(ServedModels::sequence) != after, waitMillis);
        }
        return database.read(query -> new Served(sequence(query), carryingAlias(query)));
    }

    private static long sequence(Query query) {
        return query.one("SELECT COALESCE(MAX(id), 0) FROM alias_changes", row -> row.integer(1))
                .orElse(0L);
    }

    private record Key(
            String model,
            int version,
            @Nullable String runId,
            @Nullable String modelId) {}

    private static List<ServedVersion> carryingAlias(Query query) {
        Map<Key, List<String>> aliases = new LinkedHashMap<>();
        query.each(
                "SELECT m.name, a.version, v.run_id, v.model_id, a.alias FROM aliases a"
                        + " JOIN registered_models m ON m.id = a.model"
                        + " JOIN model_versions v ON v.model = a.model AND v.version = a.version"
                        + " WHERE m.workspace = ? AND v.deleted = 0 AND v.storage_location IS NOT NULL"
                        + " ORDER BY m.name, a.version, a.alias",
                row -> aliases.computeIfAbsent(
                                new Key(row.text(1), (int) row.integer(2), row.textOrNull(3), row.textOrNull(4)),
                                key -> new ArrayList<>())
                        .add(row.text(5)),
                NewEvent.DEFAULT_WORKSPACE);
        return aliases.entrySet().stream()
                .map(e -> new ServedVersion(
                        e.getKey().model,
                        e.getKey().version,
                        List.copyOf(e.getValue()),
                        e.getKey().runId,
                        e.getKey().modelId))
                .toList();
    }

    @Override
    public List<ModelFile> files(String model, int version) throws IOException {
        return store.files(versions.location(NewEvent.DEFAULT_WORKSPACE, model, version));
    }

    @Override
    public InputStream open(String model, int version, String path) throws IOException {
        return store.open(versions.location(NewEvent.DEFAULT_WORKSPACE, model, version), path);
    }
}
