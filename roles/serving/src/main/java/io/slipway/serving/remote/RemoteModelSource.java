package io.slipway.serving.remote;

import io.slipway.kernel.Json;
import io.slipway.tracking.api.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The registry, asked over HTTP. */
public final class RemoteModelSource implements ModelSource {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ControlPlane control;

    public RemoteModelSource(ControlPlane control) {
        this.control = control;
    }

    /** The body of the answer that lists files. */
    private record Files(List<ModelFile> files) {}

    @Override
    public Served served(long after, long waitMillis) throws IOException, InterruptedException {
        try (InputStream in =
                control.get("/served?after=" + after + "&wait_ms=" + waitMillis, LIMIT.plusMillis(waitMillis))) {
            return Json.lenient().readValue(in, Served.class);
        }
    }

    @Override
    public List<ModelFile> files(String model, int version) throws IOException {
        try (InputStream in = get(files(model) + version + "/files")) {
            return Json.lenient().readValue(in, Files.class).files();
        }
    }

    @Override
    public InputStream open(String model, int version, String path) throws IOException {
        String encoded =
                Arrays.stream(path.split("/", -1)).map(ControlPlane::segment).collect(Collectors.joining("/"));
        return get(files(model) + version + "/files/" + encoded);
    }

    private static String files(String model) {
        return "/models/" + ControlPlane.segment(model) + "/versions/";
    }

    private InputStream get(String path) throws IOException {
        try {
            return control.get(path, LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the control plane was asked");
        }
    }
}
