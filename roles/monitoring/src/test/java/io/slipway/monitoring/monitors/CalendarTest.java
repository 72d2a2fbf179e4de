package io.slipway.monitoring.monitors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kernel.SlipwayException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarTest {
    @ParameterizedTest
    @CsvSource({
        "P1M, 2013-03-31T23:59:59.999Z, 2013-03-01T00:00:00Z, 2013-04-01T00:00:00Z",
        "P1M, 2013-04-01T00:00:00Z, 2013-04-01T00:00:00Z, 2013-05-01T00:00:00Z",
        "P3M, 2013-12-31T10:00:00Z, 2013-10-01T00:00:00Z, 2014-01-01T00:00:00Z",
        "P1Y, 2012-02-29T10:00:00Z, 2012-01-01T00:00:00Z, 2013-01-01T00:00:00Z",
        "P1D, 2013-03-10T07:30:00Z, 2013-03-10T00:00:00Z, 2013-03-11T00:00:00Z",
        "PT6H, 2013-03-10T07:30:00Z, 2013-03-10T06:00:00Z, 2013-03-10T12:00:00Z",
        "PT1H, 1969-12-31T23:30:00Z, 1969-12-31T23:00:00Z, 1970-01-01T00:00:00Z",
    })
    void cutsAtTheCalendar(String length, String time, String start, String end) {
        Calendar calendar = Calendar.of("m", length);
        long begin = calendar.start(Instant.parse(time).toEpochMilli());
        assertThat(Instant.ofEpochMilli(begin)).isEqualTo(Instant.parse(start));
        assertThat(Instant.ofEpochMilli(calendar.end(begin))).isEqualTo(Instant.parse(end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 month", "P", "PT0S", "P0D", "-P1D", "P1M3D", "PT-5H", "month"})
    void refusesWhatIsNoLength(String length) {
        assertThatThrownBy(() -> Calendar.of("late", length))
                .isInstanceOf(SlipwayException.class)
                .hasMessageContaining("monitor 'late'")
                .hasMessageContaining("P1M");
    }

    @Test
    void daysAreOfUtc() {
        assertThat(Calendar.of("m", "P1D")
                        .start(Instant.parse("2013-03-10T23:59:59Z").toEpochMilli()))
                .isEqualTo(Instant.parse("2013-03-10T00:00:00Z").toEpochMilli());
    }
}
