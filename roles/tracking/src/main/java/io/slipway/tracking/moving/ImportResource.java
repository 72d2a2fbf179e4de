package io.slipway.tracking.moving;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.slipway.http.EndpointTable;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Request;
import io.slipway.http.Response;
import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Database;
import io.slipway.tracking.api.Aliases;
import io.slipway.tracking.api.ModelSource.ModelFile;
import io.slipway.tracking.artifacts.ArtifactStore;
import io.slipway.tracking.wire.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The routes by which records and files come in. */
public final class ImportResource {
    private static final String ROOT = "/api/slipway/v1/imports";
    private static final long MAX_BODY = 32L << 20;
    private static final int MAX_LINES = 10_000;

    private final Imports imports;
    private final ArtifactStore artifacts;

    /** @param runsChanged told when runs or their points were written */
    public ImportResource(
            Database database, Aliases aliases, ArtifactStore artifacts, InstantSource clock, Runnable runsChanged) {
        this.imports = new Imports(database, aliases, clock, runsChanged);
        this.artifacts = artifacts;
    }

    /** What became of each line. */
    record Results(List<Result> results) {}

    /** @param artifactUri in this store: {@code mlflow-artifacts:/…} */
    record Folder(@JsonProperty(required = true) String artifactUri) {}

    record Files(List<ModelFile> files) {}

    public void addTo(EndpointTable table) {
        table.post(ROOT, "importRecords", "Take in records of another tracking server: one JSON object a line")
                .needs(Permission.ADMIN)
                .limits(Limits.body(MAX_BODY).within(Duration.ofMinutes(10)))
                .takesBytes()
                .answers(Results.class)
                .by(this::take);
        table.post(ROOT + "/files", "listImportedFiles", "All files below an artifact URI with their digests")
                .needs(Permission.ADMIN)
                .limits(Limits.SMALL.within(Duration.ofHours(1)))
                .takes(Folder.class)
                .answers(Files.class)
                .by(r -> Response.json(new Files(artifacts.files(r.json(Folder.class).artifactUri))));
    }

    private Response take(Request request) throws IOException {
        var lines = new ArrayList<String>();
        try (var reader = new BufferedReader(new InputStreamReader(request.body(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (lines.size() == MAX_LINES) {
                    throw SlipwayException.invalid(
                            "more than " + MAX_LINES + " lines: send them in several requests; nothing was taken.");
                }
                if (!line.isBlank()) {
                    lines.add(line);
                }
            }
        }
        return Response.json(new Results(imports.take(Caller.of(request), lines)));
    }
}
