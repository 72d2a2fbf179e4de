package io.slipway.app.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.slipway.app.demo.Traffic.Flight;
import io.slipway.kernel.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads the rows to replay: every n-th, by month of departure (UTC, as the monitor's windows). */
final class Flights {
    private static final int FIRST_FEATURE = 3;

    private Flights() {}

    static NavigableMap<Integer, List<Flight>> read(Path csv, int everyNth, Map<String, String> datatypes)
            throws IOException {
        NavigableMap<Integer, List<Flight>> months = new TreeMap<>();
        try (BufferedReader reader = Files.newBufferedReader(csv)) {
            String[] header = reader.readLine().split(",", -1);
            String line;
            for (int i = 0; (line = reader.readLine()) != null; i++) {
                if (i % everyNth == 0) {
                    String[] cells = line.split(",", -1);
                    Flight flight = flight(header, cells, datatypes);
                    int month = Instant.ofEpochMilli(flight.eventTime())
                            .atZone(ZoneOffset.UTC)
                            .getMonthValue();
                    if (cells[FIRST_FEATURE].equals(Integer.toString(month))) {
                        months.computeIfAbsent(month, m -> new ArrayList<>()).add(flight);
                    }
                }
            }
        }
        return months;
    }

    private static Flight flight(String[] header, String[] cells, Map<String, String> datatypes) {
        ArrayNode inputs = Json.strict().createArrayNode();
        int last = header.length - 1;
        for (int i = FIRST_FEATURE; i < last; i++) {
            String datatype = datatypes.getOrDefault(header[i], "FP64");
            var input = inputs.addObject().put("name", header[i]).put("datatype", datatype);
            input.putArray("shape").add(1);
            ArrayNode data = input.putArray("data");
            if (cells[i].isEmpty()) {
                data.addNull();
            } else if (datatype.equals("BYTES")) {
                data.add(cells[i]);
            } else if (datatype.startsWith("INT")) {
                data.add(Long.parseLong(cells[i]));
            } else {
                data.add(Double.parseDouble(cells[i]));
            }
        }
        double late = cells[last].isEmpty() ? Double.NaN : Double.parseDouble(cells[last]);
        return new Flight(cells[0], Long.parseLong(cells[1]), Long.parseLong(cells[2]), inputs.toString(), late);
    }
}
