package io.slipway.serving.invocations;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.slipway.inference.Signature.Field;
import io.slipway.inference.Tensor;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import io.slipway.serving.wire.Intake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the JSON bodies of MLflow's scoring protocol
 * (https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally#json-input): {@code dataframe_split},
 * {@code dataframe_records}, {@code instances}, {@code inputs}. Columns that the model does not take are left out.
 */
public final class InvocationReader {
    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final List<String> FORMS = List.of("dataframe_split", "dataframe_records", "instances", "inputs");

    private final Intake intake;

    public InvocationReader(Intake intake) {
        this.intake = intake;
    }

    /** The tensors of a request body, not yet held against the signature. */
    public List<Tensor> read(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw SlipwayException.invalid("Invalid input. Ensure that input is a valid JSON formatted string. "
                    + Json.invalid(e).text());
        } catch (IOException e) {
            throw SlipwayException.invalid(
                    "Invalid input. Ensure that input is a valid JSON formatted string in UTF-8. " + e.getMessage());
        }
        List<String> given = FORMS.stream().filter(root::has).toList();
        if (!root.isObject() || given.size() != 1) {
            throw SlipwayException.invalid("The input must be a JSON dictionary with exactly one of the input fields "
                    + FORMS + "; " + (root.isObject() ? "it has " + given : "it is " + kind(root)));
        }
        if (root.has("params")
                && !root.get("params").isObject()
                && !root.get("params").isNull()) {
            throw SlipwayException.invalid("params must be a dictionary, it is " + kind(root.get("params")));
        }
        String form = given.getFirst();
        JsonNode value = root.get(form);
        if (!intake.columnar()) {
            return switch (form) {
                case "instances", "inputs" -> tensors(form, value);
                default ->
                    throw SlipwayException.invalid(form + " is for models with columns; this one takes tensors "
                            + intake.expected() + ": use inputs");
            };
        }
        return switch (form) {
            case "dataframe_split" -> split(value);
            case "dataframe_records" -> records(value);
            case "instances" -> instances(value);
            default -> inputs(value);
        };
    }

    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "a dictionary";
            case ARRAY -> "a list";
            case MISSING -> "empty";
            case NULL -> "null";
            default -> "a " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private List<Tensor> split(JsonNode frame) {
        if (!frame.isObject()) {
            throw SlipwayException.invalid("Dataframe split format must be a dictionary. Got " + kind(frame));
        }
        for (var names = frame.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!Set.of("columns", "index", "data").contains(name)) {
                throw SlipwayException.invalid("Provided dataframe_split field is not a valid dataframe representation"
                        + " in 'split' format: unknown key '" + name + "'");
            }
        }
        JsonNode data = frame.path("data");
        if (!data.isArray()) {
            throw SlipwayException.invalid("Provided dataframe_split field is not a valid dataframe representation"
                    + " in 'split' format: 'data' must be a list of rows");
        }
        return table(splitColumns(frame), data);
    }

    private List<String> splitColumns(JsonNode frame) {
        JsonNode columns = frame.path("columns");
        if (columns.isMissingNode() || columns.isNull()) {
            return intake.signature().inputs().stream().map(Field::name).toList();
        }
        var names = new ArrayList<String>();
        for (JsonNode column : columns) {
            if (!column.isValueNode() || names.contains(column.asText())) {
                throw SlipwayException.invalid(
                        "dataframe_split: 'columns' must be a list of different names; look at " + column);
            }
            names.add(column.asText());
        }
        return names;
    }

    private List<Tensor> table(List<String> names, JsonNode rows) {
        var cells = new ArrayList<List<JsonNode>>();
        names.forEach(name -> cells.add(new ArrayList<>(rows.size())));
        int r = 0;
        for (JsonNode row : rows) {
            if (!row.isArray() || row.size() > names.size()) {
                throw SlipwayException.invalid("dataframe_split: row " + r + " of 'data' must be a list of at most "
                        + names.size() + " values, it is " + kind(row)
                        + (row.isArray() ? " of " + row.size() : ""));
            }
            for (int c = 0; c < names.size(); c++) {
                cells.get(c).add(c < row.size() ? row.get(c) : NullNode.getInstance());
            }
            r++;
        }
        var columns = new HashMap<String, List<JsonNode>>();
        for (int c = 0; c < names.size(); c++) {
            columns.put(names.get(c), cells.get(c));
        }
        return cast(columns);
    }

    private List<Tensor> records(JsonNode records) {
        if (!records.isArray()) {
            throw SlipwayException.invalid("Dataframe records format must be a list of records. Got "
                    + (records.isObject() ? "dictionary." : kind(records)));
        }
        return rowsOfObjects("dataframe_records", records);
    }

    private List<Tensor> rowsOfObjects(String form, JsonNode records) {
        var names = new HashSet<String>();
        int r = 0;
        for (JsonNode record : records) {
            if (!record.isObject()) {
                throw SlipwayException.invalid(
                        form + ": entry " + r + " must be a dictionary of columns, it is " + kind(record));
            }
            record.fieldNames().forEachRemaining(names::add);
            r++;
        }
        var columns = new HashMap<String, List<JsonNode>>();
        for (String name : names) {
            var cells = new ArrayList<JsonNode>(records.size());
            for (JsonNode record : records) {
                cells.add(record.has(name) ? record.get(name) : NullNode.getInstance());
            }
            columns.put(name, cells);
        }
        return cast(columns);
    }

    private List<Tensor> instances(JsonNode instances) {
        if (instances.isArray() && (instances.isEmpty() || instances.get(0).isObject())) {
            return rowsOfObjects("instances", instances);
        }
        throw SlipwayException.invalid(
                "instances must be a list of dictionaries: the model takes the columns " + intake.expected());
    }

    private List<Tensor> inputs(JsonNode inputs) {
        if (inputs.isArray() && !inputs.isEmpty() && inputs.get(0).isObject()) {
            return rowsOfObjects("inputs", inputs);
        }
        if (!inputs.isObject()) {
            throw SlipwayException.invalid(
                    "inputs must be a dictionary of columns: the model takes " + intake.expected());
        }
        var columns = new HashMap<String, List<JsonNode>>();
        for (Map.Entry<String, JsonNode> column : inputs.properties()) {
            JsonNode value = column.getValue();
            var cells = new ArrayList<JsonNode>();
            if (value.isArray()) {
                value.forEach(cells::add);
            } else {
                cells.add(value);
            }
            columns.put(column.getKey(), cells);
        }
        return cast(columns);
    }

    /** Columns of the signature; a column that lacks rows is noticed when the tensors are held against each other. */
    private List<Tensor> cast(Map<String, List<JsonNode>> columns) {
        var tensors = new ArrayList<Tensor>();
        for (Field field : intake.signature().inputs()) {
            List<JsonNode> cells = columns.get(field.name());
            if (cells != null) {
                tensors.add(Cells.column(field, cells));
            }
        }
        if (tensors.size() < intake.signature().inputs().size()) {
            String missing = intake.signature().inputs().stream()
                    .filter(f -> f.required() && !columns.containsKey(f.name()))
                    .map(f -> "'" + f.name() + "'")
                    .collect(Collectors.joining(", "));
            if (!missing.isEmpty()) {
                throw SlipwayException.invalid("Failed to enforce the schema: missing columns " + missing
                        + "; the model takes " + intake.expected());
            }
        }
        return tensors;
    }

    private List<Tensor> tensors(String form, JsonNode value) {
        List<Field> fields = intake.signature().inputs();
        if (fields.size() == 1 && !value.isObject()) {
            return List.of(tensor(fields.getFirst(), value));
        }
        if (form.equals("inputs") && value.isObject()) {
            return fields.stream()
                    .filter(f -> value.has(f.name()))
                    .map(f -> tensor(f, value.get(f.name())))
                    .toList();
        }
        throw SlipwayException.invalid(
                form + ": the model takes the tensors " + intake.expected() + "; send inputs as a dictionary of them");
    }

    private static Tensor tensor(Field field, JsonNode value) {
        var shape = new ArrayList<Long>();
        for (JsonNode level = value; level.isArray(); level = level.path(0)) {
            shape.add((long) level.size());
        }
        var cells = new ArrayList<JsonNode>();
        flatten(field, value, shape.stream().mapToLong(Long::longValue).toArray(), 0, cells);
        return Cells.tensor(field, shape.stream().mapToLong(Long::longValue).toArray(), cells);
    }

    private static void flatten(Field field, JsonNode value, long[] shape, int depth, List<JsonNode> to) {
        if (depth == shape.length) {
            if (value.isContainerNode()) {
                throw SlipwayException.invalid("tensor '" + field.name() + "' is ragged");
            }
            to.add(value);
            return;
        }
        if (!value.isArray() || value.size() != shape[depth]) {
            throw SlipwayException.invalid("tensor '" + field.name() + "' is ragged");
        }
        value.forEach(v -> flatten(field, v, shape, depth + 1, to));
    }
}
