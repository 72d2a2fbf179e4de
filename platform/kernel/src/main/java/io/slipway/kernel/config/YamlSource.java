package io.slipway.kernel.config;

import io.slipway.kernel.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the configuration file as a tree of nodes: nothing is constructed, so that tags can name no class, and only
 * what the schema knows is descended into, so that aliases cannot multiply.
 */
final class YamlSource {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_LIST = 1000;
    private static final Set<Tag> SCALARS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

    private final Schema schema;
    private final String name;
    private final List<String> problems;
    private final Map<String, Given> found = new HashMap<>();

    private YamlSource(Schema schema, String name, List<String> problems) {
        this.schema = schema;
        this.name = name;
        this.problems = problems;
    }

    /** @param name of the file, for messages */
    static Map<String, Given> read(Schema schema, String name, String text, List<String> problems) {
        var source = new YamlSource(schema, name, problems);
        source.root(text);
        return source.found;
    }

    private void root(String text) {
        if (text.length() > MAX_CHARACTERS) {
            problems.add(name + ": the file is longer than " + MAX_CHARACTERS + " characters");
            return;
        }
        try {
            var settings = LoadSettings.builder().setLabel(name).build();
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty() || isNull(root.get())) {
                return;
            }
            if (root.get() instanceof MappingNode mapping) {
                mapping("", mapping);
            } else {
                problem(root.get(), "the file must be a mapping of keys to values");
            }
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> " line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                    .orElse("");
            problems.add(name + line + ": " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(name + ": not YAML: " + firstLine(e.getMessage()));
        } catch (StackOverflowError e) {
            problems.add(name + ": nested too deep");
        }
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }

    private void mapping(String prefix, MappingNode mapping) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problem(tuple.getKeyNode(), "a key must be a word");
                continue;
            }
            String path = prefix + keyNode.getValue();
            if (!seen.add(path)) {
                problem(keyNode, "'" + path + "' is given twice");
                continue;
            }
            entry(path, keyNode, tuple.getValueNode());
        }
    }

    private void entry(String path, Node keyNode, Node value) {
        Key key = schema.key(path);
        if (key != null) {
            value(key, keyNode, value);
        } else if (!schema.isGroup(path)) {
            problem(keyNode, "unknown key '" + shortened(path) + "'" + suggestion(path));
        } else if (value instanceof MappingNode group) {
            mapping(path + ".", group);
        } else if (!isNull(value)) {
            problem(value, "'" + path + "' is a group of keys, not a value");
        }
    }

    /** Looks among the keys and the groups, so that a mistyped group is recognised too. */
    private String suggestion(String path) {
        Set<String> names = new HashSet<>();
        for (Key key : schema.keys()) {
            String known = key.path();
            for (int dot = known.indexOf('.'); dot >= 0; dot = known.indexOf('.', dot + 1)) {
                names.add(known.substring(0, dot));
            }
            names.add(known);
        }
        return Spelling.suggestion(path, names);
    }

    private void value(Key key, Node keyNode, Node value) {
        String source = name + " line " + line(keyNode);
        switch (value) {
            case ScalarNode scalar
            when isNull(scalar) -> {
                if (!key.optional()) {
                    problem(keyNode, "'" + key.path() + "' has no value");
                }
            }
            case ScalarNode scalar
            when SCALARS.contains(scalar.getTag()) -> found.put(key.path(), Given.of(key, scalar.getValue(), source));
            case SequenceNode list -> list(key, list, source);
            default -> problem(value, "'" + key.path() + "' must be a plain value");
        }
    }

    private void list(Key key, SequenceNode list, String source) {
        List<String> texts = new ArrayList<>();
        if (list.getValue().size() > MAX_LIST) {
            problem(list, "'" + key.path() + "' has more than " + MAX_LIST + " entries");
            return;
        }
        for (Node item : list.getValue()) {
            if (item instanceof ScalarNode scalar && SCALARS.contains(scalar.getTag())) {
                texts.add(scalar.getValue());
            } else {
                problem(item, "an entry of '" + key.path() + "' must be a plain value");
                return;
            }
        }
        if (key.type() instanceof java.lang.reflect.ParameterizedType) {
            found.put(key.path(), new Given(texts, source));
        } else {
            problem(list, "'" + key.path() + "' takes one value, not a list");
        }
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String shortened(String path) {
        return path.length() > 80 ? path.substring(0, 80) + "…" : path;
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    private void problem(Node at, String what) {
        problems.add(name + " line " + line(at) + ": " + what);
    }
}
