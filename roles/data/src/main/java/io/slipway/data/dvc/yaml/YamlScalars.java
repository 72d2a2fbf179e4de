package io.slipway.data.dvc.yaml;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Which type a plain scalar has: the implicit resolvers of ruamel.yaml for YAML 1.2, which DVC reads and writes with.
 * So {@code yes} and {@code off} are text, {@code 1e3} a float and {@code 0o17} an integer.
 */
final class YamlScalars {
    private static final Pattern BOOL = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern INT =
            Pattern.compile("[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
            + "|[-+]?(?:[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)"
            + "|[-+]?\\.[0-9_]+(?:[eE][-+][0-9]+)?"
            + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"
            + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
            + "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?");

    private YamlScalars() {}

    /** Whether a text, written plain, would be read back as text. */
    static boolean staysText(String text) {
        return !(BOOL.matcher(text).matches()
                || NULL.matcher(text).matches()
                || isInt(text)
                || FLOAT.matcher(text).matches()
                || TIMESTAMP.matcher(text).matches()
                || text.equals("=")
                || text.equals("<<"));
    }

    private static boolean isInt(String text) {
        return INT.matcher(text).matches() && text.chars().anyMatch(c -> c >= '0' && c <= '9');
    }

    static Value resolve(String text) {
        if (NULL.matcher(text).matches()) {
            return new Value.Null();
        }
        if (BOOL.matcher(text).matches()) {
            return new Value.Bool(text.charAt(0) == 't' || text.charAt(0) == 'T');
        }
        if (isInt(text)) {
            return new Value.Whole(integer(text));
        }
        if (FLOAT.matcher(text).matches()) {
            return new Value.Real(real(text));
        }
        return new Value.Text(text);
    }

    private static BigInteger integer(String text) {
        String digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        BigInteger value;
        if (digits.startsWith("0b")) {
            value = new BigInteger(digits.substring(2), 2);
        } else if (digits.startsWith("0x")) {
            value = new BigInteger(digits.substring(2), 16);
        } else if (digits.startsWith("0o")) {
            value = new BigInteger(digits.substring(2), 8);
        } else {
            value = new BigInteger(digits);
        }
        return negative ? value.negate() : value;
    }

    private static double real(String text) {
        String digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        String body = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        if (body.length() == 4 && (body.charAt(1) == 'i' || body.charAt(1) == 'I')) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (body.length() == 4 && (body.charAt(1) == 'n' || body.charAt(1) == 'N')) {
            return Double.NaN;
        }
        return negative ? -Double.parseDouble(body) : Double.parseDouble(body);
    }
}
