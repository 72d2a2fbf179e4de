package io.slipway.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.http.EndpointTable;
import io.slipway.http.ErrorFormat;
import io.slipway.http.HttpServer;
import io.slipway.http.Limits;
import io.slipway.http.Permission;
import io.slipway.http.Response;
import io.slipway.inference.Datatype;
import io.slipway.inference.ModelLoader;
import io.slipway.inference.Tensor;
import io.slipway.kernel.Json;
import io.slipway.serving.api.InferenceRecordJson;
import io.slipway.serving.api.InferenceSink.InferenceRecord;
import io.slipway.serving.api.InstanceReports.InstanceReport;
import io.slipway.serving.remote.ControlPlane;
import io.slipway.serving.remote.RemoteInferenceSink;
import io.slipway.serving.remote.RemoteInstanceReports;
import io.slipway.serving.remote.RemoteModelSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serving apart: the control plane's routes, made by hand, behind a real port. */
class RemoteTest {
    private final FakeSource source = new FakeSource();
    private final List<InferenceRecord> logged = new CopyOnWriteArrayList<>();
    private final List<InstanceReport> reports = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<AutoCloseable> closing = new ArrayList<>();

    @TempDir
    Path home;

    private ControlPlane control() {
        var table = new EndpointTable(ErrorFormat.PROBLEM);
        table.get("/api/slipway/v1/served", "served", "")
                .needs(Permission.MODEL_READ)
                .limits(Limits.NO_BODY.waiting())
                .takesNothing()
                .answersBytes()
                .by(r -> {
                    if (!r.header("Authorization").equals(java.util.Optional.of("Bearer secret"))) {
                        return Response.text(401, "who?");
                    }
                    return Response.json(source.served(
                            Long.parseLong(r.query("after").orElseThrow()),
                            Long.parseLong(r.query("wait_ms").orElseThrow())));
                });
        String version = "/api/slipway/v1/models/{model}/versions/{version}/files";
        table.get(version, "files", "")
                .needs(Permission.MODEL_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(r -> Response.json(
                        Map.of("files", source.files(r.path("model"), Integer.parseInt(r.path("version"))))));
        table.get(version + "/{path...}", "file", "")
                .needs(Permission.MODEL_READ)
                .limits(Limits.NO_BODY)
                .takesNothing()
                .answersBytes()
                .by(r -> Response.stream(
                        "application/octet-stream",
                        -1,
                        source.open(r.path("model"), Integer.parseInt(r.path("version")), r.path("path"))));
        table.post("/api/slipway/v1/inference-log", "log", "")
                .needs(Permission.MONITOR_WRITE)
                .limits(Limits.body(64 << 20))
                .takesBytes()
                .answersBytes()
                .by(r -> {
                    if (refusals.getAndDecrement() > 0) {
                        return Response.text(503, "later");
                    }
                    logged.addAll(InferenceRecordJson.read(
                            Json.strict().readTree(r.body().readAllBytes())));
                    return Response.empty(200);
                });
        table.post("/api/slipway/v1/instance-reports", "report", "")
                .needs(Permission.MONITOR_WRITE)
                .limits(Limits.SMALL)
                .takes(InstanceReport.class)
                .answersBytes()
                .by(r -> {
                    reports.add(r.json(InstanceReport.class));
                    return Response.empty(200);
                });
        HttpServer server = HttpServer.builder()
                .drainLimit(Duration.ofSeconds(2))
                .port(0)
                .endpoints(table.rows())
                .start();
        closing.add(server);
        var control = new ControlPlane(URI.create("http://127.0.0.1:" + server.port()), ControlPlane.bearer("secret"));
        closing.addFirst(control);
        return control;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable c : closing) {
            c.close();
        }
    }

    @Test
    void followsAliasesFetchesFilesAndReportsOverHttp() throws Exception {
        ControlPlane control = control();
        source.with("Kelvin °C", 1, TinyModel.constant(1))
                .with("Kelvin °C", 2, TinyModel.constant(2))
                .serve("Kelvin °C", Map.of(1, List.of("champion")));
        var reporter = new RemoteInstanceReports(control);
        closing.addFirst(reporter);
        var settings = ServingSettings.of(home, "apart", () -> "http://apart", "0.1.0");
        try (var role = new ServingRole(
                settings,
                new RemoteModelSource(control),
                ModelLoader::load,
                r -> true,
                reporter,
                InstantSource.system())) {
            role.start();
            await().until(() -> role.notReady().isEmpty());
            await().until(() -> live() == 1);
            source.serve("Kelvin °C", Map.of(2, List.of("champion")));
            await().until(() -> live() == 2);
        }
    }

    private int live() {
        return reports.isEmpty() || reports.getLast().endpoints().isEmpty()
                ? -1
                : java.util.Objects.requireNonNullElse(
                        reports.getLast().endpoints().getFirst().liveVersion(), -1);
    }

    @Test
    void predictionsArriveInOrderAlthoughTheControlPlaneRefusesForAWhile() {
        refusals.set(3);
        var sink = new RemoteInferenceSink(control(), 10_000);
        closing.addFirst(sink);
        for (int i = 0; i < 1200; i++) {
            assertThat(sink.offer(record(i))).isTrue();
        }
        await().until(() -> logged.size() == 1200);
        for (int i = 0; i < 1200; i++) {
            assertThat(logged.get(i).requestId()).isEqualTo("r" + i);
        }
        InferenceRecord last = logged.getLast();
        assertThat((double[]) last.inputs().get(0).data()).containsExactly(1199, Double.NaN);
        assertThat((String[]) last.inputs().get(1).data()).containsExactly("é\"\\\n", null);
        assertThat((long[]) last.inputs().get(2).data()).containsExactly(-1, Long.MIN_VALUE);
        assertThat(last.inputs().get(2).datatype()).isEqualTo(Datatype.UINT64);
        assertThat((float[]) last.outputs().getFirst().data()).containsExactly(0.1f, 1e-30f);
    }

    private static InferenceRecord record(int i) {
        long[] two = {2};
        return new InferenceRecord(
                "r" + i,
                "m",
                3,
                1370000000000L,
                List.of(
                        Tensor.of("x", i, Double.NaN),
                        new Tensor("s", Datatype.BYTES, two, new String[] {"é\"\\\n", null}),
                        new Tensor("u", Datatype.UINT64, two, new long[] {-1, Long.MIN_VALUE})),
                List.of(new Tensor("y", Datatype.FP32, two, new float[] {0.1f, 1e-30f})));
    }

    @Test
    void withoutAControlPlaneNothingWaitsAndWhatDoesNotFitIsCounted() throws IOException {
        var nowhere = new ControlPlane(URI.create("http://127.0.0.1:1"), null);
        var sink = new RemoteInferenceSink(nowhere, 100);
        long start = System.nanoTime();
        int taken = 0;
        for (int i = 0; i < 5000; i++) {
            taken += sink.offer(record(i)) ? 1 : 0;
        }
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
        assertThat(sink.dropped()).isEqualTo(5000 - taken);
        assertThat(taken).isBetween(100, 1200);
        nowhere.close();
    }
}
