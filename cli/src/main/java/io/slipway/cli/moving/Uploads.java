package io.slipway.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.Server;
import io.slipway.cli.moving.Records.SourceFile;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Brings files into Slipway's store; those that are there with the same bytes are left alone. */
final class Uploads {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

    private final Server server;
    private final Report report;
    private final Progress progress;

    Uploads(Server server, Report report, Progress progress) {
        this.server = server;
        this.report = report;
        this.progress = progress;
    }

    private record There(long size, String sha256) {}

    /** @param fresh nothing can be there yet */
    void upload(String id, List<SourceFile> files, String artifactUri, boolean fresh) {
        Map<String, There> there = fresh ? Map.of() : there(artifactUri);
        for (SourceFile file : files) {
            try {
                There known = there.get(file.path());
                if (known != null && known.size == file.size() && known.sha256.equals(sha256(file))) {
                    report.count("files", "unchanged");
                    continue;
                }
                put(file, artifactUri);
                report.count("files", known == null ? "added" : "updated");
                progress.file(file.size());
            } catch (IOException | UncheckedIOException e) {
                left(id, file, "it cannot be read: " + e.getMessage());
            } catch (SlipwayException e) {
                if (e.code() != ErrorCode.INVALID_ARGUMENT && e.code() != ErrorCode.CONFLICT) {
                    throw e;
                }
                left(id, file, e.text());
            }
        }
    }

    private void left(String id, SourceFile file, String reason) {
        report.count("files", "refused");
        report.left("file", id + "/" + file.path(), reason);
    }

    private Map<String, There> there(String artifactUri) {
        var there = new HashMap<String, There>();
        for (JsonNode file : server.post(
                        "/api/slipway/v1/imports/files", Json.object().put("artifact_uri", artifactUri))
                .path("files")) {
            there.put(
                    file.path("path").asText(),
                    new There(file.path("size").asLong(), file.path("sha256").asText()));
        }
        return there;
    }

    private static String sha256(SourceFile file) throws IOException {
        MessageDigest digest = MlflowValues.sha256();
        try (InputStream in = file.content().open()) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void put(SourceFile file, String artifactUri) throws IOException {
        var path = new StringBuilder(PROXY).append(artifactUri.substring("mlflow-artifacts:/".length()));
        for (String segment : file.path().split("/")) {
            path.append('/').append(Server.escape(segment));
        }
        server.send("PUT", path.toString(), "application/octet-stream", body(file));
    }

    private static BodyPublisher body(SourceFile file) {
        return file.size() == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.ofInputStream(() -> {
                    try {
                        return file.content().open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
