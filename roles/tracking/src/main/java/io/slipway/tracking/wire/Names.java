package io.slipway.tracking.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.Json;
import io.slipway.kernel.SlipwayException;
import java.util.ArrayList;
import java.util.regex.Pattern;

/** MLflow's rules for names and lengths. */
public final class Names {
    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{N}_:. /-]*");
    private static final Pattern RUN_ID = Pattern.compile("[a-zA-Z0-9][\\w\\-]{0,255}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final int MAX_KEY = 250;
    private static final ObjectWriter ASCII = Json.strict().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private Names() {}

    /**
     * Checks the name of a metric, param or tag: at most 250 characters of letters, digits and {@code _ - . / :} and
     * blanks, and a plain relative path, because clients make files of it.
     *
     * @param path of the field, for the complaint, e.g. {@code tags[0].key}
     * @param noun what the complaint about the length calls it
     */
    public static String key(String path, String noun, String name) {
        if (!KEY.matcher(name).matches()) {
            throw SlipwayException.invalid("Invalid value " + json(name) + " for parameter '" + path
                    + "' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), "
                    + "spaces ( ), colon(:) and slashes (/).");
        }
        plainPath(path, name);
        return longest(noun, name, MAX_KEY);
    }

    /** As {@link #key(String, String, String)}, of a field {@code key} that is called so. */
    public static String key(String name) {
        return key("key", "key", name);
    }

    /** Checks that a name is a relative path in its shortest form. */
    public static void plainPath(String path, String name) {
        String normal = normalised(name);
        if (!normal.equals(name) || normal.equals(".") || normal.startsWith("..") || normal.startsWith("/")) {
            throw SlipwayException.invalid("Invalid value " + json(name) + " for parameter '" + path
                    + "' supplied: Names may be treated as files in certain cases, and must not resolve to other names"
                    + " when treated as such. This name would resolve to " + quoted(normal));
        }
    }

    /** A path without empty and dot segments, as POSIX resolves it; two leading slashes stay two. */
    private static String normalised(String path) {
        String root = !path.startsWith("/") ? "" : path.startsWith("//") && !path.startsWith("///") ? "//" : "/";
        var kept = new ArrayList<String>();
        for (String segment : path.split("/")) {
            boolean up = segment.equals("..");
            if (segment.isEmpty() || segment.equals(".") || (up && kept.isEmpty() && !root.isEmpty())) {
                continue;
            }
            if (up && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else {
                kept.add(segment);
            }
        }
        String normal = root + String.join("/", kept);
        return normal.isEmpty() ? "." : normal;
    }

    /** In the quotes that Python would show a string in. */
    public static String quoted(String text) {
        String escaped = text.replace("\\", "\\\\");
        return text.contains("'") && !text.contains("\"")
                ? '"' + escaped + '"'
                : "'" + escaped.replace("'", "\\'") + "'";
    }

    /** A value as compact ASCII JSON of at most about 1000 characters, for messages. */
    static String json(Object value) {
        try {
            String text = ASCII.writeValueAsString(value);
            return text.length() > 1000 ? text.substring(0, 1000) + "…" : text;
        } catch (JsonProcessingException e) {
            throw new SlipwayException(ErrorCode.INTERNAL, "cannot show a value", e);
        }
    }

    public static String longest(String what, String value, int max) {
        if (value.length() > max) {
            throw SlipwayException.invalid("'" + what + "' exceeds the maximum length of " + max + " characters");
        }
        return value;
    }

    /** MLflow cuts long values silently. */
    public static String cut(String value, int max) {
        return value.length() > max ? value.substring(0, max) : value;
    }

    public static String runId(String id) {
        if (!RUN_ID.matcher(id).matches()) {
            throw SlipwayException.invalid("Invalid value " + json(id) + " for parameter 'run_id' supplied.");
        }
        return id;
    }

    /** A decimal experiment id, or -1 where no experiment can have it. */
    public static long experimentId(String id) {
        if (!NUMBER.matcher(id).matches()) {
            throw SlipwayException.invalid(
                    "Invalid experiment ID '" + shown(id) + "'. Experiment ID must be a valid integer.");
        }
        return id.length() > 18 || id.startsWith("-") ? -1 : Long.parseLong(id);
    }

    /** At most 100 characters, for messages. */
    public static String shown(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
