package io.slipway.monitoring.windows;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.kernel.Json;
import io.slipway.monitoring.windows.WindowsSql.LabelledRow;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A labelled window as a table others can read (RFC 4180): {@code request_id, time, version, score, label}, then the
 * model's features by name; a missing value is an empty field.
 */
final class LabelledCsv {
    private LabelledCsv() {}

    static InputStream of(List<String> features, List<LabelledRow> rows) {
        var csv = new StringBuilder("request_id,time,version,score,label");
        features.forEach(f -> csv.append(',').append(field(f)));
        csv.append('\n');
        for (LabelledRow row : rows) {
            csv.append(field(row.requestId()))
                    .append(',')
                    .append(row.time())
                    .append(',')
                    .append(row.version())
                    .append(',')
                    .append(row.score())
                    .append(',')
                    .append(row.label());
            JsonNode values = Json.parse(row.inputs());
            for (String feature : features) {
                JsonNode value = values.path(feature);
                csv.append(',').append(value.isNull() || value.isMissingNode() ? "" : field(value.asText()));
            }
            csv.append('\n');
        }
        return new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
