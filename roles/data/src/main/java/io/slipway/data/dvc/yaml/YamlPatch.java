package io.slipway.data.dvc.yaml;

import io.slipway.data.dvc.error.DvcException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Changes single values in a YAML text and leaves every other character, comments and order included, as it is.
 * Each call reads the text anew, so places never go stale.
 */
public final class YamlPatch {
    private final String name;
    private String text;

    public YamlPatch(String name, String text) {
        this.name = name;
        this.text = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    public String text() {
        return text;
    }

    /** Makes the document equal to {@code wanted}: changed values in place, new keys at the end of their map. */
    public void become(Value wanted) {
        become(List.of(), YamlDocument.parse(name, text).root(), wanted);
    }

    private void become(List<String> path, Value old, Value wanted) {
        if (old instanceof Value.Entries a && wanted instanceof Value.Entries b) {
            for (var e : b.map().entrySet()) {
                List<String> below = append(path, e.getKey());
                Value there = a.map().get(e.getKey());
                if (there == null) {
                    set(below, e.getValue());
                } else if (!there.equals(e.getValue())) {
                    become(below, there, e.getValue());
                }
            }
            a.map().keySet().stream().filter(k -> !b.map().containsKey(k)).forEach(k -> remove(append(path, k)));
        } else if (old instanceof Value.Items(List<Value> a)
                && wanted instanceof Value.Items(List<Value> b)
                && a.size() == b.size()) {
            IntStream.range(0, a.size())
                    .filter(i -> !a.get(i).equals(b.get(i)))
                    .forEach(i -> become(append(path, String.valueOf(i)), a.get(i), b.get(i)));
        } else {
            set(path, wanted);
        }
    }

    private static List<String> append(List<String> path, String last) {
        return Stream.concat(path.stream(), Stream.of(last)).toList();
    }

    /**
     * Sets the value under {@code path}: keys of maps and positions of lists. Missing maps on the way are made.
     *
     * @throws DvcException if a part of the path is neither a map nor a list, or a position does not exist
     */
    public void set(List<String> path, Value value) {
        Optional<Node> root = YamlDocument.compose(name, text);
        if (root.isEmpty()) {
            text = text + YamlWriter.write(nest(path, value));
            return;
        }
        Node node = root.get();
        for (int i = 0; i < path.size(); i++) {
            Optional<Node> next = child(node, path.get(i));
            if (next.isEmpty()) {
                insert(node, path.get(i), nest(path.subList(i + 1, path.size()), value), path);
                return;
            }
            node = next.get();
        }
        int start = offset(node.getStartMark());
        int end = end(node);
        String gap = start == end && start > 0 && text.charAt(start - 1) == ':' ? " " : "";
        text = text.substring(0, start) + gap + YamlWriter.inline(value) + text.substring(end);
    }

    private static Value nest(List<String> path, Value value) {
        Value nested = value;
        for (String key : path.reversed()) {
            LinkedHashMap<String, Value> map = new LinkedHashMap<>();
            map.put(key, nested);
            nested = new Value.Entries(map);
        }
        return nested;
    }

    private void insert(Node into, String key, Value value, List<String> path) {
        if (!(into instanceof MappingNode map)) {
            throw new DvcException("cannot set '" + String.join(".", path) + "' in '" + name + "': there is no '" + key
                    + "' and what is above it is not a map");
        }
        if (map.getFlowStyle() == FlowStyle.FLOW) {
            int close = offset(map.getEndMark()) - 1;
            String separator = map.getValue().isEmpty() ? "" : ", ";
            text = text.substring(0, close) + separator + YamlText.key(key) + ": " + YamlWriter.inline(value)
                    + text.substring(close);
            return;
        }
        int column = map.getValue()
                .getFirst()
                .getKeyNode()
                .getStartMark()
                .map(Mark::getColumn)
                .orElse(0);
        int newline = text.indexOf('\n', end(map));
        int at = newline < 0 ? text.length() : newline + 1;
        String block = YamlWriter.write(nest(List.of(key), value)).indent(column);
        text = text.substring(0, at) + block + text.substring(at);
    }

    /** Removes a key with its value; nothing happens if it is not there. */
    public void remove(List<String> path) {
        Optional<Node> node = YamlDocument.compose(name, text);
        for (String key : path.subList(0, path.size() - 1)) {
            node = node.flatMap(n -> child(n, key));
        }
        if (node.isEmpty() || !(node.get() instanceof MappingNode map)) {
            return;
        }
        for (NodeTuple tuple : map.getValue()) {
            if (((ScalarNode) tuple.getKeyNode()).getValue().equals(path.getLast())) {
                int lineStart = text.lastIndexOf('\n', offset(tuple.getKeyNode().getStartMark())) + 1;
                int newline = text.indexOf('\n', end(tuple.getValueNode()));
                text = text.substring(0, lineStart) + text.substring(newline < 0 ? text.length() : newline + 1);
                return;
            }
        }
    }

    private static Optional<Node> child(Node node, String key) {
        return switch (node) {
            case MappingNode map ->
                map.getValue().stream()
                        .filter(t -> t.getKeyNode() instanceof ScalarNode s
                                && s.getValue().equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst();
            case SequenceNode list
            when key.matches("[0-9]{1,9}") ->
                Integer.parseInt(key) < list.getValue().size()
                        ? Optional.of(list.getValue().get(Integer.parseInt(key)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Where a value's own text ends; the end mark of a block collection lies further on, at the next token. */
    private int end(Node node) {
        return switch (node) {
            case MappingNode map
            when map.getFlowStyle() != FlowStyle.FLOW && !map.getValue().isEmpty() ->
                end(map.getValue().getLast().getValueNode());
            case SequenceNode list
            when list.getFlowStyle() != FlowStyle.FLOW && !list.getValue().isEmpty() ->
                end(list.getValue().getLast());
            default -> offset(node.getEndMark());
        };
    }

    private int offset(Optional<Mark> mark) {
        return mark.map(m -> text.offsetByCodePoints(0, m.getIndex()))
                .orElseThrow(() -> new DvcException("'" + name + "' cannot be edited in place"));
    }
}
