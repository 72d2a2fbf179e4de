package io.slipway.tracking.otlp;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Base64;

/** Writes JSON the way Python's clients do, a blank after each comma and colon, because searches look for it as text. */
public final class JsonText {
    private JsonText() {}

    /** A JSON string. */
    public static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2);
        quote(out, text);
        return out.toString();
    }

    public static void quote(StringBuilder out, String text) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    /** JSON has no NaN and no infinities: they become strings, as in protobuf's JSON. */
    static String number(double value) {
        return Double.isNaN(value)
                ? "\"NaN\""
                : Double.isInfinite(value) ? (value > 0 ? "\"Infinity\"" : "\"-Infinity\"") : Double.toString(value);
    }

    static String bytes(byte[] value) {
        return '"' + Base64.getEncoder().encodeToString(value) + '"';
    }
}
