package io.slipway.serving.invocations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.slipway.inference.Datatype;
import io.slipway.inference.Signature.Field;
import io.slipway.inference.Tensor;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.wire.Intake;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads CSV with a header line (RFC 4180); an empty field is a missing value. */
final class CsvReader {
    /** What pandas takes for a missing number; a column of strings misses only where the field is empty. */
    private static final Set<String> MISSING = Set.of("", "NaN", "nan", "NA", "N/A", "null", "NULL", "None");

    private CsvReader() {}

    static List<Tensor> read(Intake intake, byte[] body) {
        if (!intake.columnar()) {
            throw SlipwayException.invalid("CSV is for models with columns; this one takes " + intake.expected());
        }
        List<CsvRecord> lines = parse(body);
        if (lines.isEmpty()) {
            throw SlipwayException.invalid("the CSV has no header line; the model takes " + intake.expected());
        }
        List<String> header = lines.getFirst().getFields();
        if (Set.copyOf(header).size() != header.size()) {
            throw SlipwayException.invalid("the CSV header names a column twice");
        }
        var tensors = new ArrayList<Tensor>();
        for (Field field : intake.signature().inputs()) {
            int column = header.indexOf(field.name());
            if (column < 0) {
                if (field.required()) {
                    throw SlipwayException.invalid("Failed to enforce the schema: missing column '" + field.name()
                            + "'; the model takes " + intake.expected());
                }
                continue;
            }
            tensors.add(Cells.column(field, cells(field, lines, column)));
        }
        return tensors;
    }

    private static List<JsonNode> cells(Field field, List<CsvRecord> lines, int column) {
        var cells = new ArrayList<JsonNode>(lines.size() - 1);
        for (CsvRecord line : lines.subList(1, lines.size())) {
            if (line.getFieldCount() > lines.getFirst().getFieldCount()) {
                throw SlipwayException.invalid(
                        "line " + line.getStartingLineNumber() + " of the CSV has " + line.getFieldCount()
                                + " fields, the header " + lines.getFirst().getFieldCount());
            }
            cells.add(
                    column < line.getFieldCount() ? cell(field, line.getField(column), line) : NullNode.getInstance());
        }
        return cells;
    }

    private static JsonNode cell(Field field, String text, CsvRecord line) {
        if (field.datatype() == Datatype.BYTES) {
            return text.isEmpty() ? NullNode.getInstance() : TextNode.valueOf(text);
        }
        String value = text.strip();
        if (MISSING.contains(value)) {
            return NullNode.getInstance();
        }
        if (field.datatype() == Datatype.BOOL) {
            return switch (value) {
                case "True", "true", "TRUE" -> BooleanNode.TRUE;
                case "False", "false", "FALSE" -> BooleanNode.FALSE;
                default -> TextNode.valueOf(value);
            };
        }
        try {
            return field.datatype() == Datatype.FP64 || field.datatype() == Datatype.FP32
                    ? DoubleNode.valueOf(Double.parseDouble(value))
                    : whole(value);
        } catch (NumberFormatException e) {
            throw SlipwayException.invalid("line " + line.getStartingLineNumber() + " of the CSV, column '"
                    + field.name() + "': '" + (value.length() <= 40 ? value : value.substring(0, 40) + "…")
                    + "' is not a number");
        }
    }

    private static JsonNode whole(String value) {
        if (value.length() > 40) {
            throw new NumberFormatException("too long");
        }
        var exact = new BigDecimal(value);
        return exact.precision() - exact.scale() > 20
                        || exact.stripTrailingZeros().scale() > 0
                ? DecimalNode.valueOf(exact)
                : BigIntegerNode.valueOf(exact.toBigInteger());
    }

    private static List<CsvRecord> parse(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            try (var reader = de.siegmar.fastcsv.reader.CsvReader.builder().ofCsvRecord(text)) {
                return reader.stream().toList();
            }
        } catch (CharacterCodingException e) {
            throw SlipwayException.invalid("the CSV is not UTF-8");
        } catch (CsvParseException | java.io.UncheckedIOException e) {
            throw SlipwayException.invalid("the CSV cannot be read: " + e.getMessage());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
