package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.pipeline.Stage;
import io.slipway.data.dvc.pipeline.StageGraph;
import io.slipway.data.dvc.pipeline.StageIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows which stage needs which. */
@Command(name = "dag", description = "Show the stages in order with what each needs.")
final class DagCommand extends DvcVerb {
    @Option(names = "--dot", description = "Print in Graphviz's language.")
    boolean dot;

    @Option(names = "--mermaid", description = "Print in Mermaid's language.")
    boolean mermaid;

    @Parameters(paramLabel = "<targets>", description = "Stages to show with what they need.")
    List<String> targets = new ArrayList<>();

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            StageIndex index = StageIndex.load(dvc.project());
            StageGraph graph = index.graph();
            List<Stage> stages = graph.plan(index.targets(targets));
            if (dot) {
                say("strict digraph  {");
                stages.forEach(s -> say("\"" + s.address() + "\";"));
                stages.forEach(
                        s -> graph.needs(s).forEach(n -> say("\"" + n.address() + "\" -> \"" + s.address() + "\";")));
                say("}");
            } else if (mermaid) {
                say("flowchart TD");
                for (int i = 0; i < stages.size(); i++) {
                    say("\tnode" + (i + 1) + "[\"" + stages.get(i).address() + "\"]");
                }
                stages.forEach(s -> graph.needs(s)
                        .forEach(n -> say("\tnode" + (stages.indexOf(n) + 1) + "-->node" + (stages.indexOf(s) + 1))));
            } else {
                for (Stage stage : stages) {
                    List<String> needs =
                            graph.needs(stage).stream().map(Stage::address).toList();
                    say(stage.address() + (needs.isEmpty() ? "" : "  <-  " + String.join(", ", needs)));
                }
            }
            return 0;
        }
    }

    @Override
    int failureCode() {
        return 255;
    }
}
