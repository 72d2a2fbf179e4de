package io.slipway.tracking.traces;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.kernel.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sums token counts or costs over the spans of a trace. Many libraries put the sum of the children on the parent too:
 * where a span has numbers, those of the spans below it are not added again.
 */
final class Rollup {
    private Rollup() {}

    /** @param numbers JSON object of numbers; null where the span has none */
    record Node(String spanId, String parentId, @Nullable String numbers) {}

    /** Empty if no span has numbers. */
    static Optional<String> sum(List<Node> nodes) {
        Map<String, List<Node>> children = new HashMap<>();
        Set<String> known = new HashSet<>();
        nodes.forEach(node -> known.add(node.spanId));
        Deque<Node> open = new ArrayDeque<>();
        for (Node node : nodes) {
            if (known.contains(node.parentId)) {
                children.computeIfAbsent(node.parentId, id -> new ArrayList<>()).add(node);
            } else {
                open.add(node);
            }
        }
        ObjectNode sum = Json.object();
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (node.numbers == null) {
                open.addAll(children.getOrDefault(node.spanId, List.of()));
            } else {
                add(sum, node.numbers);
            }
        }
        return sum.isEmpty() ? Optional.empty() : Optional.of(sum.toString());
    }

    private static void add(ObjectNode sum, String numbers) {
        Json.parse(numbers).properties().forEach(each -> {
            if (each.getValue().isIntegralNumber()) {
                sum.put(
                        each.getKey(),
                        sum.path(each.getKey()).asLong() + each.getValue().asLong());
            } else if (each.getValue().isNumber()) {
                sum.put(
                        each.getKey(),
                        sum.path(each.getKey()).asDouble() + each.getValue().asDouble());
            }
        });
    }
}
