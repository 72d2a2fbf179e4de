package io.slipway.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.inference.Model;
import io.slipway.inference.ModelLoader;
import io.slipway.inference.Signature;
import io.slipway.inference.Tensor;
import io.slipway.kernel.Json;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that come and go under a running server. */
class SwapTest {
    private static final String INFER = "/v2/models/tiny/infer";
    private static final String BODY =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP64\",\"data\":[1,2]}]}";

    @TempDir
    Path home;

    private static FakeSource twoVersions() {
        return new FakeSource()
                .with("tiny", 1, TinyModel.constant(1))
                .with("tiny", 2, TinyModel.constant(2))
                .serve("tiny", Map.of(1, List.of("champion")));
    }

    private static int version(TestInstance instance) {
        HttpResponse<String> answer = instance.post(INFER, BODY);
        return answer.statusCode() == 200
                ? Integer.parseInt(
                        Json.parse(answer.body()).path("model_version").textValue())
                : -answer.statusCode();
    }

    @Test
    @Tag("slow")
    void underLoadNothingFailsAndEachAnswerIsOfTheVersionItNames() throws Exception {
        FakeSource source = twoVersions();
        var closed = new AtomicInteger();
        var usedAfterClose = new AtomicBoolean();
        try (var instance = new TestInstance(
                        home, source, folder -> new Watched(ModelLoader.load(folder), closed, usedAfterClose), 2, 16);
                var clients = Executors.newFixedThreadPool(4)) {
            await().until(() -> version(instance) == 1);
            var stop = new AtomicBoolean();
            var results = new ArrayList<Future<Map<String, Integer>>>();
            for (int c = 0; c < 4; c++) {
                results.add(clients.submit(load(instance, stop)));
            }
            for (int swap = 0; swap < 20; swap++) {
                int next = 2 - swap % 2;
                source.serve("tiny", Map.of(next, List.of("champion")));
                await().until(() -> version(instance) == next);
            }
            stop.set(true);
            var answers = new HashMap<String, Integer>();
            for (var result : results) {
                result.get().forEach((k, n) -> answers.merge(k, n, Integer::sum));
            }
            assertThat(answers).containsOnlyKeys("1 1.0", "2 2.0");
            assertThat(usedAfterClose).isFalse();
            await().untilAsserted(() -> assertThat(closed).hasValue(20));
        }
    }

    private static Callable<Map<String, Integer>> load(TestInstance instance, AtomicBoolean stop) {
        return () -> {
            var answers = new HashMap<String, Integer>();
            while (!stop.get()) {
                HttpResponse<String> answer = instance.post(INFER, BODY);
                JsonNode json = Json.parse(answer.body());
                answers.merge(
                        answer.statusCode() == 200
                                ? json.path("model_version").textValue() + " "
                                        + json.at("/outputs/0/data/0").asText()
                                : answer.body(),
                        1,
                        Integer::sum);
            }
            return answers;
        };
    }

    /** Notices use after it was closed. */
    private record Watched(Model model, AtomicInteger closed, AtomicBoolean usedAfterClose, boolean[] gone)
            implements Model {
        Watched(Model model, AtomicInteger closed, AtomicBoolean usedAfterClose) {
            this(model, closed, usedAfterClose, new boolean[1]);
        }

        @Override
        public Signature signature() {
            return model.signature();
        }

        @Override
        public String platform() {
            return model.platform();
        }

        @Override
        public boolean inline() {
            return model.inline();
        }

        @Override
        public List<Tensor> predict(List<Tensor> inputs) {
            List<Tensor> outputs = model.predict(inputs);
            if (gone[0]) {
                usedAfterClose.set(true);
            }
            return outputs;
        }

        @Override
        public void close() {
            gone[0] = true;
            closed.incrementAndGet();
            model.close();
        }
    }

