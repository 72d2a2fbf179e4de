package io.slipway.tracking.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where serving learns which versions are live and gets their files: the registry itself in one process, the same
 * over HTTP when the roles run apart.
 */
public interface ModelSource {
    /**
     * Every model version that carries an alias.
     *
     * @param after 0 or the sequence of an earlier answer; the call returns at once if something changed since, else it
     *     waits up to {@code waitMillis}
     * @throws IOException if the source cannot be reached; the caller keeps what it has
     */
    Served served(long after, long waitMillis) throws IOException, InterruptedException;

    /** The files of a version with size and SHA-256, so that a copy can be verified. */
    List<ModelFile> files(String model, int version) throws IOException;

    InputStream open(String model, int version, String path) throws IOException;

    /** @param sequence of the newest change seen, for the next call */
    record Served(long sequence, List<ServedVersion> versions) {}

    /**
     * @param aliases at least one, e.g. {@code champion}
     * @param runId the run that made it, if known
     * @param modelId MLflow's logged model id, if known
     */
    record ServedVersion(
            String model,
            int version,
            List<String> aliases,
            @Nullable String runId,
            @Nullable String modelId) {}

    /** @param sha256 hexadecimal */
    record ModelFile(String path, long size, String sha256) {}
}
