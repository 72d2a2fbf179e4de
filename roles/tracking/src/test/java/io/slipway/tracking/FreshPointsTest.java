package io.slipway.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points wait beside their table until many are moved; nobody may notice. */
class FreshPointsTest {
    private static final int CALLS = 25;
    private static final int POINTS = 100;

    @TempDir
    Path home;

    private TrackingServer server;
    private Calls calls;

    @BeforeEach
    void start() {
        server = TrackingServer.start(home);
        calls = new Calls(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void log(String run, int call) {
        String points = IntStream.range(0, POINTS)
                .map(i -> call * POINTS + i)
                .mapToObj(step -> "{\"key\":\"m" + step % 2 + "\",\"value\":" + step + ",\"timestamp\":" + (1000 + step)
                        + ",\"step\":" + step + "}")
                .collect(Collectors.joining(","));
        calls.post("runs/log-batch", "{\"run_id\":\"" + run + "\",\"metrics\":[" + points + "]}")
                .ok();
    }

    private List<Integer> steps(String run, String key) {
        return calls.get("metrics/get-history", "run_id", run, "metric_key", key)
                .ok()
                .path("metrics")
                .valueStream()
                .map(point -> point.path("step").asInt())
                .toList();
    }

    private static List<Integer> expected(int calls, int odd) {
        return IntStream.range(0, calls * POINTS)
                .filter(step -> step % 2 == odd)
                .boxed()
                .toList();
    }

    @Test
    void pointsThatAreMovedThatWaitAndThatAreSentTwiceMakeOneHistory() {
        String one = calls.run("0");
        String other = calls.run("0");
        for (int call = 0; call < CALLS; call++) {
            log(one, call);
            log(other, call);
            if (call % 3 == 0) {
                log(one, call);
            }
        }
        server.close();
        start();
        for (String run : List.of(one, other)) {
            assertThat(steps(run, "m0")).isEqualTo(expected(CALLS, 0));
            assertThat(steps(run, "m1")).isEqualTo(expected(CALLS, 1));
        }
        log(one, CALLS);
        assertThat(steps(one, "m0")).isEqualTo(expected(CALLS + 1, 0));
    }

    @Test
    void waitingPointsOfARunThatIsGoneComeToNoOther() {
        String gone = calls.run("0");
        log(gone, 0);
        calls.post("runs/delete", "{\"run_id\":\"" + gone + "\"}").ok();
        byte[] all = "{\"older_than_ms\":0}".getBytes(StandardCharsets.UTF_8);
        calls.send("POST", "/api/slipway/v1/trash/empty", "application/json", all)
                .ok();
        String next = calls.run("0");
        assertThat(steps(next, "m0")).isEmpty();
        log(next, 0);
        assertThat(steps(next, "m0")).isEqualTo(expected(1, 0));
    }
}
