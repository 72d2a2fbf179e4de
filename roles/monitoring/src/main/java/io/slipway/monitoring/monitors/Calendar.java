package io.slipway.monitoring.monitors;

import io.slipway.kernel.SlipwayException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Cuts event time into windows aligned to the calendar in UTC. */
public final class Calendar {
    private static final LocalDate EPOCH = LocalDate.EPOCH;

    private final int months;
    private final long millis;

    private Calendar(int months, long millis) {
        this.months = months;
        this.millis = millis;
    }

    /**
     * @param length ISO 8601: whole months or years, or a length that has a fixed number of milliseconds
     * @throws SlipwayException INVALID_ARGUMENT if it is neither, or not positive
     */
    public static Calendar of(String monitor, String length) {
        try {
            if (length.startsWith("PT")) {
                return fixed(monitor, length, Duration.parse(length).toMillis());
            }
            Period period = Period.parse(length);
            if (period.toTotalMonths() > 0 && period.getDays() == 0) {
                return new Calendar(Math.toIntExact(period.toTotalMonths()), 0);
            }
            if (period.toTotalMonths() == 0) {
                return fixed(monitor, length, Duration.ofDays(period.getDays()).toMillis());
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong(monitor, length);
        }
        throw wrong(monitor, length);
    }

    private static Calendar fixed(String monitor, String length, long millis) {
        if (millis < 1000) {
            throw wrong(monitor, length);
        }
        return new Calendar(0, millis);
    }

    private static SlipwayException wrong(String monitor, String length) {
        return SlipwayException.invalid("monitor '" + monitor + "': window is '" + length
                + "'; give an ISO 8601 length of at least a second, such as PT1H, P1D or P1M");
    }

    /** Start of the window that holds {@code time}; both UTC milliseconds. */
    public long start(long time) {
        if (months == 0) {
            return Math.floorDiv(time, millis) * millis;
        }
        LocalDate day = Instant.ofEpochMilli(time).atZone(ZoneOffset.UTC).toLocalDate();
        long since = (day.getYear() - EPOCH.getYear()) * 12L + day.getMonthValue() - 1;
        return at(Math.floorDiv(since, months) * months);
    }

    /** First millisecond after the window that begins at {@code start}. */
    public long end(long start) {
        if (months == 0) {
            return start + millis;
        }
        return Instant.ofEpochMilli(start)
                .atZone(ZoneOffset.UTC)
                .plusMonths(months)
                .toInstant()
                .toEpochMilli();
    }

    private static long at(long monthsSinceEpoch) {
        return EPOCH.plusMonths(monthsSinceEpoch)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
    }
}
