package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import io.slipway.data.dvc.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in the place of {@code ${…}}. An expression is a name with {@code .name} and {@code [name]} after it;
 * there are no operators. {@code \${} stands for itself. Templates that need a value that is not there are failures.
 */
final class Templating {
    private static final Pattern EXPRESSION = Pattern.compile("(?<!\\\\)\\$\\{(.*?)}");
    private static final Pattern NAME =
            Pattern.compile("[^.\\[\\]{}\\s]+(?:\\.[^.\\[\\]{}\\s]+|\\[[^.\\[\\]{}\\s]+])*");

    private final Value.Entries context;
    private final boolean booleanOptional;
    private final boolean appendLists;

    /**
     * @param booleanOptional config {@code parsing.bool = boolean_optional}: false becomes {@code --no-key}
     * @param appendLists config {@code parsing.list = append}: a list repeats its key
     */
    Templating(Value.Entries context, boolean booleanOptional, boolean appendLists) {
        this.context = context;
        this.booleanOptional = booleanOptional;
        this.appendLists = appendLists;
    }

    Value.Entries context() {
        return context;
    }

    /** The same with more variables, which may not be there already. */
    Templating with(Value.Entries more, String source) {
        Value.Entries merged = (Value.Entries) context.copy();
        merge(merged, more, "", source);
        return new Templating(merged, booleanOptional, appendLists);
    }

    /** The same with the variables of one round of a loop, which win over all others. */
    Templating withRound(Map<String, Value> round) {
        LinkedHashMap<String, Value> map = new LinkedHashMap<>(context.map());
        map.putAll(round);
        return new Templating(new Value.Entries(map), booleanOptional, appendLists);
    }

    private static void merge(Value.Entries into, Value.Entries from, String prefix, String source) {
        from.map().forEach((key, value) -> {
            Value there = into.map().get(key);
            if (there instanceof Value.Entries a && value instanceof Value.Entries b) {
                merge(a, b, prefix + key + ".", source);
            } else if (there == null) {
                into.map().put(key, value.copy());
            } else if (!there.equals(value)) {
                throw new DvcException("cannot redefine '" + prefix + key + "' with '" + value.print() + "' from '"
                        + source + "' as it already is '" + there.print() + "'");
            }
        });
    }

    /** All templates in a value, keys of maps included. */
    Value resolve(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text(text, false);
            case Value.Items(List<Value> list) ->
                new Value.Items(list.stream().map(this::resolve).toList());
            case Value.Entries(LinkedHashMap<String, Value> map) -> {
                LinkedHashMap<String, Value> resolved = new LinkedHashMap<>();
                map.forEach((k, v) -> resolved.put(text(k, false).print(), resolve(v)));
                yield new Value.Entries(resolved);
            }
            default -> value;
        };
    }

    /** A command: a map in it becomes options. */
    Value command(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text(text, true);
            case Value.Items(List<Value> list) ->
                new Value.Items(list.stream().map(this::command).toList());
            default -> value;
        };
    }

    /** What a loop runs over: may be a whole list or map, unlike elsewhere. */
    Value loop(Value value) {
        if (value instanceof Value.Text(String text)) {
            Matcher whole = EXPRESSION.matcher(text.strip());
            if (whole.matches()) {
                return lookup(whole.group(1));
            }
        }
        return resolve(value);
    }

    private Value text(String text, boolean command) {
        Matcher matcher = EXPRESSION.matcher(text);
        if (!command && matcher.matches() && matcher.group(1).indexOf('}') < 0) {
            return scalar(lookup(matcher.group(1)), matcher.group(1));
        }
        StringBuilder out = new StringBuilder();
        matcher.reset();
        while (matcher.find()) {
            Value value = lookup(matcher.group(1));
            String printed = command && value instanceof Value.Entries options
                    ? options(options)
                    : scalar(value, matcher.group(1)).print();
            matcher.appendReplacement(out, Matcher.quoteReplacement(printed));
        }
        matcher.appendTail(out);
        return new Value.Text(out.toString().replace("\\${", "${"));
    }

    private static Value scalar(Value value, String expression) {
        if (value instanceof Value.Entries || value instanceof Value.Items) {
            throw new DvcException("Cannot interpolate data of type '"
                    + (value instanceof Value.Items ? "list" : "dict") + "' from '${" + expression + "}'");
        }
        return value;
    }

    private Value lookup(String expression) {
        String name = expression.strip();
        if (!NAME.matcher(name).matches()) {
            throw new DvcException("cannot parse '${" + expression + "}': expected a name such as ${train.lr}");
        }
        Value at = context;
        for (String part : name.replace("]", "").split("[.\\[]")) {
            Optional<Value> next = ParameterFile.find(at, part);
            if (next.isEmpty()) {
                throw new DvcException("Could not find '" + name + "'");
            }
            at = next.get();
        }
        return at;
    }

    private String options(Value.Entries map) {
        List<String> out = new ArrayList<>();
        flatten("", map, out);
        return String.join(" ", out);
    }

    private void flatten(String prefix, Value.Entries map, List<String> out) {
        map.map().forEach((key, value) -> {
            String option = "--" + prefix + key;
            switch (value) {
                case Value.Entries inner -> flatten(prefix + key + ".", inner, out);
                case Value.Bool(boolean on) -> {
                    if (on) {
                        out.add(option);
                    } else if (booleanOptional) {
                        out.add("--no-" + prefix + key);
                    }
                }
                case Value.Items(List<Value> list) -> {
                    if (!appendLists) {
                        out.add(option);
                    }
                    for (Value item : list) {
                        out.add((appendLists ? option + " " : "") + quote(item.print()));
                    }
                }
                default -> out.add(option + " " + quote(value.print()));
            }
        });
    }

    /** As Python's {@code shlex.quote}. */
    private static String quote(String word) {
        return word.matches("[a-zA-Z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\"'\"'") + "'";
    }
}
