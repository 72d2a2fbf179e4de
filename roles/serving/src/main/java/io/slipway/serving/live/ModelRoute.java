package io.slipway.serving.live;

import io.slipway.kernel.ErrorCode;
import io.slipway.kernel.SlipwayException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who answers for one model.
 *
 * @param live answers for the model's name; null while none could be loaded
 * @param names version numbers and aliases
 * @param states of each version that carries an alias or is loaded, newest first
 */
public record ModelRoute(
        String model, @Nullable LiveVersion live, Map<String, LiveVersion> names, List<VersionState> states) {
    public ModelRoute {
        names = Map.copyOf(names);
        states = List.copyOf(states);
    }

    /**
     * One version.
     *
     * @param platform empty while it is not loaded
     * @param problem why it is FAILED, else null
     */
    public record VersionState(
            int version,
            List<String> aliases,
            String platform,
            State state,
            @Nullable String problem) {}

    /** Where a version stands. */
    public enum State {
        LOADING,
        READY,
        FAILED
    }

    /** @param version number or alias; null for the live one */
    LiveVersion find(@Nullable String version) {
        LiveVersion found = version == null ? live : names.get(version);
        if (found != null) {
            return found;
        }
        for (VersionState state : states) {
            if (state.problem() != null
                    && (version == null
                            || version.equals(Integer.toString(state.version()))
                            || state.aliases().contains(version))) {
                throw new SlipwayException(
                        ErrorCode.UNAVAILABLE,
                        "model '" + model + "' version " + state.version() + " could not be loaded: "
                                + state.problem());
            }
        }
        if (version == null) {
            throw new SlipwayException(ErrorCode.UNAVAILABLE, "model '" + model + "' is still being loaded; try again");
        }
        throw SlipwayException.notFound("model '" + model + "' has no version or alias '" + version
                + "' here; it has " + names.keySet().stream().sorted().toList()
                + ". Only versions that carry an alias are served");
    }
}
