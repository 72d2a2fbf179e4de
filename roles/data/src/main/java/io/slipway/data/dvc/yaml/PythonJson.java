package io.slipway.data.dvc.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * JSON in the bytes of Python's {@code json.dumps(value, sort_keys=True)}: separators {@code ", "} and {@code ": "},
 * everything beyond ASCII escaped in lower-case hexadecimal, floats as {@code repr} prints them. DVC's hashes of
 * stages, runs and directories are taken over these bytes.
 */
public final class PythonJson {
    private PythonJson() {}

    /** @param without keys that are left out of every map, at any depth */
    public static String sorted(Value value, Set<String> without) {
        StringBuilder out = new StringBuilder();
        write(value, without, out);
        return out.toString();
    }

    private static void write(Value value, Set<String> without, StringBuilder out) {
        switch (value) {
            case Value.Text(String text) -> quote(text, out);
            case Value.Bool(boolean b) -> out.append(b);
            case Value.Whole(BigInteger n) -> out.append(n);
            case Value.Real(double d) -> out.append(json(d));
            case Value.Null() -> out.append("null");
            case Value.Items(List<Value> list) -> {
                out.append('[');
                String separator = "";
                for (Value item : list) {
                    out.append(separator);
                    write(item, without, out);
                    separator = ", ";
                }
                out.append(']');
            }
            case Value.Entries(LinkedHashMap<String, Value> map) -> {
                TreeMap<String, Value> sorted = new TreeMap<>(CodePoints.ORDER);
                sorted.putAll(map);
                sorted.keySet().removeAll(without);
                out.append('{');
                String separator = "";
                for (var e : sorted.entrySet()) {
                    out.append(separator);
                    quote(e.getKey(), out);
                    out.append(": ");
                    write(e.getValue(), without, out);
                    separator = ", ";
                }
                out.append('}');
            }
        }
    }

    /** Appends a JSON string. */
    public static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c >= 0x20 && c < 0x7f) {
                        out.append(c);
                    } else {
                        out.append("\\u");
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            out.append(Character.forDigit((c >> shift) & 0xf, 16));
                        }
                    }
                }
            }
        }
        out.append('"');
    }

    private static String json(double d) {
        if (Double.isNaN(d)) {
            return "NaN";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "Infinity" : "-Infinity";
        }
        return repr(d);
    }

    /** A float as Python prints it: shortest digits that read back the same, exponent below 1e-4 and from 1e16 on. */
    public static String repr(double d) {
        if (Double.isNaN(d)) {
            return "nan";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "inf" : "-inf";
        }
        if (d == 0) {
            return 1 / d < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(Math.abs(d))).stripTrailingZeros();
        String digits = exact.unscaledValue().toString();
        int exponent = digits.length() - exact.scale() - 1;
        StringBuilder out = new StringBuilder(d < 0 ? "-" : "");
        if (exponent < -4 || exponent >= 16) {
            out.append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.').append(digits, 1, digits.length());
            }
            out.append('e').append(exponent < 0 ? '-' : '+');
            if (Math.abs(exponent) < 10) {
                out.append('0');
            }
            return out.append(Math.abs(exponent)).toString();
        }
        String plain = exact.toPlainString();
        return out.append(plain).append(plain.contains(".") ? "" : ".0").toString();
    }
}
