package io.slipway.monitoring.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.serving.api.InstanceReports.EndpointReport;
import io.slipway.serving.api.InstanceReports.InstanceReport;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointHistoryTest {
    private long now = 1_000_000;
    private final EndpointHistory history = new EndpointHistory(() -> Instant.ofEpochMilli(now));

    private void report(String instance, int version, long requests) {
        history.report(new InstanceReport(
                instance,
                "http://" + instance,
                now,
                1000,
                List.of(new EndpointReport("late", version, List.of(), requests, 1, 10, 20, 30))));
    }

    @Test
    void addsUpInstancesAndMarksSwaps() {
        report("a", 1, 5);
        report("b", 1, 7);
        now += 1000;
        report("a", 2, 3);
        assertThat(history.series("late", 0)).hasSize(2);
        assertThat(history.series("late", 0).getFirst().requests()).isEqualTo(12);
        assertThat(history.swaps("late")).extracting(EndpointHistory.Swap::to).containsExactly(1, 1, 2);
        assertThat(history.models()).containsExactly("late");
    }

    @Test
    void forgetsWhatIsOldAndNamesTheSilent() {
        report("a", 1, 5);
        now += 3_600_000;
        report("b", 1, 5);
        assertThat(history.instances("late"))
                .extracting(EndpointHistory.Instance::silent)
                .containsExactly(true, false);
        report("a", 1, 1);
        assertThat(history.series("late", 0)).hasSize(1);
    }
}
