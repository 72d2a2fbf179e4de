import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnProjection;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Makes tables of what is known before a flight departs, and whether it arrived late.
 *
 * <p>Without arguments, as the pipeline's first stage: reads the section {@code prepare} of params.yaml and writes
 * data/prepared/train.csv and holdout.csv (the last share by time), rows with a known label only.
 *
 * <p>{@code replay OUT.csv 4,5,6}: writes the flights of those months as live traffic would bring them, in order of
 * scheduled departure, with the columns request_id, event_time (scheduled departure) and label_time (about when the
 * flight's fate is known), both UTC milliseconds, before the features; late is empty for a flight that never arrived.
 */
public class Prepare {
    static final Path DATA = Path.of("data");
    static final String[] WEATHER = {
        "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"
    };
    static final String FEATURES = "month,day_of_week,hour,minute,carrier,origin,dest,distance,sched_minutes,"
            + String.join(",", WEATHER);
    /** No wind at an airport of the world was ever this fast (mph); the source has one reading of 1048. */
    static final double WIND_LIMIT = 250;
    static final long MINUTE = 60_000;

    record Flight(String id, long departure, long known, String features, String late) {}

    /** Kept, so that its level is too: the Parquet reader tells at INFO which instructions it found. */
    static final Logger PARQUET = Logger.getLogger("dev.hardwood");

    public static void main(String[] args) throws IOException {
        PARQUET.setLevel(Level.WARNING);
        if (args.length == 0) {
            prepare();
        } else if (args.length == 3 && args[0].equals("replay")) {
            var months = new ArrayList<Integer>();
            for (String month : args[2].split(",")) {
                months.add(Integer.parseInt(month.strip()));
            }
            replay(Path.of(args[1]), months);
        } else {
            System.err.println("usage: Prepare.java [replay OUT.csv MONTH,MONTH,...]");
            System.exit(2);
        }
    }

    static void prepare() throws IOException {
        Map<?, ?> params = params();
        double holdout = ((Number) params.get("holdout")).doubleValue();
        if (!(holdout >= 0 && holdout < 1)) {
            throw new IllegalArgumentException("params.yaml: prepare.holdout must be at least 0 and less than 1, is " + holdout);
        }
        long until = params.get("until") == null ? Long.MAX_VALUE : Instant.parse(params.get("until").toString()).toEpochMilli();
        var months = new ArrayList<Integer>();
        for (Object month : (List<?>) params.get("months")) {
            months.add(((Number) month).intValue());
        }
        List<Flight> flights = flights(months, ((Number) params.get("late_minutes")).intValue());
        flights.removeIf(f -> f.late.isEmpty() || f.departure >= until);
        if (flights.isEmpty()) {
            throw new IllegalArgumentException("params.yaml: no labelled flight in prepare.months " + months + " before " + params.get("until"));
        }
        int split = (int) Math.round(flights.size() * (1 - holdout));
        Path out = Files.createDirectories(DATA.resolve("prepared"));
        write(out.resolve("train.csv"), flights.subList(0, split));
        write(out.resolve("holdout.csv"), flights.subList(split, flights.size()));
        System.out.printf("months %s: %,d rows to train on, %,d held out%n", months, split, flights.size() - split);
    }

    static void replay(Path out, List<Integer> months) throws IOException {
        List<Flight> flights = flights(months, ((Number) params().get("late_minutes")).intValue());
        try (BufferedWriter w = Files.newBufferedWriter(out)) {
            w.write("request_id,event_time,label_time," + FEATURES + ",late\n");
            for (Flight f : flights) {
                w.write(f.id + "," + f.departure + "," + f.known + "," + f.features + "," + f.late + "\n");
            }
        }
        System.out.printf("months %s: %,d rows%n", months, flights.size());
    }

    static Map<?, ?> params() throws IOException {
        String yaml = Files.readString(Path.of("params.yaml"));
        Map<?, ?> all = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return (Map<?, ?>) all.get("prepare");
    }

    static void write(Path file, List<Flight> flights) throws IOException {
        try (BufferedWriter w = Files.newBufferedWriter(file)) {
            w.write(FEATURES + ",late\n");
            for (Flight f : flights) {
                w.write(f.features + "," + f.late + "\n");
            }
        }
    }

    static List<Flight> flights(List<Integer> months, int lateMinutes) throws IOException {
        Map<String, String> weather = weather();
        var flights = new ArrayList<Flight>();
        for (int month : months) {
            Path file = DATA.resolve("flights-2013-" + (month < 10 ? "0" : "") + month + ".parquet");
            var columns = ColumnProjection.columns(
                    "year", "month", "day", "sched_dep_time", "sched_arr_time", "dep_delay", "arr_delay", "air_time",
                    "carrier", "flight", "origin", "dest", "distance", "hour", "minute", "time_hour");
            try (var reader = ParquetFileReader.open(InputFile.of(file));
                    var rows = reader.buildRowReader().projection(columns).build()) {
                while (rows.hasNext()) {
                    rows.next();
                    flights.add(flight(rows, weather, lateMinutes));
                }
            }
        }
        flights.sort(Comparator.comparingLong(Flight::departure).thenComparing(Flight::id));
        return flights;
    }

    static Flight flight(RowReader row, Map<String, String> weather, int lateMinutes) {
        LocalDate day = LocalDate.of(row.getInt("year"), row.getInt("month"), row.getInt("day"));
        int hour = row.getInt("hour");
        int minute = row.getInt("minute");
        String origin = row.getString("origin");
        Instant timeHour = row.getTimestamp("time_hour");
        long departure = timeHour.toEpochMilli() + minute * MINUTE;
        int scheduled = scheduledMinutes(row.getInt("sched_dep_time"), row.getInt("sched_arr_time"));
        String features = String.join(
                ",",
                Integer.toString(day.getMonthValue()),
                Integer.toString(day.getDayOfWeek().getValue()),
                Integer.toString(hour),
                Integer.toString(minute),
                row.getString("carrier"),
                origin,
                row.getString("dest"),
                Integer.toString(row.getInt("distance")),
                Integer.toString(scheduled),
                weather.getOrDefault(origin + timeHour, ",".repeat(WEATHER.length - 1)));
        // A flight that was cancelled or diverted has no arrival delay: its label is unknown, not "in time".
        String late = row.isNull("arr_delay") ? "" : row.getInt("arr_delay") > lateMinutes ? "1" : "0";
        long flown = row.isNull("air_time") ? scheduled : row.getInt("dep_delay") + row.getInt("air_time") + 30;
        String id = day + "-" + row.getString("carrier") + row.getInt("flight") + "-" + origin;
        return new Flight(id, departure, departure + Math.max(flown, 1) * MINUTE, features, late);
    }

    /** Difference of two clock readings (HHMM, each local to its airport) modulo a day: not a duration, but known before departure and the same for the same route. */
    static int scheduledMinutes(int departure, int arrival) {
        int minutes = (arrival / 100 * 60 + arrival % 100) - (departure / 100 * 60 + departure % 100);
        return Math.floorMod(minutes, 24 * 60);
    }

    /** CSV of the hour's weather by origin and hour. */
    static Map<String, String> weather() throws IOException {
        var weather = new HashMap<String, String>();
        try (var reader = ParquetFileReader.open(InputFile.of(DATA.resolve("weather.parquet")));
                var rows = reader.rowReader()) {
            while (rows.hasNext()) {
                rows.next();
                var readings = new ArrayList<String>();
                for (String column : WEATHER) {
                    readings.add(reading(rows, column));
                }
                weather.put(rows.getString("origin") + rows.getTimestamp("time_hour"), String.join(",", readings));
            }
        }
        return weather;
    }

    static String reading(RowReader row, String column) {
        if (row.isNull(column)) {
            return "";
        }
        if (column.equals("wind_dir")) {
            return Integer.toString(row.getInt(column));
        }
        double value = row.getDouble(column);
        return column.startsWith("wind_") && value > WIND_LIMIT ? "" : Double.toString(value);
    }
}
