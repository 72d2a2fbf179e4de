package io.slipway.tracking.wire;

import io.slipway.kernel.SlipwayException;
import java.util.regex.Pattern;

/** MLflow's rules for names and lengths. */
public final class Names {
    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{N}_:. /-]*");
    private static final Pattern RUN_ID = Pattern.compile("[a-zA-Z0-9][\\w\\-]{0,255}");
    private static final int MAX_KEY = 250;

    private Names() {}

    /**
     * Checks the name of a metric, param or tag: at most 250 characters of letters, digits and {@code _ - . / :} and
     * blanks, and a plain relative path, because clients make files of it.
     *
     * @param what for the complaint, e.g. {@code metric}
     */
    public static String key(String what, String name) {
        if (name.isEmpty() || !KEY.matcher(name).matches()) {
            throw SlipwayException.invalid("Invalid value \"" + shown(name) + "\" for parameter '" + what
                    + "' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), "
                    + "spaces ( ), colon(:) and slashes (/).");
        }
        if (!plainPath(name)) {
            throw SlipwayException.invalid("Invalid value \"" + shown(name) + "\" for parameter '" + what
                    + "' supplied: Names may be treated as files in certain cases, and must not resolve to other names"
                    + " when treated as such. This name would resolve to another one.");
        }
        return longest(what, name, MAX_KEY);
    }

    private static boolean plainPath(String name) {
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }

    public static String longest(String what, String value, int max) {
        if (value.length() > max) {
            throw SlipwayException.invalid("'" + what + "' exceeds the maximum length of " + max
                    + " characters: it has " + value.length() + ".");
        }
        return value;
    }

    /** MLflow cuts long values silently. */
    public static String cut(String value, int max) {
        return value.length() > max ? value.substring(0, max) : value;
    }

    public static String runId(String id) {
        if (!RUN_ID.matcher(id).matches()) {
            throw SlipwayException.invalid("Invalid run ID: '" + shown(id) + "'");
        }
        return id;
    }

    /** A decimal experiment id, or -1 where no experiment can have it. */
    public static long experimentId(String id) {
        if (id.isEmpty() || id.length() > 18 || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(id);
    }

    /** At most 100 characters, for messages. */
    public static String shown(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
