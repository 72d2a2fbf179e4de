package io.slipway.tracking.artifacts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.models.LoggedModels;
import io.slipway.tracking.runs.Runs;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MLflow's artifact proxy, the listings of runs and models, and the downloads of its UI. */
public final class ArtifactsResource {
    private static final String PROXY = "2.0/mlflow-artifacts/artifacts";
    private static final Limits UPLOAD = Limits.transfer(1L << 40);
    private static final Limits UI_UPLOAD = Limits.body(10L << 20);
    private static final Limits DOWNLOAD = Limits.transfer(0);

    private final ArtifactStore store;
    private final Runs runs;
    private final LoggedModels models;
    private final Versions versions;

    public ArtifactsResource(ArtifactStore store, Runs runs, LoggedModels models, Versions versions) {
        this.store = store;
        this.runs = runs;
        this.models = models;
        this.versions = versions;
    }

    /** Tells where the files of a registered version are. */
    @FunctionalInterface
    public interface Versions {
        /** @throws SlipwayException NOT_FOUND */
        String location(String workspace, String name, String version);
    }

    /** @param fileSize bytes; absent for folders and empty files */
    record FileInfo(
            String path,
            @JsonProperty("is_dir") boolean folder,
            @Nullable Long fileSize) {}

    record Listing(@Nullable String rootUri, List<FileInfo> files) {}

    public void addTo(MlflowRoutes routes, EndpointTable table) {
        Permission read = Permission.EXPERIMENT_READ;
        Permission write = Permission.EXPERIMENT_WRITE;
        String file = PROXY + "/{path...}";
        routes.json(
                Method.GET, PROXY, "listProxiedArtifacts", "Files in a folder of the store", read, this::listProxied);
        routes.both(
                Method.GET,
                file,
                "downloadArtifact",
                "Download a file",
                read,
                DOWNLOAD,
                r -> Download.of(store, ArtifactPath.checkedFile(r.path("path")), r));
        routes.both(Method.PUT, file, "uploadArtifact", "Upload a file", write, UPLOAD, this::upload);
        routes.both(Method.DELETE, file, "deleteArtifact", "Delete a file or folder", write, Limits.SMALL, r -> {
            store.delete(ArtifactPath.checkedFile(r.path("path")));
            return Response.json(MlflowRoutes.NOTHING);
        });
        new DirectTransfers(store, UPLOAD.maxBodyBytes()).addTo(routes);
        routes.get("artifacts/list", "listArtifacts", "Files of a run", read, this::listOfRun);
        routes.get(
                "logged-models/{model_id}/artifacts/directories",
                "listModelArtifacts",
                "Files of a model",
                read,
                (m, r) -> listing(
                        models.artifactUri(r.workspace(), r.path("model_id")),
                        m.textOr("artifact_directory_path", "")));
        uiRoutes(table);
    }

    /** Routes of MLflow's UI, without the common prefix. */
    private void uiRoutes(EndpointTable table) {
        table.get("/get-artifact", "getArtifact", "Download a file of a run")
                .needs(Permission.EXPERIMENT_READ)
                .limits(DOWNLOAD)
                .takesNothing()
                .answersBytes()
                .by(r ->
                        download(runs.artifactUri(r.workspace(), query(r, "run_id", "run_uuid")), query(r, "path"), r));
        table.get(
                        "/ajax-api/2.0/mlflow/logged-models/{model_id}/artifacts/files",
                        "getModelArtifact",
                        "Download a file of a logged model")
                .needs(Permission.EXPERIMENT_READ)
                .limits(DOWNLOAD)
                .takesNothing()
                .answersBytes()
                .by(r -> download(
                        models.artifactUri(r.workspace(), r.path("model_id")), query(r, "artifact_file_path"), r));
        table.get("/model-versions/get-artifact", "getVersionArtifact", "Download a file of a registered version")
                .needs(Permission.MODEL_READ)
                .limits(DOWNLOAD)
                .takesNothing()
                .answersBytes()
                .by(r -> {
                    String path = ArtifactPath.checkedFile(query(r, "path"));
                    return download(versions.location(r.workspace(), query(r, "name"), query(r, "version")), path, r);
                });
        table.post("/ajax-api/2.0/mlflow/upload-artifact", "uploadArtifactOfRun", "Upload a file of a run")
                .needs(Permission.EXPERIMENT_WRITE)
                .limits(UI_UPLOAD)
                .takesBytes()
                .answersBytes()
                .by(this::uploadOfRun);
    }

    private static String query(Request request, String... names) {
        for (String name : names) {
            String value = request.query(name).orElse("");
            if (!value.isEmpty()) {
                return value;
            }
        }
        throw SlipwayException.invalid("Missing value for required parameter '" + names[0] + "'.");
    }

    private Response upload(Request request) throws IOException {
        String path = ArtifactPath.checkedFile(request.path("path"));
        store.put(path, request.body(), UPLOAD.maxBodyBytes());
        return Response.empty(200);
    }

    private Response uploadOfRun(Request request) throws IOException {
        for (String field : List.of("run_uuid", "path")) {
            if (request.query(field).orElse("").isEmpty()) {
                throw SlipwayException.invalid("Request must specify " + field + ".");
            }
        }
        String path = ArtifactPath.checkedFile(query(request, "path"));
        String root = runs.artifactUri(request.workspace(), query(request, "run_uuid"));
        if (request.contentLength() == 0) {
            throw SlipwayException.invalid("Request must specify data.");
        }
        store.put(
                ArtifactStore.join(ArtifactStore.requireFolder(root), path), request.body(), UI_UPLOAD.maxBodyBytes());
        return Response.bytes(200, "application/json", new byte[0]);
    }

    private Response download(String rootUri, String path, Request request) throws IOException {
        String folder = ArtifactStore.requireFolder(rootUri);
        return Download.of(store, ArtifactStore.join(folder, ArtifactPath.checkedFile(path)), request);
    }

    private Object listProxied(Message message, Request request) throws IOException {
        String folder = ArtifactPath.checked(message.textOr("path", ""));
        return new Listing(null, infos(folder, ""));
    }

    private Object listOfRun(Message message, Request request) throws IOException {
        String runId = message.textOfEither("run_id", "run_uuid");
        return listing(runs.artifactUri(request.workspace(), runId), message.textOr("path", ""));
    }

    private Listing listing(String rootUri, String path) throws IOException {
        String clean = ArtifactPath.checked(path);
        String folder = ArtifactStore.requireFolder(rootUri);
        return new Listing(rootUri, infos(ArtifactStore.join(folder, clean), clean));
    }

    /** @param shown what is put before the names */
    private List<FileInfo> infos(String folder, String shown) throws IOException {
        return store.children(folder).stream()
                .map(e -> new FileInfo(
                        ArtifactStore.join(shown, e.path()),
                        e.folder(),
                        e.folder() || e.size() == 0 ? null : (Long) e.size()))
                .toList();
    }
}
