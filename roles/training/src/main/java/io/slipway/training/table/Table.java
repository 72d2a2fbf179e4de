package io.slipway.training.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.slipway.kernel.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A CSV file (RFC 4180, UTF-8, names in the first line) in memory, by column. An empty field is a missing value. */
public record Table(List<Column> columns, int rows) {
    /** Cells of the largest table that is read: about 2 GB in memory at worst. */
    static final long MAX_CELLS = 400_000_000;

    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    public Table {
        columns = List.copyOf(columns);
    }

    public static Table read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw SlipwayException.invalid("no such file: " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    /**
     * @param name for messages
     * @throws SlipwayException INVALID_ARGUMENT with the line: no header, names twice, a row of another width, no rows
     */
    public static Table read(InputStream in, String name) throws IOException {
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(new InputStreamReader(withoutMark(in), StandardCharsets.UTF_8))) {
            var records = csv.iterator();
            if (!records.hasNext()) {
                throw SlipwayException.invalid(name + " is empty: the first line must name the columns");
            }
            return read(records, header(records.next(), name), name);
        } catch (CsvParseException e) {
            throw SlipwayException.invalid(name + ": not readable as CSV: " + e.getMessage());
        }
    }

    /** Skips the byte order mark that spreadsheets write before UTF-8. */
    private static InputStream withoutMark(InputStream in) throws IOException {
        var start = new PushbackInputStream(in, UTF8_MARK.length);
        byte[] first = start.readNBytes(UTF8_MARK.length);
        if (!Arrays.equals(first, UTF8_MARK)) {
            start.unread(first);
        }
        return start;
    }

    private static Table read(Iterator<CsvRecord> records, List<Builder> builders, String name) {
        int rows = 0;
        while (records.hasNext()) {
            CsvRecord record = records.next();
            if (record.getFieldCount() != builders.size()) {
                throw SlipwayException.invalid(name + " line " + record.getStartingLineNumber() + ": "
                        + record.getFieldCount() + " fields, the header has " + builders.size());
            }
            for (int i = 0; i < builders.size(); i++) {
                builders.get(i).add(record.getField(i));
            }
            rows++;
            if ((long) rows * builders.size() > MAX_CELLS) {
                throw SlipwayException.invalid(name + " has more than " + MAX_CELLS + " cells");
            }
        }
        if (rows == 0) {
            throw SlipwayException.invalid(name + " has no rows below its header");
        }
        return new Table(builders.stream().map(Builder::column).toList(), rows);
    }

    private static List<Builder> header(CsvRecord record, String name) {
        var builders = new ArrayList<Builder>();
        var names = new HashSet<String>();
        for (String column : record.getFields()) {
            if (column.isBlank() || !names.add(column)) {
                throw SlipwayException.invalid(name + ": the header names "
                        + (column.isBlank() ? "a column with nothing" : "'" + column + "' twice"));
            }
            builders.add(new Builder(column));
        }
        return builders;
    }

    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    public Optional<Column> find(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** @throws SlipwayException INVALID_ARGUMENT that lists what there is */
    public Column column(String name) {
        return find(name)
                .orElseThrow(() ->
                        SlipwayException.invalid("no column '" + name + "'; there are: " + String.join(", ", names())));
    }

    /** The column as yes and no: 1, 1.0 and true, or 0, 0.0 and false; every row must have one. */
    public boolean[] labels(String name) {
        Column column = column(name);
        boolean[] labels = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            String text = column.text(row);
            labels[row] = switch (text) {
                case "1", "1.0", "true", "True" -> true;
                case "0", "0.0", "false", "False" -> false;
                case null ->
                    throw SlipwayException.invalid(
                            "row " + (row + 1) + " has no " + name + ": leave rows without a label out of the table");
                default ->
                    throw SlipwayException.invalid(
                            "row " + (row + 1) + ": " + name + " must be 0 or 1, is '" + text + "'");
            };
        }
        return labels;
    }

    /** The rows from {@code from} to before {@code to}. */
    public Table slice(int from, int to) {
        return new Table(
                columns.stream()
                        .map(c -> new Column(c.name(), c.values(), Arrays.copyOfRange(c.codes(), from, to)))
                        .toList(),
                to - from);
    }

    /** The rows at these places. */
    public Table pick(int[] places) {
        return new Table(
                columns.stream()
                        .map(c -> new Column(
                                c.name(),
                                c.values(),
                                Arrays.stream(places).map(i -> c.codes()[i]).toArray()))
                        .toList(),
                places.length);
    }

    private static final class Builder {
        private final String name;
        private final Map<String, Integer> index = new HashMap<>();
        private final List<String> values = new ArrayList<>();
        private int[] codes = new int[1024];
        private int size;

        Builder(String name) {
            this.name = name;
        }

        void add(String field) {
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, size * 2);
            }
            codes[size++] = field.isEmpty() ? -1 : code(field);
        }

        private int code(String field) {
            Integer known = index.get(field);
            if (known != null) {
                return known;
            }
            index.put(field, values.size());
            values.add(field);
            return values.size() - 1;
        }

        Column column() {
            return new Column(name, List.copyOf(values), Arrays.copyOf(codes, size));
        }
    }
}
