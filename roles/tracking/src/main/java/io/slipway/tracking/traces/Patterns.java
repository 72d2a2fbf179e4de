package io.slipway.tracking.traces;

import io.slipway.kernel.SlipwayException;
import io.slipway.storage.Query;
import io.slipway.tracking.search.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions in filters. The database has none that hold on every store, so the distinct values are matched
 * here and the filter becomes a list. Neither the values nor the steps of matching may become many: a pattern made to
 * run for years is refused instead.
 */
final class Patterns {
    private static final int MAX_VALUES = 10_000;
    private static final int MAX_PATTERN = 1000;
    private static final long MAX_STEPS = 20_000_000;

    private Patterns() {}

    /** @param values selects one column of texts */
    static List<String> matching(Query query, Sql values, String regex) {
        Pattern pattern = compiled(regex);
        List<String> all =
                query.list(values.add(" LIMIT ?", MAX_VALUES + 1).text(), row -> row.text(1), values.parameters());
        if (all.size() > MAX_VALUES) {
            throw SlipwayException.invalid(
                    "RLIKE is only for what has at most " + MAX_VALUES + " different values: use LIKE.");
        }
        var steps = new Steps();
        var matching = new ArrayList<String>();
        for (String value : all) {
            if (found(pattern, new Counted(value, steps))) {
                matching.add(value);
            }
        }
        return matching;
    }

    private static boolean found(Pattern pattern, CharSequence value) {
        try {
            return pattern.matcher(value).find();
        } catch (StackOverflowError e) {
            throw tooHard();
        }
    }

    private static SlipwayException tooHard() {
        return SlipwayException.invalid(
                "The regular expression needs too many steps on these values: make it simpler or use LIKE.");
    }

    private static Pattern compiled(String regex) {
        if (regex.length() > MAX_PATTERN) {
            throw SlipwayException.invalid("The regular expression is longer than " + MAX_PATTERN + " characters.");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw SlipwayException.invalid("Invalid regular expression in filter: " + e.getDescription());
        }
    }

    private static final class Steps {
        private long taken;

        void take() {
            if (++taken > MAX_STEPS) {
                throw tooHard();
            }
        }
    }

    /** A text that counts how often the matcher looks at it. */
    private record Counted(CharSequence text, Steps steps) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            steps.take();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }
}
