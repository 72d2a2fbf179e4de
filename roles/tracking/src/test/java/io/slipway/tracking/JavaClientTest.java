package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.slipway.kernel.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.Service.CreateExperiment;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.ExperimentTag;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowContext;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.Page;

/** MLflow's own Java client, unchanged, on a real server. Its artifact calls run MLflow for Python and are no part of this. */
final class JavaClientTest {
    @TempDir
    static Path home;

    private static TrackingServer server;
    private static MlflowClient client;

    @BeforeAll
    static void start() {
        server = TrackingServer.start(home);
        client = new MlflowClient(server.url());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void anExperimentLivesFromCreationToRestoration() {
        String id = client.createExperiment(CreateExperiment.newBuilder()
                .setName("java, created")
                .addTags(ExperimentTag.newBuilder().setKey("team").setValue("kırmızı"))
                .build());
        client.setExperimentTag(id, "stage", "one");
        client.renameExperiment(id, "java, renamed");
        client.deleteExperiment(id);
        assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
        client.restoreExperiment(id);

        Experiment found = client.getExperimentByName("java, renamed").orElseThrow();
        assertThat(found.getExperimentId()).isEqualTo(id);
        assertThat(found.getArtifactLocation()).isEqualTo("mlflow-artifacts:/" + id);
        assertThat(found.getTagsList())
                .extracting(ExperimentTag::getKey, ExperimentTag::getValue)
                .contains(tuple("team", "kırmızı"), tuple("stage", "one"));
        assertThat(client.getExperimentByName("nobody")).isEmpty();
    }

    @Test
    void experimentsComeInPages() {
        for (int i = 0; i < 5; i++) {
            client.createExperiment("paged-" + i);
        }
        Page<Experiment> first =
                client.searchExperiments("name LIKE 'paged-%'", ViewType.ACTIVE_ONLY, 2, List.of("name DESC"));
        assertThat(all(first))
                .extracting(Experiment::getName)
                .containsExactly("paged-4", "paged-3", "paged-2", "paged-1", "paged-0");
    }

    @Test
    void aRunKeepsWhatIsLogged() {
        String run = client.createRun(client.createExperiment("java, logged")).getRunId();
        client.logParam(run, "depth", "6");
        client.logMetric(run, "auc", 0.5, 1000, 0);
        client.logMetric(run, "auc", 0.75, 2000, 1);
        client.logMetric(run, "loss", Double.NaN, 3000, 0);
        client.setTag(run, "kept", "yes");
        client.setTag(run, "dropped", "yes");
        client.deleteTag(run, "dropped");
        client.logBatch(
                run,
                List.of(Metric.newBuilder()
                        .setKey("auc")
                        .setValue(0.625)
                        .setTimestamp(3000)
                        .setStep(2)
                        .build()),
                List.of(Param.newBuilder().setKey("eta").setValue("0.1").build()),
                List.of(RunTag.newBuilder().setKey("from").setValue("batch").build()));
        client.setTerminated(run, RunStatus.FINISHED, 4000);

        Run found = client.getRun(run);
        assertThat(found.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(found.getInfo().getEndTime()).isEqualTo(4000);
        assertThat(found.getData().getParamsList())
                .extracting(Param::getKey, Param::getValue)
                .containsExactlyInAnyOrder(tuple("depth", "6"), tuple("eta", "0.1"));
        assertThat(found.getData().getMetricsList())
                .filteredOn(m -> m.getKey().equals("auc"))
                .extracting(Metric::getValue)
                .containsExactly(0.625);
        assertThat(found.getData().getMetricsList())
                .filteredOn(m -> m.getKey().equals("loss"))
                .singleElement()
                .satisfies(m -> assertThat(m.getValue()).isNaN());
        assertThat(found.getData().getTagsList())
                .extracting(RunTag::getKey)
                .contains("kept", "from")
                .doesNotContain("dropped");
        assertThat(client.getMetricHistory(run, "auc"))
                .extracting(Metric::getStep, Metric::getValue)
                .containsExactly(tuple(0L, 0.5), tuple(1L, 0.75), tuple(2L, 0.625));
    }

    @Test
    void runsAreSearchedInPagesByMetric() {
        String experiment = client.createExperiment("java, searched");
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String run = client.createRun(experiment).getRunId();
            client.logMetric(run, "auc", i);
            runs.add(run);
        }
        client.deleteRun(runs.get(4));
        List<String> where = List.of(experiment);
        Page<Run> first =
                client.searchRuns(where, "metrics.auc > 0", ViewType.ACTIVE_ONLY, 2, List.of("metrics.auc DESC"));
        assertThat(all(first))
                .extracting(r -> r.getInfo().getRunId())
                .containsExactly(runs.get(3), runs.get(2), runs.get(1));
        client.restoreRun(runs.get(4));
        assertThat(client.listRunInfos(experiment)).hasSize(5);
    }

    @Test
    void theFluentContextNestsItsRuns() {
        client.createExperiment("java, fluent");
        var context = new MlflowContext(client).setExperimentName("java, fluent");
        var parent = context.startRun("parent");
        parent.logMetrics(Map.of("a", 1.0, "b", 2.0), 3);
        parent.logParams(Map.of("p", "q"));
        parent.setTags(Map.of("t", "u"));
        var child = context.startRun("child", parent.getId());
        child.endRun(RunStatus.FAILED);
        parent.endRun();

        Run found = client.getRun(child.getId());
        assertThat(found.getInfo().getStatus()).isEqualTo(RunStatus.FAILED);
        assertThat(found.getData().getTagsList()).anySatisfy(tag -> {
            assertThat(tag.getKey()).isEqualTo("mlflow.parentRunId");
            assertThat(tag.getValue()).isEqualTo(parent.getId());
        });
        assertThat(client.getRun(parent.getId()).getData().getMetricsList())
                .extracting(Metric::getStep)
                .containsOnly(3L);
    }

    @Test
    void theRegistryIsRead() {
        String run = client.createRun(client.createExperiment("java, registry")).getRunId();
        String uri = client.getRun(run).getInfo().getArtifactUri();
        post("registered-models/create", Map.of("name", "java"));
        for (int i = 0; i < 3; i++) {
            post("model-versions/create", Map.of("name", "java", "source", uri + "/model", "run_id", run));
        }
        post("model-versions/transition-stage", Map.of("name", "java", "version", "2", "stage", "Production"));

        assertThat(client.getRegisteredModel("java").getName()).isEqualTo("java");
        assertThat(client.getModelVersion("java", "2").getCurrentStage()).isEqualTo("Production");
        assertThat(client.getLatestVersions("java"))
                .extracting(ModelVersion::getVersion)
                .containsExactlyInAnyOrder("2", "3");
        assertThat(client.getLatestVersions("java", List.of("Production")))
                .extracting(ModelVersion::getVersion)
                .containsExactly("2");
        assertThat(client.getModelVersionDownloadUri("java", "1")).isEqualTo(uri + "/model");
        Page<ModelVersion> first = client.searchModelVersions("name='java'", 2, List.of("version_number ASC"));
        assertThat(all(first)).extracting(ModelVersion::getVersion).containsExactly("1", "2", "3");
    }

    @Test
    void aRefusalTellsItsStatusAndReason() {
        assertThatThrownBy(() -> client.getRun("0123456789abcdef0123456789abcdef"))
                .isInstanceOfSatisfying(MlflowHttpException.class, e -> {
                    assertThat(e.getStatusCode()).isEqualTo(404);
                    assertThat(e.getBodyMessage()).contains("RESOURCE_DOES_NOT_EXIST");
                });
    }

    /** The client has no calls that write to the registry, but it sends any. */
    private static void post(String call, Map<String, String> body) {
        client.sendPost(call, Json.write(body));
    }

    private static <E> List<E> all(Page<E> first) {
        List<E> items = new ArrayList<>();
        Page<E> page = first;
        while (true) {
            page.getItems().forEach(items::add);
            if (!page.hasNextPage()) {
                return items;
            }
            page = page.getNextPage();
        }
    }
}
