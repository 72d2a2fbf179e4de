package io.slipway.data.datasets;

import io.slipway.data.api.DatasetVersion;
import io.slipway.data.api.NewDatasetVersion;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes below {@code /api/slipway/v1/datasets}. */
public final class DatasetsResource {
    private static final String BASE = "/api/slipway/v1/datasets";
    private static final int MAX_LIMIT = 1_000;
    private static final int DEFAULT_LIMIT = 100;

    private final DatasetRegistry registry;

    public DatasetsResource(DatasetRegistry registry) {
        this.registry = registry;
    }

    /** Answer of the list of datasets. */
    public record DatasetList(
            List<DatasetSummary> datasets, @Nullable String nextPageToken) {}

    /** @param versions how many there are */
    public record DatasetSummary(String name, int versions, DatasetVersion latest, long updated) {}

    /** Answer of the list of versions, newest first. */
    public record VersionList(
            List<DatasetVersion> versions, @Nullable String nextPageToken) {}

    public void addTo(EndpointTable table) {
        table.get(BASE, "listDatasets", "List datasets by name, each with its newest version")
                .needs(Permission.DATASET_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(DatasetList.class)
                .by(this::list);
        table.get(BASE + "/{name}/versions", "listDatasetVersions", "List a dataset's versions, newest first")
                .needs(Permission.DATASET_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answers(VersionList.class)
                .by(this::versions);
        table.post(BASE + "/{name}/versions", "recordDatasetVersion", "Record a version of a dataset by its digest")
                .needs(Permission.DATASET_WRITE)
                .limits(Limits.body(8 << 20))
                .takes(NewDatasetVersion.class)
                .answers(DatasetVersion.class)
                .by(this::record);
    }

    private Response list(Request request) {
        int limit = limit(request);
        List<DatasetSummary> found = registry.list(request.workspace(), token(request), limit + 1).stream()
                .map(d -> new DatasetSummary(d.name(), d.versions(), d.latest(), d.updated()))
                .toList();
        return Response.json(new DatasetList(cut(found, limit), next(found, limit, DatasetSummary::name)));
    }

    private Response versions(Request request) {
        int limit = limit(request);
        int before = token(request).isEmpty() ? Integer.MAX_VALUE : number(token(request));
        List<DatasetVersion> found = registry.versions(request.workspace(), request.path("name"), before, limit + 1);
        return Response.json(new VersionList(cut(found, limit), next(found, limit, v -> String.valueOf(v.version()))));
    }

    private Response record(Request request) {
        DatasetRegistry.Recorded recorded = registry.put(
                request.workspace(), request.path("name"), request.json(NewDatasetVersion.class), request.actor());
        return Response.json(recorded.created() ? 201 : 200, recorded.version());
    }

    private static <T> List<T> cut(List<T> found, int limit) {
        return found.size() > limit ? found.subList(0, limit) : found;
    }

    private static <T> @Nullable String next(List<T> found, int limit, Function<T, String> key) {
        return found.size() > limit
                ? Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(key.apply(found.get(limit - 1)).getBytes(StandardCharsets.UTF_8))
                : null;
    }

    private static int limit(Request request) {
        int limit = request.query("limit").map(DatasetsResource::number).orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw SlipwayException.invalid("'limit' must be from 1 to " + MAX_LIMIT);
        }
        return limit;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw SlipwayException.invalid("'" + text + "' is not a number here");
        }
    }

    private static String token(Request request) {
        try {
            return request.query("page_token")
                    .map(t -> new String(Base64.getUrlDecoder().decode(t), StandardCharsets.UTF_8))
                    .orElse("");
        } catch (IllegalArgumentException e) {
            throw SlipwayException.invalid("'page_token' is not one that this server gave");
        }
    }
}