    @Test
    void aVersionThatDoesNotLoadKeepsTheOldOneAndSaysWhy() {
        var broken = new HashMap<>(TinyModel.constant(3));
        broken.put("model.json", "{\"learner\":".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        FakeSource source = twoVersions().with("tiny", 3, broken);
        try (var instance = new TestInstance(home, source)) {
            await().until(() -> version(instance) == 1);
            source.serve("tiny", Map.of(3, List.of("champion")));
            await().until(() -> instance.reports.stream()
                    .flatMap(r -> r.endpoints().stream())
                    .flatMap(e -> e.versions().stream())
                    .anyMatch(v -> v.version() == 3 && v.state().equals("FAILED") && v.problem() != null));
            assertThat(version(instance)).isEqualTo(1);
            HttpResponse<String> direct = instance.post("/v2/models/tiny/versions/3/infer", BODY);
            assertThat(direct.statusCode()).isEqualTo(503);
            assertThat(direct.headers().firstValue("Retry-After")).isPresent();
            assertThat(direct.body()).contains("version 3 could not be loaded");
            source.serve("tiny", Map.of(2, List.of("champion")));
            await().until(() -> version(instance) == 2);
        }
    }

    @Test
    void startsAndAnswersFromItsDiskWhileTheControlPlaneIsDead() {
        FakeSource source = twoVersions();
        try (var instance = new TestInstance(home, source)) {
            await().until(() -> version(instance) == 1);
        }
        source.dead(true);
        try (var instance = new TestInstance(home, source)) {
            assertThat(version(instance)).isEqualTo(1);
            assertThat(instance.get("/v2/health/ready").statusCode()).isEqualTo(200);
            source.serve("tiny", Map.of(2, List.of("champion"))).dead(false);
            await().until(() -> version(instance) == 2);
        }
    }

    @Test
    void aDamagedCopyIsNotServedButFetchedAgain() throws Exception {
        FakeSource source = twoVersions();
        try (var instance = new TestInstance(home, source)) {
            await().until(() -> version(instance) == 1);
        }
        Path file = home.resolve("models/tiny/1/model.json");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        source.dead(true);
        try (var instance = new TestInstance(home, source)) {
            HttpResponse<String> answer = instance.post(INFER, BODY);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("'model.json' has another SHA-256");
            source.dead(false);
            await().until(() -> version(instance) == 1);
        }
    }

    @Test
    void aModelThatWasMadeAnewUnderTheSameNumberReplacesTheCopy() {
        FakeSource source = twoVersions();
        try (var instance = new TestInstance(home, source)) {
            await().until(() -> version(instance) == 1);
        }
        source.with("tiny", 1, TinyModel.constant(17));
        try (var instance = new TestInstance(home, source)) {
            await().untilAsserted(
                            () -> assertThat(instance.post(INFER, BODY).body()).contains("\"data\":[17.0]"));
        }
    }

    @Test
    void aFileNameThatLeavesTheFolderIsRefused() {
        var evil = new HashMap<>(TinyModel.constant(3));
        evil.put("../../../evil", new byte[1]);
        FakeSource source = new FakeSource().with("tiny", 1, evil).serve("tiny", Map.of(1, List.of("champion")));
        try (var instance = new TestInstance(home, source)) {
            await().untilAsserted(() ->
                    assertThat(instance.post(INFER, BODY).body()).contains("'../../../evil' that may not be written"));
            assertThat(instance.get("/v2/health/ready").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void slowModelsQueueAndAreRefusedWhenTheQueueIsFull() throws Exception {
        var gate = new CountDownLatch(1);
        FakeSource source = twoVersions();
        try (var instance = new TestInstance(home, source, folder -> new Slow(ModelLoader.load(folder), gate), 1, 2);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            await().until(() -> instance.get("/v2/models/tiny/ready").statusCode() == 200);
            var answers = new ArrayList<Future<HttpResponse<String>>>();
            for (int i = 0; i < 8; i++) {
                answers.add(clients.submit(() -> instance.post(INFER, BODY)));
            }
            await().until(() -> answers.stream().filter(Future::isDone).count() == 5);
            gate.countDown();
            var codes = new ArrayList<Integer>();
            for (var answer : answers) {
                codes.add(answer.get().statusCode());
                if (answer.get().statusCode() == 503) {
                    assertThat(answer.get().headers().firstValue("Retry-After")).isPresent();
                    assertThat(answer.get().body()).contains("queue for inference is full");
                }
            }
            assertThat(codes.stream().filter(c -> c == 200).count()).isEqualTo(3);
        }
    }

    /** Waits at the gate, once warm. */
    private record Slow(Model model, CountDownLatch gate) implements Model {
        @Override
        public Signature signature() {
            return model.signature();
        }

        @Override
        public String platform() {
            return model.platform();
        }

        @Override
        public boolean inline() {
            return false;
        }

        @Override
        public List<Tensor> predict(List<Tensor> inputs) {
            boolean example = ((double[]) inputs.getFirst().data())[0] == 0;
            if (!example) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return model.predict(inputs);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
