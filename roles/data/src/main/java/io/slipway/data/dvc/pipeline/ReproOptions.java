package io.slipway.data.dvc.pipeline;

import java.util.List;
import java.util.Map;

/**
 * How to reproduce.
 *
 * @param targets stages, groups or files; empty for the {@code dvc.yaml} of the current folder
 * @param force run stages though nothing changed
 * @param dry tell what would run, change nothing
 * @param single only the targets, not what they need
 * @param downstream the targets and all that need them
 * @param whole every stage of the project
 * @param keepGoing go on with stages that do not need a failed one
 * @param runCache restore outputs of earlier runs with the same inputs
 * @param noCommit do not keep outputs in the cache
 * @param inherit commands use this process's own streams, so that nothing reaches {@link ReproListener#line}
 * @param environment variables for the commands, beside those of this process
 */
public record ReproOptions(
        List<String> targets,
        boolean force,
        boolean dry,
        boolean single,
        boolean downstream,
        boolean whole,
        boolean keepGoing,
        boolean runCache,
        boolean noCommit,
        boolean inherit,
        Map<String, String> environment) {
    public static final ReproOptions DEFAULT =
            new ReproOptions(List.of(), false, false, false, false, false, false, true, false, false, Map.of());

    public ReproOptions withTargets(List<String> newTargets) {
        return new ReproOptions(
                newTargets, force, dry, single, downstream, whole, keepGoing, runCache, noCommit, inherit, environment);
    }

    public ReproOptions withForce(boolean newForce) {
        return new ReproOptions(
                targets, newForce, dry, single, downstream, whole, keepGoing, runCache, noCommit, inherit, environment);
    }

    public ReproOptions withEnvironment(Map<String, String> variables) {
        return new ReproOptions(
                targets, force, dry, single, downstream, whole, keepGoing, runCache, noCommit, inherit, variables);
    }
}
