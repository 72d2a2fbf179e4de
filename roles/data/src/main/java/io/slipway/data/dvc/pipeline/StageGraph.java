package io.slipway.data.dvc.pipeline;

import io.slipway.data.dvc.error.DvcException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which stages each stage needs, without cycles. */
public final class StageGraph {
    private final Map<Stage, Set<Stage>> needs;

    private StageGraph(Map<Stage, Set<Stage>> needs) {
        this.needs = needs;
    }

    static StageGraph of(List<Stage> stages, Map<Path, Stage> makers) {
        TreeMap<Path, Stage> sorted = new TreeMap<>(makers);
        Map<Stage, Set<Stage>> needs = new LinkedHashMap<>();
        for (Stage stage : stages) {
            Set<Stage> of = new LinkedHashSet<>();
            stage.dependencies().forEach(d -> addMakers(d.path(), sorted, of));
            stage.parameters().forEach(p -> addMakers(p.path(), sorted, of));
            of.remove(stage);
            needs.put(stage, of);
        }
        StageGraph graph = new StageGraph(needs);
        graph.order(stages, false);
        return graph;
    }

    /** Makers of the path, of a folder above it, and of everything below it. */
    private static void addMakers(Path path, TreeMap<Path, Stage> makers, Set<Stage> into) {
        for (Path at = path; at != null; at = at.getParent()) {
            Stage maker = makers.get(at);
            if (maker != null) {
                into.add(maker);
            }
        }
        for (var e : makers.tailMap(path, false).entrySet()) {
            if (!e.getKey().toString().startsWith(path.toString())) {
                break;
            }
            if (e.getKey().startsWith(path)) {
                into.add(e.getValue());
            }
        }
    }

    public Set<Stage> needs(Stage stage) {
        return needs.getOrDefault(stage, Set.of());
    }

    public List<Stage> neededBy(Stage stage) {
        return needs.entrySet().stream()
                .filter(e -> e.getValue().contains(stage))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The stages and all that they need, each after what it needs; a frozen stage needs nothing. */
    public List<Stage> plan(List<Stage> wanted) {
        return order(wanted, true);
    }

    /** The stages and everything that needs them, in order. */
    public List<Stage> downstream(List<Stage> from) {
        Set<Stage> reached = new LinkedHashSet<>(from);
        List<Stage> queue = new ArrayList<>(from);
        while (!queue.isEmpty()) {
            for (Stage next : neededBy(queue.removeFirst())) {
                if (reached.add(next)) {
                    queue.add(next);
                }
            }
        }
        return order(List.copyOf(needs.keySet()), true).stream()
                .filter(reached::contains)
                .toList();
    }

    private List<Stage> order(List<Stage> wanted, boolean frozenNeedNothing) {
        List<Stage> done = new ArrayList<>();
        Set<Stage> finished = new HashSet<>();
        for (Stage stage : wanted) {
            visit(stage, frozenNeedNothing, new ArrayList<>(), finished, done);
        }
        return done;
    }

    private void visit(
            Stage stage, boolean frozenNeedNothing, List<Stage> path, Set<Stage> finished, List<Stage> done) {
        if (finished.contains(stage)) {
            return;
        }
        int seen = path.indexOf(stage);
        if (seen >= 0) {
            throw new DvcException("Same item(s) are defined as both a dependency and an output in stages: "
                    + String.join(
                            ", ",
                            path.subList(seen, path.size()).stream()
                                    .map(Stage::address)
                                    .toList())
                    + ".");
        }
        path.add(stage);
        if (!(frozenNeedNothing && stage.frozen())) {
            for (Stage needed : needs(stage)) {
                visit(needed, frozenNeedNothing, path, finished, done);
            }
        }
        path.removeLast();
        finished.add(stage);
        done.add(stage);
    }
}
