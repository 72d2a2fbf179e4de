package io.slipway.tracking.artifacts;

import io.slipway.http.Method;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Blobs;
import io.slipway.storage.DirectBlobs;
import io.slipway.tracking.wire.Message;
import io.slipway.tracking.wire.MlflowRoutes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * MLflow's upload in parts and its download from the store itself, past this server: the caller gets addresses that hold
 * for a while and for one file. Where the store has no such addresses the answer is MLflow's 501, at which its client
 * sends and fetches through the server.
 */
final class DirectTransfers {
    private static final Duration UPLOAD_VALID = Duration.ofHours(1);

    private static final Duration DOWNLOAD_VALID = Duration.ofMinutes(15);

    private final ArtifactStore store;
    private final long maxBytes;

    /** @param maxBytes of one file */
    DirectTransfers(ArtifactStore store, long maxBytes) {
        this.store = store;
        this.maxBytes = maxBytes;
    }

    record Credential(String url, int partNumber, Map<String, String> headers) {}

    record Begun(String uploadId, List<Credential> credentials) {}

    /** @param fileSize bytes */
    record Address(String url, Map<String, String> headers, long fileSize) {}

    void addTo(MlflowRoutes routes) {
        String uploads = "2.0/mlflow-artifacts/mpu/";
        Permission write = Permission.EXPERIMENT_WRITE;
        routes.json(
                Method.POST,
                uploads + "create/{path...}",
                "createMultipartUpload",
                "Begin an upload in parts to the store itself",
                write,
                this::create);
        routes.json(
                Method.POST,
                uploads + "complete/{path...}",
                "completeMultipartUpload",
                "Make one file of the parts of an upload",
                write,
                this::complete);
        routes.json(
                Method.POST,
                uploads + "abort/{path...}",
                "abortMultipartUpload",
                "Give up an upload in parts",
                write,
                this::abort);
        routes.json(
                Method.GET,
                "2.0/mlflow-artifacts/presigned/{path...}",
                "presignDownload",
                "An address to download a file from the store itself",
                Permission.EXPERIMENT_READ,
                this::address);
    }

    private DirectBlobs direct(String way) {
        return store.direct()
                .orElseThrow(() -> new SlipwayException(
                        ErrorCode.NOT_SUPPORTED,
                        "Multipart " + way + " is not supported for the current artifact repository"));
    }

    /** The file's key: the folder is in the URL; of the client's local path, the body's, only the name counts. */
    private static String key(Message message, Request request) {
        String folder = ArtifactPath.checkedFile(request.path("path"));
        String local = message.text("path");
        String name = local.substring(local.lastIndexOf('/') + 1);
        return ArtifactStore.key(ArtifactPath.checkedFile(folder + "/" + name));
    }

    private Object create(Message message, Request request) throws IOException {
        DirectBlobs direct = direct("upload");
        int parts = number(message.integerOr("num_parts", 1), "num_parts");
        DirectBlobs.Upload upload = direct.begin(key(message, request), parts, UPLOAD_VALID);
        List<Credential> credentials = IntStream.range(0, upload.addresses().size())
                .mapToObj(i -> new Credential(upload.addresses().get(i), i + 1, Map.of()))
                .toList();
        return new Begun(upload.id(), credentials);
    }

    private Object complete(Message message, Request request) throws IOException {
        DirectBlobs direct = direct("upload");
        List<DirectBlobs.Part> parts =
                message.messages("parts").stream().map(DirectTransfers::part).toList();
        if (parts.isEmpty()) {
            throw message.missing("parts");
        }
        direct.complete(key(message, request), message.text("upload_id"), parts, maxBytes);
        return MlflowRoutes.NOTHING;
    }

    private static DirectBlobs.Part part(Message part) {
        return new DirectBlobs.Part(number(part.requiredInteger("part_number"), "part_number"), part.text("etag"));
    }

    private static int number(long parts, String field) {
        if (parts < 1 || parts > DirectBlobs.MOST_PARTS) {
            throw SlipwayException.invalid("Invalid value " + parts + " for parameter '" + field
                    + "' supplied: an upload has 1 to " + DirectBlobs.MOST_PARTS + " parts.");
        }
        return (int) parts;
    }

    private Object abort(Message message, Request request) throws IOException {
        direct("upload").abort(key(message, request), message.text("upload_id"));
        return MlflowRoutes.NOTHING;
    }

    private Object address(Message message, Request request) throws IOException {
        DirectBlobs direct = direct("download");
        String path = ArtifactPath.checkedFile(request.path("path"));
        Blobs.Stat stat = store.stat(path).orElseThrow(() -> ArtifactStore.missing(path));
        return new Address(direct.address(ArtifactStore.key(path), DOWNLOAD_VALID), Map.of(), stat.size());
    }
}
