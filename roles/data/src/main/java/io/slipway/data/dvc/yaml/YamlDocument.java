package io.slipway.data.dvc.yaml;

import io.slipway.data.dvc.error.DvcException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML file that was read, with the place of each value for messages.
 *
 * <p>Bounded against hostile input: 64 MiB of text, 100 levels, one million values after aliases are followed.
 */
public final class YamlDocument {
    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_VALUES = 1_000_000;

    private final String name;
    private final Value root;
    private final Map<Value, Mark> places;

    private YamlDocument(String name, Value root, Map<Value, Mark> places) {
        this.name = name;
        this.root = root;
        this.places = places;
    }

    /** @param name how messages call the file */
    public static YamlDocument read(Path file, String name) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new DvcException("'" + name + "' is larger than " + (MAX_BYTES >> 20) + " MiB");
        }
        try {
            return parse(name, Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new DvcException("'" + name + "' is not valid UTF-8; save it in UTF-8 and try again", e);
        }
    }

    /** @throws DvcException with file, line and column if the text is not YAML */
    public static YamlDocument parse(String name, String text) {
        Optional<Node> node;
        try {
            node = compose(name, text);
        } catch (MarkedYamlEngineException e) {
            Mark at = e.getProblemMark().or(e::getContextMark).orElse(null);
            String where = at == null ? "" : ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1);
            String hint = text.contains("\n<<<<<<<") || text.startsWith("<<<<<<<") ? " (possible merge conflicts)" : "";
            throw new DvcException("'" + name + "' is invalid" + hint + ". " + name + where + ": " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new DvcException("'" + name + "' is invalid. " + e.getMessage(), e);
        }
        var builder = new Builder(name);
        Value root = node.isEmpty() ? Value.entries() : builder.build(node.get(), 0);
        return new YamlDocument(name, root instanceof Value.Null ? Value.entries() : root, builder.places);
    }

    static Optional<Node> compose(String name, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setUseMarks(true)
                .setCodePointLimit(MAX_BYTES)
                .setParseComments(false)
                .build();
        try {
            return new Compose(settings).composeString(text);
        } catch (StackOverflowError e) {
            throw new DvcException("'" + name + "' is invalid. It is nested too deep", e);
        }
    }

    public String name() {
        return name;
    }

    public Value root() {
        return root;
    }

    /** A failure that names the place of {@code value} in the file. */
    public DvcException invalid(Value value, String problem) {
        Mark at = places.get(value);
        String where = at == null ? "" : ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1);
        return new DvcException("'" + name + "' validation failed. " + name + where + ": " + problem);
    }

    public Value.Entries entries(Value value, String what) {
        if (value instanceof Value.Entries entries) {
            return entries;
        }
        throw invalid(value, what + " must be a map");
    }

    public List<Value> items(Value value, String what) {
        if (value instanceof Value.Items(List<Value> list)) {
            return list;
        }
        throw invalid(value, what + " must be a list");
    }

    public String text(Value value, String what) {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw invalid(value, what + " must be text");
    }

    /** @throws DvcException at the first key that is not in {@code known} */
    public void onlyKeys(Value.Entries map, Set<String> known, String what) {
        for (var e : map.map().entrySet()) {
            if (!known.contains(e.getKey())) {
                throw invalid(e.getValue(), "extra key '" + e.getKey() + "' is not allowed in " + what);
            }
        }
    }

    /** Turns nodes into values. */
    private static final class Builder {
        private final String name;
        private final Map<Value, Mark> places = new IdentityHashMap<>();
        private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
        private int values;

        Builder(String name) {
            this.name = name;
        }

        Value build(Node node, int depth) {
            if (depth > MAX_DEPTH || ++values > MAX_VALUES || !open.add(node)) {
                throw failure(node, "is nested too deep, refers to itself or is too large");
            }
            Value value = switch (node) {
                case ScalarNode scalar ->
                    scalar.getScalarStyle() == ScalarStyle.PLAIN
                            ? YamlScalars.resolve(scalar.getValue())
                            : new Value.Text(scalar.getValue());
                case SequenceNode sequence -> {
                    List<Value> items = new ArrayList<>();
                    for (Node item : sequence.getValue()) {
                        items.add(build(item, depth + 1));
                    }
                    yield new Value.Items(items);
                }
                case MappingNode mapping -> map(mapping, depth);
                default -> throw failure(node, "is of an unknown kind");
            };
            open.remove(node);
            node.getStartMark().ifPresent(mark -> places.put(value, mark));
            return value;
        }

        private Value map(MappingNode node, int depth) {
            LinkedHashMap<String, Value> map = new LinkedHashMap<>();
            LinkedHashMap<String, Value> merged = new LinkedHashMap<>();
            for (NodeTuple tuple : node.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw failure(tuple.getKeyNode(), "has a key that is not text");
                }
                Value value = build(tuple.getValueNode(), depth + 1);
                if (key.getValue().equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN) {
                    merge(tuple.getValueNode(), value, merged);
                } else if (map.put(key.getValue(), value) != null) {
                    throw failure(key, "has the key '" + key.getValue() + "' twice");
                }
            }
            merged.forEach(map::putIfAbsent);
            return new Value.Entries(map);
        }

        private void merge(Node node, Value value, LinkedHashMap<String, Value> into) {
            switch (value) {
                case Value.Entries(LinkedHashMap<String, Value> map) -> map.forEach(into::putIfAbsent);
                case Value.Items(List<Value> list) -> list.forEach(item -> merge(node, item, into));
                default -> throw failure(node, "merges something that is not a map");
            }
        }

        private DvcException failure(Node node, String problem) {
            String where = node.getStartMark()
                    .map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
                    .orElse("");
            return new DvcException("'" + name + "' is invalid. " + name + where + ": " + problem);
        }
    }
}
