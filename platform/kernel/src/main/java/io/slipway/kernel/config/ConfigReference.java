package io.slipway.kernel.config;

/** The reference page of a configuration, as Markdown. */
public final class ConfigReference {
    private ConfigReference() {}

    /** A table with a row for each key of the record. */
    public static String markdown(Class<?> record) {
        var out = new StringBuilder("| key | flag | environment variable | type | default | what it does |\n"
                + "| --- | --- | --- | --- | --- | --- |\n");
        for (Key key : new Schema(record).keys()) {
            String byDefault = key.byDefault();
            String shown = byDefault == null ? (key.optional() ? "not set" : "required") : "`" + byDefault + "`";
            out.append("| `")
                    .append(key.path())
                    .append("` | `")
                    .append(key.flag())
                    .append("` | `");
            out.append(key.env())
                    .append("` | ")
                    .append(Values.typeName(key.type()))
                    .append(" | ");
            out.append(byDefault != null && byDefault.isEmpty() ? "empty" : shown)
                    .append(" | ");
            out.append(key.description().replace("|", "\\|"))
                    .append(key.secret() ? " (secret)" : "")
                    .append(" |\n");
        }
        return out.toString();
    }
}
