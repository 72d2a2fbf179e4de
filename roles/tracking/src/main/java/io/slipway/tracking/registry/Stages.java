package io.slipway.tracking.registry;

import io.slipway.kernel.SlipwayException;
import io.slipway.tracking.wire.Names;
import java.util.List;

/** MLflow's stages, which aliases have replaced. */
final class Stages {
    static final String NONE = "None";
    private static final List<String> ALL = List.of(NONE, "Staging", "Production", "Archived");

    private Stages() {}

    /** The stage as MLflow writes it, whatever the case. */
    static String canonical(String stage) {
        return ALL.stream()
                .filter(known -> known.equalsIgnoreCase(stage))
                .findFirst()
                .orElseThrow(() -> SlipwayException.invalid("Invalid Model Version stage: " + Names.shown(stage)
                        + ". Value must be one of " + String.join(", ", ALL) + "."));
    }

    static boolean active(String stage) {
        return stage.equals("Staging") || stage.equals("Production");
    }
}
